"""A quarter's round through accounts that only people can look at."""

from datetime import UTC, date, datetime

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.monitoring.account_lines import lines_of, matched, read_short_day
from core.monitoring.account_proofs import Seen, give_many
from core.monitoring.account_round import Account, first_of_quarter, round_of
from core.monitoring.kinds_of_checks import ACCOUNTS
from db.engine import writing
from db.models import AccountProof, AuditEntry, CheckRequest, CurrentState, RegisteredState
from tests.rows import NOON, a_unit, a_website, all_of

SUPERVISOR = Actor("监管员", Role.SUPERVISOR)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOON):
        yield


def an_account(name: str, kind: str = "wechat_subscription", **fields: object) -> int:
    return a_website(name=name, kind=kind, **{"url": "", **fields})


def accounts() -> tuple[Account, ...]:
    return round_of(SUPERVISOR).accounts


def read_as(text: str) -> list[tuple[str, str, str, str]]:
    """What pasted text is taken for: name, day, title, doubt."""
    return [
        (line.account.name if line.account else "", str(line.day or ""), line.title, line.doubt)
        for line in matched(lines_of(text), accounts())
    ]


def test_what_nobody_saw_comes_first_and_what_was_looked_at_last(either_database):
    for name in ("甲", "乙", "丙"):
        an_account(name)
    ids = {one.name: one.id for one in accounts()}
    give_many([Seen(ids["甲"], date(2026, 11, 20)), Seen(ids["丙"], date(2026, 3, 1))], actor=SUPERVISOR)
    assert [one.name for one in accounts()] == ["乙", "丙", "甲"]
    under_way = round_of(SUPERVISOR)
    assert (under_way.begun_on, under_way.done, under_way.lookers) == (date(2026, 10, 1), 2, {"监管员": 2})


def test_accounts_that_are_gone_or_read_by_machine_are_left_out(database):
    an_account("已注销", registered=RegisteredState.CANCELLED)
    read = an_account("有订阅", url="http://feed.example.cn/")
    an_account("有网址", url="http://nothing.example.cn/")
    a_website(name="网站")
    with writing() as session:
        session.add(
            CurrentState(
                channel_id=read, check=ACCOUNTS, outcome="ok", at=NOON, since=NOON, evidence={"how": "feed"}
            )
        )
    assert [one.name for one in accounts()] == ["有网址"]


@pytest.mark.parametrize(
    "line",
    [
        "示例发布\t2026-11-20\t开学了",
        "2026年11月20日\t示例发布\t开学了",
        "开学了,11-20,示例发布",
        "示例发布 2026-11-20 开学了",
    ],
)
def test_the_cells_of_a_line_may_stand_in_any_order(database, line):
    an_account("示例发布")
    assert read_as(line) == [("示例发布", "2026-11-20", "开学了", "")]


def test_a_name_that_two_platforms_have_is_known_by_the_platform(database):
    an_account("示例发布")
    an_account("示例发布", "douyin")
    assert read_as("示例发布\t抖音号\t11-20")[0][3] == ""
    assert read_as("示例发布\t11-20")[0][3] == "several"


def test_doubt_is_shown_and_says_why(database):
    an_account("示例区教育局发布")
    names = ("示例教育局发布\t11-20", "没有这个号\t11-20", "示例区教育局发布", "示例区教育局发布\t2026-12-20")
    assert [line[3] for line in read_as("\n".join(names))] == ["alike", "unknown", "no_day", "future"]


def test_of_several_posts_of_one_account_the_last_counts(database):
    an_account("甲发布")
    lines = read_as("甲发布\t2026-10-01\t旧\n甲发布\t2026-11-01\t新\n甲发布\t2026-09-01\t更旧")
    assert [(title, doubt) for _, _, title, doubt in lines] == [
        ("旧", "older"),
        ("新", ""),
        ("更旧", "older"),
    ]


def test_an_export_without_names_belongs_to_the_account_that_is_given(database):
    an_account("甲发布")
    rows = lines_of("开学了\t2026-11-01\thttps://mp.example.cn/s/1")
    line = matched(rows, accounts(), given=accounts()[0])[0]
    assert (line.doubt, line.day, line.address) == ("", date(2026, 11, 1), "https://mp.example.cn/s/1")


def test_days_in_a_hurry_lie_in_the_last_twelve_months():
    assert read_short_day("11-20") == date(2026, 11, 20)
    assert read_short_day("12.30") == date(2025, 12, 30)
    assert read_short_day("1月5日") == date(2026, 1, 5)
    assert read_short_day("13-1") is None
    with clock.frozen(datetime(2029, 2, 10, 4, tzinfo=UTC)):
        assert read_short_day("2月29日") == date(2028, 2, 29)
    with clock.frozen(datetime(2029, 11, 10, 4, tzinfo=UTC)):
        assert read_short_day("2月29日") is None
    assert read_short_day("2026年11月") is None


def test_many_are_written_together_or_not_at_all(either_database):
    first, second = an_account("甲"), an_account("乙")
    with pytest.raises(DomainError):
        give_many([Seen(first, date(2026, 11, 20)), Seen(second, date(2026, 12, 1))], actor=SUPERVISOR)
    with pytest.raises(DomainError):
        give_many([Seen(first, date(2026, 11, 20)), Seen(999_999, date(2026, 11, 1))], actor=SUPERVISOR)
    assert all_of(AccountProof) == []
    assert (
        give_many([Seen(first, date(2026, 11, 20)), Seen(second, date(2026, 11, 1))], actor=SUPERVISOR) == 2
    )
    assert [(one.channel_id, one.actor) for one in all_of(AccountProof)] == [
        (first, "监管员"),
        (second, "监管员"),
    ]
    assert len([one for one in all_of(AuditEntry) if one.action == "prove"]) == 2
    assert {one.channel_id for one in all_of(CheckRequest)} == {first, second}


def test_staff_see_and_report_only_the_accounts_of_their_own(database):
    ours, theirs = a_unit(name="甲局"), a_unit(name="乙局")
    an_account("甲", unit_id=ours)
    other = an_account("乙", unit_id=theirs)
    staff = Actor("甲局员", Role.STAFF, ours)
    assert [one.name for one in round_of(staff).accounts] == ["甲"]
    with pytest.raises(DomainError, match="乙"):
        give_many([Seen(other, TODAY)], actor=staff)


def test_a_round_is_a_quarter():
    assert [first_of_quarter(date(2026, month, 15)).month for month in (1, 3, 4, 9, 12)] == [1, 1, 4, 7, 10]
