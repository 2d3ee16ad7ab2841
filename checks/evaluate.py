"""`python -m checks evaluate FOLDER --labels FILE`: how right the reading is on anybody's labelled pages.

The labels are TOML, one `[[page]]` each: `file` (below FOLDER), `url`, `today` (the day of its capture), and
any of the fields, an empty text where the page gives nothing: published, newest, site_code, icp, sponsor,
undertaker."""

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

from checks.page import Page, open_page
from core.common.text import t

WRONG_USE = 2
_Z = 1.96  # 95 %


@dataclass(slots=True)
class Score:
    """Of one field: values given and right, given at all, and labelled as there."""

    right: int = 0
    given: int = 0
    labelled: int = 0


FIELDS: dict[str, Callable[[Page], object]] = {
    "published": lambda page: page.published.value if page.published else "",
    "newest": lambda page: page.newest_of_list.day if page.newest_of_list else "",
    **{
        name: lambda page, name=name: page.marks[name].value  # type: ignore[misc]
        for name in ("site_code", "icp", "sponsor", "undertaker")
    },
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `evaluate`."""
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--labels", metavar="FILE", type=Path, required=True)
    parser.add_argument("--json", action="store_true")


def main(args: argparse.Namespace) -> int:
    """Run it. 0 the pages were read, however rightly; 2 wrong use."""
    try:
        table = scores(args.folder, tomllib.loads(args.labels.read_text("utf-8"))["page"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        sys.stderr.write(t("checks.labels_wrong", reason=f"{type(error).__name__} {error}") + "\n")
        return WRONG_USE
    rows = {name: _row(score) for name, score in table.items()}
    if args.json:
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
        return 0
    for name, row in rows.items():
        counts = f"{row['right']}/{row['given']}/{row['labelled']}"
        sys.stdout.write(f"{name:12} {counts:>14}  P {_said(row['precision'])}  R {_said(row['recall'])}\n")
    return 0


def scores(folder: Path, labels: list[Mapping[str, Any]]) -> dict[str, Score]:
    """The score of each field that is labelled. Raises OSError, KeyError or TypeError for bad labels."""
    table: dict[str, Score] = {}
    for label in labels:
        today = label["today"]
        if not isinstance(today, date):
            raise TypeError(f"today: {today!r}")
        body = (folder / label["file"]).read_bytes()
        page = open_page(body, label["url"], content_type=label.get("content_type"), today=today)
        for name, read in FIELDS.items():
            if name in label:
                score, found, wanted = table.setdefault(name, Score()), read(page), label[name]
                score.given += bool(found)
                score.labelled += bool(wanted)
                score.right += bool(found) and found == wanted
    return table


def interval(right: int, of: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share (Wilson score); 0 to 1 where nothing was counted."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def _row(score: Score) -> dict[str, Any]:
    return {
        "right": score.right,
        "given": score.given,
        "labelled": score.labelled,
        "precision": _share(score.right, score.given),
        "recall": _share(score.right, score.labelled),
    }


def _share(right: int, of: int) -> list[float] | None:
    """A share and its interval; None where nothing was counted."""
    return [round(value, 3) for value in (right / of, *interval(right, of))] if of else None


def _said(share: list[float] | None) -> str:
    return f"{share[0]:.3f} ({share[1]:.3f}–{share[2]:.3f})" if share else "–"
