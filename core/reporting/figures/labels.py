"""Figures in words: a label for each, a value as people write it, an identity as a sentence."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.common.text import t
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE
from core.reporting.figures.identities import Identity

# The key of the growth figure names the year it compares with.
_COMPARED = re.compile(r"_over_(\d{4})_")

# Figures that people keep by hand: without a value they were not recorded.
_BY_HAND = frozenset(path for one in (*CHAPTERS, *KEPT_ELSEWHERE) for path in one.figures)


def label(path: str) -> str:
    """The label of one figure, such as `registry.websites.total`, in the language in use."""
    compared = _COMPARED.search(path)
    if compared is None:
        return t(f"figure.{path}")
    return t(f"figure.{_COMPARED.sub('_over_last_year_', path)}", year=compared[1])


def leaves(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of every figure of a section, or of all sections, in their order."""
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def value_words(path: str, value: Any) -> str:
    """A value as people write it: thousands apart, percent with its sign, no number in words;
    'not recorded' where a person would have had to enter it."""
    if value is None:
        return t("figure.unrecorded" if path in _BY_HAND else "figure.none")
    if path.endswith("_percent"):
        return t("figure.percent", value=f"{value:g}")
    return f"{value:,}" if isinstance(value, int) else str(value)


def identity_words(identity: Identity) -> str:
    """The identity with its numbers, and whether it holds."""
    words = t(f"figure.identity.{identity.key}").format(*identity.terms)
    return t("figure.identity.holds" if identity.holds else "figure.identity.fails", words=words)
