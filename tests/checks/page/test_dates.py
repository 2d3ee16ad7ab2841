"""The newest dated item of a page, on a corpus of small samples."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checks.page import open_page, read_page, sure

TODAY = date(2026, 11, 23)
URL = "http://www.example.gov.cn/"
PAGES = tomllib.loads(Path(__file__).with_name("dates.toml").read_text("utf-8"))["page"]


def read(html: str, today: date = TODAY):
    return read_page(html.encode(), URL, content_type="text/html; charset=utf-8", today=today)


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_the_newest_item_wins(page: dict[str, Any]):
    newest = read(page["html"]).newest
    counted = newest if newest and newest.confidence >= 0.5 else None
    assert (counted.day if counted else "") == page["newest"]
    if "how" in page:
        assert counted is not None
        assert counted.how == page["how"]


def test_it_says_where_a_date_was_found_and_to_which_item_it_belongs():
    newest = read(
        "<div id='news'><ul class='list'><li><a href='a/1.html'>全区经济工作会议召开</a>"
        "<span class='day'>2026-11-03</span></li></ul></div>"
    ).newest
    assert newest is not None
    assert newest.where == "div#news > ul.list > li > span.day"
    assert newest.item == "全区经济工作会议召开"
    assert newest.address == "http://www.example.gov.cn/a/1.html"


def test_a_date_only_in_an_address_is_not_sure():
    newest = read("<li><a href='/202601/t20260103_1.html'>全区经济工作会议召开</a></li>").newest
    assert newest is not None
    assert not sure(newest)


def test_a_date_beside_its_item_is_sure():
    newest = read("<li><a href='/1.html'>全区经济工作会议召开</a><span>2026-01-03</span></li>").newest
    assert newest is not None
    assert sure(newest)


def test_a_leap_day_without_a_year_goes_back_to_the_last_leap_year():
    newest = read("<li><a href='/1.html'>全区经济工作会议召开</a><span>02-29</span></li>").newest
    assert newest is not None
    assert newest.day == date(2024, 2, 29)


def test_no_future_date_is_kept_at_all():
    facts = read("<li><a href='/1.html'>全区经济工作会议召开</a><span>2027-01-01</span></li>")
    assert facts.items == ()


def test_a_page_of_twenty_thousand_links_in_one_box_is_read():
    rows = "".join(
        f"<a href='/{n}.html'>全区经济工作会议召开{n}</a> 2026-11-{n % 9 + 1:02}<br>" for n in range(20_000)
    )
    facts = read(f"<div>{rows}</div>")
    assert facts.newest is not None
    assert facts.newest.day == date(2026, 11, 9)


def test_a_page_nested_ten_thousand_deep_is_read():
    facts = read("<div>" * 10_000 + "<a href='/1.html'>全区经济工作会议召开</a>")
    assert facts.newest is None


def test_the_29th_of_february_is_not_moved_to_a_year_without_one():
    for said in ("<script>var built = '2027-02-29';</script>", "<script>id = 20270229</script>"):
        page = open_page(f"{said}<h1>通知</h1><p>02-29</p>".encode(), URL, today=date(2028, 3, 5))
        assert page.published is None or page.published.value == date(2028, 2, 29)
    page = open_page("<h1>通知</h1><p>02-29</p>".encode(), f"{URL}2027/a.html", today=date(2028, 3, 5))
    assert page.published is None or page.published.value == date(2028, 2, 29)


@pytest.mark.parametrize("address", ["http://[", "http://\u2100.cn/a", "//[a]b:c@d/"])
def test_an_own_address_that_is_none_gives_no_day(address: str):
    html = f"<link rel=canonical href='{address}'><h1>通知</h1><p>发布时间：2026-11-03</p>"
    found = open_page(html.encode(), URL, today=TODAY).published
    assert found is not None
    assert found.value == date(2026, 11, 3)
