"""Pages on paper: one document, whole tables, nothing only a screen can use, a head and page numbers."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from core.common.text import catalogue
from tests.browser.waiting import at_rest, opened, settled
from tests.server import Dashboard, running
from tests.sqlite import copied

A4_PX = 688
# What only a screen can use: pagers, sizes of pages, exports, boxes, hints of what a click does.
SCREEN_ONLY = ("导出", "每页条数", "全选", "点选", "勾选", "打印本文档", "搜索")
OVER = """width => [...document.querySelectorAll('[data-testid=stMain] td, [data-testid=stMain] th, svg, p')]
  .filter(one => one.getBoundingClientRect().width && one.getBoundingClientRect().right > width + 1)
  .map(one => one.textContent.slice(0, 40))"""


@pytest.fixture(scope="module")
def filled(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard over the demonstration."""
    folder = tmp_path_factory.mktemp("print")
    copied(demo_file, folder / "data")
    with running(folder) as started:
        yield started


# Cells of tables that show a part of their words only.
CUT = """[...document.querySelectorAll('.grid td > span, .grid tbody th > *')]
  .filter(one => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
  .map(one => one.textContent)"""


def printed(page: Page, address: str, *, last: str) -> list[str]:
    """The texts of the sheets that the page at `address` prints, once its part `last` is there."""
    page.goto(address)
    expect(page.get_by_role("button", name="打印本文档")).to_be_visible()
    expect(page.get_by_text(last).last).to_be_visible()
    at_rest(page)
    reader = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    # The font has one glyph for a character and for the radical of the same shape; the file names either.
    return [normalize("NFKC", sheet.extract_text()).replace("⻚", "页") for sheet in reader.pages]


def test_a_channel_file_is_one_document(filled: Dashboard, page: Page) -> None:
    sheets = printed(
        page, f"{filled.url}/channel?id=3&print=1", last=catalogue("zh")["field.label.site_code"]
    )
    words = catalogue("zh")
    titles = [words[f"channel.tab.{key}"] for key in ("visits", "checks", "issues", "verdict", "fields")]
    whole = "\n".join(sheets)
    assert [title for title in titles if title not in whole] == []
    assert [word for word in SCREEN_ONLY if word in whole] == []
    for place, sheet in enumerate(sheets, start=1):
        assert f"第 {place} 页,共 {len(sheets)} 页" in sheet
        assert words["navigation.pages.channel"] in sheet
        body = [line.strip() for line in sheet.splitlines() if line.strip()]
        body = [line for line in body if "页,共" not in line and "·" not in line]
        assert body[-1] not in titles
    # A table that goes on on the next sheet says its headings there again.
    assert sum(words["common.column.opened_on"] in sheet for sheet in sheets) >= 2
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_PX, "height": 1000})
    assert page.evaluate(OVER, A4_PX) == []


def test_a_list_prints_every_row_and_says_by_what_it_was_filtered(filled: Dashboard, page: Page) -> None:
    sheets = printed(page, f"{filled.url}/registry?medium=account&size=25&print=1", last="共 ")
    whole = re.sub(r"\s", "", "".join(sheets))
    assert len(set(re.findall(r"A0\d{3}", whole))) == int(re.search(r"共(\d+)条", whole)[1]) > 100
    assert catalogue("zh")["kind.medium.account"] in whole
    assert [word for word in SCREEN_ONLY if word in whole] == []
    # Nothing ends in dots: on paper no tip shows the rest.
    page.emulate_media(media="print")
    assert page.locator(".grid tbody td").count() > 100
    assert page.evaluate(CUT) == []


def test_without_the_document_the_open_tab_prints_and_none_of_the_frame(
    filled: Dashboard, page: Page
) -> None:
    opened(page, f"{filled.url}/channel?id=3")
    tabs = page.get_by_role("tab")
    tabs.last.click()
    expect(tabs.last).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_be_visible()
    chosen = tabs.last.inner_text()
    settled(page)
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(tabs).to_have_text([chosen])
    expect(page.get_by_role("tabpanel")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
