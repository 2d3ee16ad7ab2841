"""`python -m checks evaluate FOLDER --labels FILE`: how right the reading is on anybody's labelled pages.

The labels are TOML, one `[[page]]` each: `file` (below FOLDER) or `html` (the page itself), `url`, `today`
(the day of its capture), and any of the fields, an empty text where the page gives nothing: published,
newest, site_code, icp, sponsor, undertaker. `--beside` lets libraries for the day of publication, as far as
they are installed, read the same pages in the same run."""

import argparse
import importlib
import json
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
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

    def add(self, found: object, wanted: object) -> None:
        """Count one page."""
        self.given += bool(found)
        self.labelled += bool(wanted)
        self.right += bool(found) and found == wanted


# How each library is asked for the day of publication: (library, html, url, today of the capture).
_LIBRARIES: dict[str, Callable[[Any, str, str, date], Any]] = {
    "htmldate": lambda library, html, url, today: library.find_date(
        html, url=url, original_date=True, max_date=today.isoformat()
    ),
    "trafilatura": lambda library, html, url, _: library.extract_metadata(html, default_url=url).date,
    "gne": lambda library, html, *_: library.GeneralNewsExtractor().extract(html)["publish_time"],
}

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
    parser.add_argument("--beside", action="store_true")
    parser.add_argument("--json", action="store_true")


def main(args: argparse.Namespace) -> int:
    """Run it. 0 the pages were read, however rightly; 2 wrong use."""
    try:
        labels = tomllib.loads(args.labels.read_text("utf-8"))["page"]
        table = scores(args.folder, labels)
        if args.beside:
            table |= dict(beside(args.folder, labels))
    except (OSError, KeyError, TypeError, ValueError) as error:
        sys.stderr.write(t("checks.labels_wrong", reason=f"{type(error).__name__} {error}") + "\n")
        return WRONG_USE
    rows = {name: _row(score) for name, score in table.items()}
    if args.json:
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
        return 0
    for name, row in rows.items():
        counts = f"{row['right']}/{row['given']}/{row['labelled']}"
        sys.stdout.write(f"{name:24} {counts:>14}  P {_said(row['precision'])}  R {_said(row['recall'])}\n")
    return 0


def scores(folder: Path, labels: list[Mapping[str, Any]]) -> dict[str, Score]:
    """The score of each field that is labelled. Raises OSError, KeyError or TypeError for bad labels."""
    table: dict[str, Score] = {}
    for label in labels:
        today = label["today"]
        if not isinstance(today, date):
            raise TypeError(f"today: {today!r}")
        page = open_page(*_page(folder, label), content_type=label.get("content_type"), today=today)
        for name, read in FIELDS.items():
            if name in label:
                table.setdefault(name, Score()).add(read(page), label[name])
    return table


def beside(folder: Path, labels: list[Mapping[str, Any]]) -> Iterator[tuple[str, Score]]:
    """The score of each library that is installed, for the day of publication."""
    for name, read in _LIBRARIES.items():
        try:
            library = importlib.import_module(name)
        except ImportError:
            sys.stderr.write(t("checks.not_installed", name=name) + "\n")
            continue
        score = Score()
        for label in labels:
            if "published" in label:
                body, url = _page(folder, label)
                score.add(
                    _day_by(library, read, body.decode("utf-8", "replace"), url, label["today"]),
                    label["published"],
                )
        yield f"published {name}", score


def _day_by(library: Any, read: Callable[..., Any], html: str, url: str, today: date) -> date | str:
    """The day that a library gives; empty where it gives none, or fails."""
    try:
        return date.fromisoformat(str(read(library, html, url, today) or "")[:10].replace("/", "-"))
    except Exception:  # anything may come out of a library that is given pages from outside
        return ""


def _page(folder: Path, label: Mapping[str, Any]) -> tuple[bytes, str]:
    """The bytes and the address of a labelled page. Raises OSError or KeyError."""
    body = label["html"].encode() if "html" in label else (folder / label["file"]).read_bytes()
    return body, label["url"]


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
