"""Which sites published their yearly form: reported, read over real HTTP, listed, reminded of."""

from datetime import UTC, datetime, timedelta

import pytest

from checks.engine import Engine
from checks.publication import look_for_forms
from checks.run import Checker
from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.settings import Settings
from core.records.publication import due, report, rows
from core.records.publication_rules import publication_rules
from core.reminders.items import items_for
from db.engine import reading, writing
from db.models import AuditEntry, ChannelEvent, EventKind, FormPublication, Recipient
from tests.checks.web import page, routes, serving
from tests.rows import a_leader, a_unit, a_website, all_of

# Nine days before the deadline of the form of 2025.
JANUARY = datetime(2026, 1, 22, 4, 0, tzinfo=UTC)
HOURS = timedelta(hours=1)
FORM = "<h1>政府网站工作<br>年度报表</h1><p>（<b>2025</b>年度）</p>"
OTHER = "<p>发布日期：2025年1月20日</p><h1>政府网站工作年度报表（2024年度）</h1>"


@pytest.fixture
def checker(database):
    engine = Engine(threads=4)
    settings = Settings(allowed_private=["127.0.0.1"], reference_urls=[])
    with clock.frozen(JANUARY):
        yield Checker(settings=settings, engine=engine)
    engine.close()


def sites(*names: str, unit: int | None = None) -> list[int]:
    unit = unit or a_unit()
    found = [a_website(name=name, unit_id=unit) for name in names]
    with writing() as session:
        for one in found:
            day = JANUARY.date() - timedelta(days=400)
            session.add(ChannelEvent(channel_id=one, day=day, kind=EventKind.OPENED, delta=1))
    return found


def states(year: int = 2025) -> dict[str, tuple[str, bool]]:
    return {row.site: (row.state.value, row.late) for row in rows(year)}


STAFF = Actor("乙", Role.STAFF)


def test_a_reported_page_is_read_and_found_missing_or_not_checked(checker):
    found, other, gone, paper, _silent = sites("甲", "乙", "丙", "丁", "戊")
    answers = routes(
        {
            "/form": page(FORM),
            "/old": page(OTHER),
            "/f.pdf": page("%PDF", headers=("Content-Type: application/pdf",)),
        }
    )
    with serving(answers) as server:
        for site, path in ((found, "/form"), (other, "/old"), (paper, "/f.pdf")):
            report(2025, site, server.url(path), seen=0, actor=STAFF)
        report(2025, gone, "http://127.0.0.1:9/form", seen=0, actor=STAFF)
        assert states()["甲"] == ("waiting", False)
        look_for_forms(checker, a_leader())
        expected = {"甲": "found", "乙": "missing", "丙": "unread", "丁": "unread", "戊": "unreported"}
        assert {site: state for site, (state, _) in states().items()} == expected
        asked = len(server.asked)
        look_for_forms(checker, a_leader())
        assert len(server.asked) == asked, "nothing is read again on the same day"
        with clock.frozen(JANUARY + 25 * HOURS):
            assert [one.channel_id for one in due()] == [other, gone, paper]
    with clock.frozen(JANUARY + timedelta(days=10)):
        assert {site for site, (_, late) in states().items() if late} == {"乙", "丙", "丁", "戊"}


def test_an_address_is_refused_with_a_sentence_and_never_overwritten_unseen(checker):
    unit, foreign = a_unit(), a_unit()
    [site] = sites("甲", unit=unit)
    with pytest.raises(DomainError) as why:
        report(2025, site, "ftp://x/", seen=0, actor=STAFF)
    assert why.value.key == "refusal.publication_address"
    with pytest.raises(DomainError):
        report(2025, site, "http://x.cn/", seen=0, actor=Actor("丙", Role.STAFF, unit_id=foreign))
    with pytest.raises(DomainError):
        report(2025, site, "http://x.cn/", seen=0, actor=Actor("局长", Role.LEADER))
    report(2025, site, "http://x.cn/a", seen=0, actor=Actor("丙", Role.STAFF, unit_id=unit))
    with pytest.raises(DomainError) as why:
        report(2025, site, "http://x.cn/b", seen=0, actor=STAFF)
    assert why.value.key == "refusal.publication_changed"
    report(2025, site, "", seen=1, actor=STAFF)
    assert states() == {"甲": ("unreported", False)}
    trail = [one.changes["address"] for one in all_of(AuditEntry) if one.noun == "publication"]
    assert trail == [["", "http://x.cn/a"], ["http://x.cn/a", ""]]


def test_what_was_reported_anew_meanwhile_is_not_overwritten_by_an_old_look(checker):
    [site] = sites("甲")
    with serving(routes({"/form": page(FORM)})) as server:
        report(2025, site, server.url("/form"), seen=0, actor=STAFF)
        targets = due()
        report(2025, site, server.url("/other"), seen=1, actor=STAFF)
        from core.records.publication import Looked, Published, write

        write([Looked(targets[0], Published.FOUND)], token=a_leader())
    assert [(one.state, one.version) for one in all_of(FormPublication)] == [("", 2)]


def test_units_are_reminded_around_the_deadline_only(checker):
    unit = a_unit()
    sites("甲", unit=unit)
    person = Recipient(name="丙", unit_id=unit, topics=["form"])

    def lines(day: datetime) -> list[str]:
        with clock.frozen(day), reading() as session:
            return [item.line for item in items_for(session, person)]

    rules = publication_rules()
    assert lines(JANUARY) == ["· 甲：未登记地址，公开期限 2026-01-31"]
    assert lines(JANUARY - timedelta(days=rules.remind_days)) == []
    assert lines(JANUARY + timedelta(days=rules.remind_after_days + 10)) == []
