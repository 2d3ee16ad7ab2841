"""What is kept of a page is what is read of it anew, on every day on which it is said to hold."""

from datetime import date, timedelta

from checks.crawl.facts import kept_of
from checks.page import open_page
from checks.page.day import Day
from checks.page.patterns import dates_in, whole_date
from tests.checks.page.corpus import TODAY, samples, topics

START = date(2026, 2, 20)
# Markup, and after how many days a fact of it may differ.
ROW = "<ul><li><a href='/1'>关于召开会议的通知</a><span>{}</span></li></ul>"
PAGES = {
    ROW.format("2026-03-05"): 13,
    ROW.format("[03-05]"): 13,
    ROW.format("26-03-05"): 13,
    ROW.format("昨天"): 1,
    ROW.format("3天前"): 1,
    ROW.format("2026-02-20"): 1,
    ROW.format("2025-03-05"): None,
    "<li><b>05</b><i>03月</i><a href='/1'>关于召开会议的通知</a></li>": 13,
    "<p>为深入贯彻落实上级部署要求。</p>": None,
}


def facts(body: bytes, day: date, url: str = "http://a.gov.cn/tzgg/") -> tuple[str, int]:
    page = open_page(body, url, content_type="text/html; charset=utf-8", today=day)
    return kept_of(page), page.until


def test_facts_hold_until_the_first_day_on_which_they_may_differ():
    wrong = []
    for html, after in PAGES.items():
        body = f"<title>通知公告</title>{html}".encode()
        first, until = facts(body, START)
        days = until - START.toordinal()
        if (after is None and days < 10_000) or (after is not None and days != after):
            wrong.append((html, days))
        again = [facts(body, START + timedelta(ahead))[0] for ahead in range(1, min(days, 60))]
        assert set(again) <= {first}, html
    assert wrong == []


def test_so_it_is_of_every_sample():
    wrong, short = [], 0
    for topic in topics():
        for sample in samples(topic):
            body, url = sample["html"].encode(errors="replace"), sample.get("url", "http://a.gov.cn/")
            first, until = facts(body, TODAY, url)
            ahead = min(until - TODAY.toordinal(), 1_000) - 1
            short += ahead < 400
            if ahead and facts(body, TODAY + timedelta(ahead), url)[0] != first:
                wrong.append((topic, sample["html"], ahead))
    assert wrong == []
    assert short


def test_what_is_kept_of_a_text_tells_each_later_day():
    for read in (dates_in, whole_date):
        read("03-05", date(2026, 2, 20))
        for _ in range(2):
            day = Day.of(date(2026, 2, 20))
            read("03-05", day)
            assert day.until == date(2026, 3, 5).toordinal()


def test_a_day_is_as_any_other():
    day, plain = Day.of(START), START
    assert (day == plain, day != plain, day <= plain, day < plain, day >= plain, day > plain) == (
        plain == plain, plain != plain, True, False, True, False,
    )  # fmt: skip
    assert {plain: 1}[day] == 1
    assert (day.year, day.month, day.day) == (plain.year, plain.month, plain.day)
    assert type(day - timedelta(1)) is type(day + timedelta(1)) is date
    assert (day - plain, plain - day) == (timedelta(0), timedelta(0))
