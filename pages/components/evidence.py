"""Evidence as the checker wrote it. It comes from outside: shown as plain text, never as a page."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from core.common.text import has, t
from pages.components.format import failure, instant, percent, word

SHARES = ("share", "v6_share", "limit", "confidence", "similarity")
# What only the checker reads: keys of findings, fingerprints of pages; and pictures, which are drawn.
UNTOLD = ("key", "print", "seen", "screenshot")
WORD = re.compile(r"[A-Za-z][\w-]*", re.ASCII)


def evidence_box(evidence: Mapping[str, Any]) -> None:
    """Draw every fact on its own line; what is empty is left out."""
    lines = lines_of(evidence)
    if lines:
        st.code("\n".join(lines), language=None, wrap_lines=True)
    else:
        st.caption(t("evidence.none"))


def lines_of(evidence: Mapping[str, Any], *, indent: str = "") -> list[str]:
    """`evidence` as lines of text in the reader's language."""
    lines: list[str] = []
    for key, value in evidence.items():
        if not _said(key, value):
            continue
        label = t(f"evidence.{key}") if has(f"evidence.{key}") else str(key)
        if isinstance(value, Mapping):
            lines += [f"{indent}{label}", *lines_of(value, indent=f"{indent}    ")]
        elif isinstance(value, list):
            lines += [f"{indent}{label}", *_items(key, value, f"{indent}    ")]
        else:
            lines.append(f"{indent}{label}  {_shown(key, value)}")
    return lines


def _said(key: str, value: Any) -> bool:
    return value not in (None, "", [], {}) and key not in UNTOLD


def _items(name: str, values: list[Any], indent: str) -> list[str]:
    lines: list[str] = []
    for value in values:
        if isinstance(value, Mapping):
            parts = (_shown(key, inner) for key, inner in value.items() if _said(key, inner))
            lines.append(f"{indent}· {'  '.join(parts)}")
        else:
            lines.append(f"{indent}· {_shown(name, value)}")
    return lines


def _shown(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return t("evidence.yes" if value else "evidence.no")
    if key in SHARES and isinstance(value, int | float):
        return percent(value)
    if key == "failure":
        return failure(str(value))
    if key == "outcome":
        return word("state.outcome", str(value))
    if key in ("not_after", "at"):
        return _instant(str(value))
    if isinstance(value, str) and WORD.fullmatch(value) and has(said := f"evidence.said.{key}.{value}"):
        return t(said)
    return _one_line(value)


def _one_line(value: Any) -> str:
    return " ".join(str(value).split())


def _instant(text: str) -> str:
    try:
        return instant(datetime.fromisoformat(text))
    except ValueError:
        return text
