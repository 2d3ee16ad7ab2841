"""Labelled pages are scored field by field, with intervals."""

import json
import sys
import tomllib
from datetime import date
from pathlib import Path

from checks.__main__ import main
from checks.evaluate import beside, interval, scores
from tests.checks.page.corpus import samples

DATA = Path(__file__).parents[1] / "data"
URL = "http://www.example.gov.cn/a.html"


def test_twenty_labelled_pages_are_scored(tmp_path: Path, capsys):
    rows = [row for row in samples("publish") if "encoding" not in row and "url" not in row][:20]
    lines = []
    for number, row in enumerate(rows):
        (tmp_path / f"{number}.html").write_text(f"<meta charset=utf-8>{row['html']}", "utf-8")
        want = row["published"] or '""'
        lines.append(
            f"[[page]]\nfile='{number}.html'\nurl='http://www.example.gov.cn/a.html'\ntoday=2026-11-23\npublished={want}\n"
        )
    lines[0] = lines[0].replace(str(rows[0]["published"]), "1999-01-01")
    labels = tmp_path / "labels.toml"
    labels.write_text("".join(lines), "utf-8")
    assert main(["evaluate", str(tmp_path), "--labels", str(labels), "--json"]) == 0
    score = json.loads(capsys.readouterr().out)["published"]
    assert score["given"] - score["right"] == 1
    assert score["precision"][1] < score["precision"][0] < score["precision"][2]


def test_labels_that_cannot_be_read_are_refused(tmp_path: Path, capsys):
    labels = tmp_path / "labels.toml"
    labels.write_text("[[page]]\nfile='none.html'\n", "utf-8")
    assert main(["evaluate", str(tmp_path), "--labels", str(labels)]) == 2
    assert "today" in capsys.readouterr().err


def test_an_interval_is_wide_for_few_pages():
    assert interval(3, 3)[0] < 0.5 < interval(300, 300)[0]


def test_the_sixty_labelled_pages_are_read_as_rightly_as_the_documentation_says():
    labels = tomllib.loads((DATA / "labelled.toml").read_text("utf-8"))["page"]
    table = scores(DATA, labels)
    shares = {
        name: (score.right / score.given, score.right / score.labelled) for name, score in table.items()
    }
    assert len(labels) == 60
    assert set(shares) == {"published", "newest", "site_code", "icp", "sponsor", "undertaker"}
    assert min(map(min, shares.values())) >= 0.97, shares


def test_a_library_reads_the_same_pages_and_one_that_is_missing_is_named(tmp_path: Path, capsys, monkeypatch):
    (tmp_path / "htmldate.py").write_text(
        "def find_date(html, url, original_date, max_date):\n"
        "    if 'broken' in html: raise ValueError\n"
        "    return '2026-11-03' if original_date and max_date == '2026-11-23' else None\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "gne", None)
    labels = [
        {"html": "<p>一</p>", "url": URL, "today": date(2026, 11, 23), "published": date(2026, 11, 3)},
        {"html": "<p>broken</p>", "url": URL, "today": date(2026, 11, 23), "published": date(2026, 11, 3)},
    ]
    table = dict(beside(tmp_path, labels))
    score = table["published htmldate"]
    assert (score.right, score.given, score.labelled) == (1, 1, 2)
    assert "published gne" not in table
    assert "gne" in capsys.readouterr().err
