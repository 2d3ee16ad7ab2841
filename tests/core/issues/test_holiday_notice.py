"""Holidays read from the text of the State Council's notice."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common.errors import DomainError
from core.issues import deadlines
from core.issues.holiday_notice import read_notice
from core.issues.working_days import corrections, take

SUPERVISOR = Actor("监管员", Role.SUPERVISOR)
WHOLE = """各省、自治区、直辖市人民政府：
经国务院批准，现将2027年元旦、春节、国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历腊月二十九、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月13日（周六）上班。
三、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=step) for step in range(count)]


def test_a_whole_notice_is_read():
    found = read_notice(WHOLE, 2030)
    assert found.year == 2027
    assert list(found.rest) == [
        *days(date(2027, 1, 1), 3), *days(date(2027, 2, 5), 7), *days(date(2027, 10, 1), 7),
    ]  # fmt: skip
    assert list(found.work) == [
        date(2027, 1, 31), date(2027, 2, 13), date(2027, 9, 26), date(2027, 10, 9),
    ]  # fmt: skip
    assert found.doubts == ()


def test_a_single_clause_takes_the_year_it_is_given():
    found = read_notice("10月1日至7日放假调休，共7天。9月20日、10月10日上班", 2026)
    assert list(found.rest) == days(date(2026, 10, 1), 7)
    assert found.work == (date(2026, 9, 20), date(2026, 10, 10))


def test_a_holiday_over_the_turn_of_the_year_is_one_span():
    found = read_notice("元旦：2023年12月30日至2024年1月1日放假，共3天。", 2024)
    assert list(found.rest) == days(date(2023, 12, 30), 3)
    assert list(read_notice("12月30日至1月1日放假，共3天", 2023).rest) == days(date(2023, 12, 30), 3)


@pytest.mark.parametrize("text", ["10月1日至7日放假，共8天。", "2月30日放假。", "9月31日上班。"])
def test_what_does_not_agree_is_doubtful(text):
    assert len(read_notice(text, 2026).doubts) == 1


def test_the_days_of_a_notice_move_deadlines(either_database):
    found = read_notice(WHOLE, 2027)
    take(found, note="通知", actor=SUPERVISOR)
    assert len(corrections()) == 17 + 4
    assert deadlines.is_working_day(date(2027, 2, 13))
    assert not deadlines.is_working_day(date(2027, 2, 8))


def test_a_text_without_days_is_refused(database):
    with pytest.raises(DomainError):
        take(read_notice("请各单位做好值班工作。", 2027), note="", actor=SUPERVISOR)
    with pytest.raises(DomainError):
        take(read_notice(WHOLE, 2027), note="", actor=Actor("员工", Role.STAFF))
    assert corrections() == ()


OTHER_WORDS = {
    "marks and full width": (
        "关于２０２７年节假日安排的通知：１．元旦：１月１日至３日放假，共３天。２．国庆节：10月1日—7日放假，共7天，"
        "9月26日（星期日）、10月9日（星期六）正常上班。", 10, ["0926", "1009"],
    ),
    "a list with make-up days in its lines": (
        "2027年放假安排\n元旦 1月1日-1月3日 放假3天\n劳动节 5月1日~5月5日 放假5天 4月25日、5月8日补班",
        8, ["0425", "0508"],
    ),
    "numerals": (
        "二〇二七年国庆节：十月一日至七日放假调休，共七天。九月二十六日、十月九日上班。", 7, ["0926", "1009"],
    ),
    "a weekend counted with it": (
        "2027年9月3日（星期五）放假一天，9月4日（星期六）至5日（星期日）公休，共3天。", 3, [],
    ),
    "work before rest": (
        "2027年劳动节：4月25日（周日）照常上班，5月1号至5号放假调休，共5天，5月8日（周六）上班。",
        5, ["0425", "0508"],
    ),
    "over the turn of the year": (
        "元旦：2026年12月31日至2027年1月2日放假调休，共3天，2026年12月27日（周日）上班。", 3, ["1227"],
    ),
}  # fmt: skip


def test_a_span_that_ends_on_a_day_its_year_has_not_is_doubtful():
    assert read_notice("春节：2028年12月30日至2月29日放假调休，共3天。", 2028).doubts


@pytest.mark.parametrize("form", OTHER_WORDS)
def test_notices_in_other_words(form: str):
    text, rest, work = OTHER_WORDS[form]
    found = read_notice(text, 2027)
    assert (len(found.rest), [f"{day:%m%d}" for day in found.work], found.doubts) == (rest, work, ())


@pytest.mark.parametrize(
    "text",
    ["春节：正月初一至初七放假，共7天。", "10月1日至7日放假，9月28日另行通知。", "2027年十三月一日放假。"],
)
def test_a_day_that_would_be_lost_is_doubtful(text: str):
    assert len(read_notice(text, 2027).doubts) == 1
