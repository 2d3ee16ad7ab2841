"""Labelled pages are scored field by field, with intervals."""

import json
from pathlib import Path

from checks.__main__ import main
from checks.evaluate import interval
from tests.checks.page.corpus import samples


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
