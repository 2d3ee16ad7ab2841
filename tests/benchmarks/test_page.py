"""How right and how fast pages are read, beside the library `htmldate` where it is installed.

`python3 manage.py bench` or `pytest tests/benchmarks/test_page.py -s`. The library is no requirement of the
project: put it on PYTHONPATH from a folder of its own to have the comparison made.

`SUPERVISION_BENCH_OTHER` names a folder with another state of the code (`git worktree add --detach FOLDER
COMMIT`), beside which every fact and the links of pages as large as real ones are read by turns."""

import os
import tomllib
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from bs4 import BeautifulSoup

from checks.page import open_page, read_page
from tests.benchmarks.real_pages import pages
from tests.benchmarks.two_checkouts import ROOT, differences, ratios, written
from tests.checks.page.corpus import TODAY, opened, samples

HOME_DATES = Path(__file__).parents[1] / "checks" / "page" / "dates.toml"


def published() -> list[tuple[dict[str, Any], str, bool]]:
    """Articles with a day, and whether we read it."""
    rows = [sample for sample in samples("publish") if sample["published"]]
    return [(row, str(row["published"]), ours_published(row) == row["published"]) for row in rows]


def ours_published(row: dict[str, Any]) -> date | None:
    found = opened(row, "publish").published
    return found.value if found else None


def listed() -> list[tuple[dict[str, Any], str, bool]]:
    """Lists with a newest day, and whether we read it."""
    rows = [row for row in samples("lists") if row.get("newest")]
    rows += [row for row in tomllib.loads(HOME_DATES.read_text("utf-8"))["page"] if row["newest"]]
    return [(row, str(row["newest"]), ours_listed(row) == row["newest"]) for row in rows]


def ours_listed(row: dict[str, Any]) -> date | None:
    found = opened(row, "lists").newest_of_list
    return found.day if found else None


def theirs(rows: list[tuple[dict[str, Any], str, bool]], original: bool) -> int:
    from htmldate import find_date

    right = 0
    for row, want, _ in rows:
        html = row["html"] if "<html" in row["html"] else f"<html><body>{row['html']}</body></html>"
        url = row.get("url", "http://www.example.gov.cn/a.html")
        found = find_date(html, url=url, original_date=original, max_date=TODAY.isoformat())
        right += found == want
    return right


@pytest.mark.parametrize(("name", "rows"), [("publish date", published), ("list date", listed)])
def test_dates_are_at_least_as_right_as_the_librarys(
    name: str, rows: Callable[[], list[Any]], capsys: pytest.CaptureFixture[str]
):
    table = rows()
    ours = sum(right for _, _, right in table)
    with capsys.disabled():
        print(f"\n{name}: {ours} of {len(table)} right", end="")
        if find_spec("htmldate") is None:
            print("; htmldate is not installed here, so no comparison was made")
            return
        library = theirs(table, original=name == "publish date")
        print(f"; htmldate {library} of {len(table)}")
    assert ours >= library


def home_page() -> bytes:
    menu = "".join(f"<a href='/c{n}/'>栏目名称{n}</a>" for n in range(20))
    row = (
        "<li><a href='/c/202611/t202611{d:02}_{n}.html'>全区经济工作会议召开并部署下一阶段重点任务{n}</a>"
        "<span>2026-11-{d:02}</span></li>"
    )
    boxes = ("".join(row.format(d=n % 20 + 1, n=n + 10 * k) for n in range(10)) for k in range(15))
    lists = "".join(f"<div class='box'><h2>政务动态</h2><ul>{rows}</ul></div>" for rows in boxes)
    foot = "<footer><p>主办单位：示例区人民政府 网站标识码：5001060001</p><p>渝ICP备05003300号-1</p></footer>"
    head = "<head><meta charset=utf-8><title>示例</title></head>"
    return f"<html>{head}<body><nav>{menu}</nav>{lists}{foot}</body></html>".encode()


FACTS: dict[str, Callable[[Any], Any]] = {
    "links for a crawler": lambda page: page.references,
    "title and tags": lambda page: (page.tags, page.title),
    "newest of the list": lambda page: page.newest_of_list,
    "footer marks": lambda page: page.marks,
    "personal numbers": lambda page: page.personal,
    "planted links": lambda page: page.planted,
    "fingerprint": lambda page: page.fingerprint,
}


def test_how_long_a_home_page_takes(capsys: pytest.CaptureFixture[str]):
    body, url = home_page(), "http://www.example.gov.cn/"

    def fastest(read: Callable[[], Any]) -> float:
        times = []
        for _ in range(10):
            start = process_time()
            read()
            times.append(process_time() - start)
        return min(times) * 1000

    with capsys.disabled():
        print(f"\na home page of {len(body) // 1024} KB and 170 links, from its bytes, ms of processor time")
        for name, fact in FACTS.items():
            took = fastest(lambda fact=fact: fact(open_page(body, url, today=TODAY)))
            print(f"  {name:22} {took:6.2f}")
        print(f"  {'read_page':22} {fastest(lambda: read_page(body, url, today=TODAY)):6.2f}")


MEASURED = int(os.environ.get("SUPERVISION_BENCH_MEASURED", "480"))


@pytest.mark.parametrize("what", ["facts", "links"])
def test_pages_as_large_as_real_ones_beside_another_state_of_the_code(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Without one, beside Beautiful Soup, which finds nothing but the links and the text."""
    made = list(pages(1, MEASURED))
    file = written(made, tmp_path / "pages")
    other = os.environ.get("SUPERVISION_BENCH_OTHER")
    turns = list(ratios(Path(other) if other else ROOT, file, what, 3))
    theirs, ours = (min(each) / MEASURED * 1000 for each in zip(*turns, strict=True))
    with capsys.disabled():
        size = sum(len(page.body) for page in made) / MEASURED / 1000
        print(f"\n{MEASURED} pages of {size:.1f} kB, {what}: {ours:.2f} ms of processor a page", end="")
        if other:
            print(f"; in {other} {theirs:.2f} ({theirs / ours:.2f} x)")
        else:
            print(f"; links and text by Beautiful Soup {_soup([page.body for page in made[:60]]):.2f}")
    if other and what == "facts":
        assert list(differences(ROOT, Path(other), file)) == []


def _soup(bodies: list[bytes]) -> float:
    """Milliseconds a page."""
    began = process_time()
    for body in bodies:
        soup = BeautifulSoup(body, "lxml")
        assert soup.get_text()
        assert [link.get("href") for link in soup.find_all("a")]
    return (process_time() - began) / len(bodies) * 1000
