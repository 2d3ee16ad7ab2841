"""python -m core figures: every figure of the yearly report as of a day."""

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

from core.commands.help import both
from core.common import clock
from core.common.text import t
from core.monitoring import verdict_cache
from core.reporting.figures import Identity, figures, identities
from core.reporting.figures.labels import identity_words, label, leaves, value_words
from core.reporting.figures.verdicts import verdicts_now
from db.engine import reading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--as-of` and `--json`."""
    parser.add_argument("--as-of", type=_day, default=None, metavar="DATE", help=both("as_of"))
    parser.add_argument("--json", action="store_true", help=both("json"))


def main(args: argparse.Namespace) -> int:
    """Print the figures. Exit status 0, or 1 when two of them contradict each other."""
    as_of = args.as_of or clock.today()
    with reading() as session:
        found = figures(session, as_of)
    checked = identities(found)
    if as_of >= clock.today():
        verdict_cache.refresh()
        found["verdicts"] = verdicts_now()
    said = json.dumps(found, ensure_ascii=False, indent=2) if args.json else _page(found, checked)
    sys.stdout.write(said + "\n")
    return int(not all(one.holds for one in checked))


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(both("wrong_date", given=given)) from None


def _page(found: Mapping[str, Any], checked: list[Identity]) -> str:
    lines = [str(found["as_of"])]
    for name, section in found.items():
        if isinstance(section, Mapping):
            lines += ["", t(f"figure.section.{name}")]
            lines += [_row(path, value) for path, value in leaves(section, f"{name}.")]
    return "\n".join([*lines, "", t("figure.identity.title"), *map(identity_words, checked)])


def _row(path: str, value: Any) -> str:
    return t("figure.row", label=label(path), value=value_words(path, value))
