"""The days of posts in feeds as Chinese accounts write them."""

from datetime import UTC, date, datetime

import pytest

from checks.page import open_page
from checks.rules.registered import same_filing
from checks.site.feeds import posts_of
from core.common import clock

DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _fixed_day():
    with clock.frozen(datetime(2026, 11, 23, 4, tzinfo=UTC)):
        yield


def feed(*days: str, title: str = "标题") -> bytes:
    items = "".join(f"<item><title>{title}</title><pubDate>{day}</pubDate></item>" for day in days)
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def first(body: bytes) -> date | None:
    posts = posts_of(body, most=20)
    return posts[0].day if posts else None


@pytest.mark.parametrize(
    "written",
    [
        "Fri Mar 13 23:30:00 CST 2026",
        "Fri, 13 Mar 2026 23:30:00 CST",
        "2026/03/13 23:30:00",
        "2026-3-13",
        "2026年03月13日",
        "2026年3月13日 23:30",
        "星期五, 13 三月 2026 23:30:00 +0800",
        "周五, 13 3月 2026 23:30:00 +0800",
        "Fri, 13 Mar 2026 15:30:00 GMT",
        "20260313233000",
        "1773415800",
    ],
)
def test_a_day_is_read_in_every_form(written: str):
    assert first(feed(written)) == date(2026, 3, 13)


def test_a_feed_declared_gb2312_is_read_beyond_a_character_that_gb2312_has_not():
    text = (
        "<?xml version='1.0' encoding='gb2312'?>" + feed("2026-03-01", "2026-03-13", title="朱镕喆").decode()
    )
    posts = posts_of(text.encode("gb18030"), most=20)
    assert posts is not None
    assert [(post.day.day, post.title) for post in posts] == [(13, "朱镕喆"), (1, "朱镕喆")]


def test_a_json_feed_with_a_mark_and_an_item_that_is_none():
    body = b'\xef\xbb\xbf{"version":"https://jsonfeed.org/version/1.1","items":["x",{"date_published":"2026-03-13"}]}'
    assert first(body) == date(2026, 3, 13)


def test_a_site_with_two_filings_has_both():
    html = "<div class='footer'><p>渝ICP备05003300号-1</p><p>渝ICP备20001234号-3</p></div>"
    page = open_page(
        html.encode(), "http://h.example/", content_type="text/html; charset=utf-8", today=clock.today()
    )
    mark = page.marks["icp"]
    assert any(same_filing("渝ICP备05003300号", one) for one in (mark.value, *mark.others))
    assert any(same_filing("渝ICP备20001234号", one) for one in (mark.value, *mark.others))


@pytest.mark.parametrize(
    "item",
    [
        "<item><title>标题</title><dc:date>2026-03-13</dc:date></item>",  # nothing says what dc is
        "<item><title>招商 & 引资 <推介会></title><pubDate>2026-03-13</pubDate></item>",
    ],
)
def test_a_post_of_a_feed_that_is_broken(item: str):
    assert first(f"<rss version='2.0'><channel>{item}</channel></rss>".encode()) == date(2026, 3, 13)
