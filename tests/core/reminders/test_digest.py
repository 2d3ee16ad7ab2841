"""One message a person and working day, with what is theirs, in their language, outside quiet hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError, ReminderRefused
from core.common.sealing import Unreadable, opened, seal
from core.common.settings import settings
from core.common.text import LANGUAGES, catalogue
from core.intake import moves as intake
from core.intake.moves import Form
from core.reminders import outbox, recipients
from core.reminders.digest import fill_outbox, preview
from core.reminders.quiet import Hours, after_quiet
from core.reminders.recipients import Person
from core.reminders.services import address_of, services
from db.engine import writing
from db.models import (
    AuditEntry,
    Issue,
    IssueState,
    Notice,
    NoticeKind,
    NoticeReceipt,
    OutboxMessage,
    OutboxState,
    Recipient,
    RecipientAddress,
)
from tests.rows import NOON, a_unit, all_of, an_issue

OFFICE = Actor("监管员", Role.SUPERVISOR)
SATURDAY = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
WORKING_SATURDAY = datetime(2026, 2, 14, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def a_person(unit_id: int | None = None, ways: int = 1, **fields) -> int:
    person = recipients.save(Person("张三", unit_id, **fields), actor=OFFICE)
    for _ in range(ways):
        recipients.add_way(person, "webhook", {"address": "https://hook.example.cn/x"}, actor=OFFICE)
    return person


def an_overdue_issue(unit: int, **fields) -> int:
    return an_issue(unit_id=unit, due_on=date(2026, 11, 20), **fields)


def waiting() -> list[OutboxMessage]:
    return [row for row in all_of(OutboxMessage) if row.kind == "digest"]


def test_a_unit_hears_of_its_own_in_one_message(either_database):
    mine, theirs = a_unit(), a_unit()
    an_overdue_issue(mine, title="首页打不开")
    an_issue(unit_id=mine, title="栏目空白", due_on=date(2026, 11, 25))
    an_overdue_issue(theirs, title="别人的")
    a_person(mine)
    assert fill_outbox() == 1
    message = waiting()[0]
    assert message.title == "网站监管提醒：2 项待办（2026-11-23）"
    assert "【已逾期】1 项" in message.body
    assert "首页打不开" in message.body
    assert "【即将到期】1 项" in message.body
    assert "别人的" not in message.body


def test_asking_again_the_same_day_queues_nothing_more(either_database):
    unit = a_unit()
    an_overdue_issue(unit)
    a_person(unit)
    assert [fill_outbox() for _ in range(3)] == [1, 0, 0]
    an_overdue_issue(unit)
    assert fill_outbox() == 0
    assert len(waiting()) == 1


def test_each_item_is_said_again_in_its_own_rhythm(database):
    unit = a_unit()
    an_overdue_issue(unit, title="已逾期的")
    an_issue(unit_id=unit, title="将到期的", due_on=date(2026, 11, 26))
    person = a_person(unit)
    reported = []
    for day in range(4):
        with clock.frozen(NOON + timedelta(days=day)):
            if fill_outbox():
                reported.append((day, waiting()[-1].body.count("· ")))
    assert reported == [(0, 2), (3, 1)]
    assert "另有 1 项此前已提醒" in waiting()[-1].body
    assert person


def test_one_issue_is_named_once_under_the_worst_of_its_topics(database):
    unit = a_unit()
    an_overdue_issue(unit, state=IssueState.RETURNED)
    a_person(unit)
    fill_outbox()
    assert waiting()[0].body.count("· ") == 1
    assert "【已逾期】1 项" in waiting()[0].body


def test_the_office_hears_what_waits_for_it(either_database):
    unit = a_unit(name="示例局")
    an_issue(unit_id=unit, state=IssueState.REPORTED, title="待核验的", due_on=date(2026, 12, 31))
    intake.enter("report", Form("链接失效", date(2026, 11, 23)), actor=OFFICE)
    with writing() as session:
        notice = Notice(
            kind=NoticeKind.ALERT, number="示例预警〔2026〕1号", title="预警", issued_on=date(2026, 11, 1),
            reply_by=date(2026, 11, 16),
        )  # fmt: skip
        session.add(notice)
        session.flush()
        session.add(NoticeReceipt(notice_id=notice.id, unit_id=unit))
    a_person(None)
    fill_outbox()
    body = waiting()[0].body
    assert all(head in body for head in ("【待核验】1 项", "【逾期未反馈通报】1 个单位", "【找错待办】1 条"))
    assert "示例预警〔2026〕1号 示例局" in body


def test_a_unit_hears_of_notices_and_of_what_was_forwarded_to_it(database):
    unit = a_unit()
    report = intake.enter("report", Form("链接失效", date(2026, 11, 23)), actor=OFFICE)
    intake.forward("report", [report], unit, actor=OFFICE)
    with writing() as session:
        session.add(
            Notice(id=1, kind=NoticeKind.ALERT, number="1号", title="x", issued_on=date(2026, 11, 20))
        )
        session.flush()
        session.add(NoticeReceipt(notice_id=1, unit_id=unit))
    a_person(unit)
    fill_outbox()
    assert "【通报待签收或反馈】1 件" in waiting()[0].body
    assert "【找错待办】1 条" in waiting()[0].body


def test_only_chosen_topics_are_said(database):
    unit = a_unit()
    an_overdue_issue(unit)
    a_person(unit, topics=("due",))
    assert fill_outbox() == 0


def test_each_way_of_a_person_gets_the_message_and_the_item_is_said_once(database):
    unit = a_unit()
    an_overdue_issue(unit)
    a_person(unit, ways=2)
    assert fill_outbox() == 1
    assert len(waiting()) == 2


@pytest.mark.parametrize("nobody", ["no way", "disabled", "nothing"])
def test_nobody_is_disturbed_for_nothing(database, nobody):
    unit = a_unit()
    if nobody != "nothing":
        an_overdue_issue(unit)
    a_person(unit, ways=0 if nobody == "no way" else 1, enabled=nobody != "disabled")
    assert fill_outbox() == 0
    assert waiting() == []


def test_an_item_that_could_not_be_said_for_want_of_a_way_is_said_later(database):
    unit = a_unit()
    an_overdue_issue(unit)
    person = a_person(unit, ways=0)
    fill_outbox()
    recipients.add_way(person, "webhook", {"address": "https://hook.example.cn/x"}, actor=OFFICE)
    assert fill_outbox() == 1


@pytest.mark.parametrize(
    ("at", "reported"),
    [
        (datetime(2026, 11, 23, 0, 29, tzinfo=UTC), 0),
        (datetime(2026, 11, 23, 0, 30, tzinfo=UTC), 1),
        (SATURDAY, 0),
        (WORKING_SATURDAY, 1),
        (datetime(2026, 10, 1, 4, 0, tzinfo=UTC), 0),
    ],
)
def test_messages_are_made_on_working_days_from_half_past_eight(database, at, reported):
    unit = a_unit()
    an_issue(unit_id=unit, opened_on=date(2026, 1, 1), due_on=date(2026, 1, 5))
    a_person(unit)
    with clock.frozen(at):
        assert fill_outbox() == reported


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "until", "at", "expected"),
    [
        (time(20), time(8), utc(23, 12), utc(24, 0)),
        (time(20), time(8), utc(23, 23, 59), utc(24, 0)),
        (time(20), time(8), utc(23, 0), utc(23, 0)),
        (time(12), time(14), utc(23, 5), utc(23, 6)),
        (time(0), time(0), NOON, NOON),
    ],
)
def test_quiet_hours_are_shanghais_and_may_cross_midnight(start, until, at, expected):
    assert after_quiet(at, Hours(start, until)) == expected


def test_a_message_waits_for_the_end_of_a_persons_own_quiet_hours(database):
    unit = a_unit()
    an_overdue_issue(unit)
    a_person(unit, quiet_from=time(11, 30), quiet_until=time(14, 0))
    fill_outbox()
    assert waiting()[0].not_before == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert outbox.take() is None
    with clock.frozen(datetime(2026, 11, 23, 6, 0, tzinfo=UTC)):
        assert outbox.take() is not None


def test_a_retry_that_falls_into_quiet_hours_waits_too(database):
    unit = a_unit()
    an_overdue_issue(unit)
    a_person(unit)
    fill_outbox()
    with clock.frozen(datetime(2026, 11, 23, 13, 0, tzinfo=UTC)):
        assert outbox.take() is None
    assert waiting()[0].not_before == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_a_test_message_goes_at_any_hour(database):
    person = a_person(None)
    way = all_of(RecipientAddress)[0].id
    with clock.frozen(datetime(2026, 11, 23, 18, 0, tzinfo=UTC)):
        outbox.test(way, actor=OFFICE)
        taken = outbox.take()
    assert taken is not None
    assert taken.title == "网站监管提醒：测试消息"
    assert person


def test_a_person_reads_in_their_own_language(database):
    unit = a_unit()
    an_overdue_issue(unit)
    person = a_person(unit, language="en")
    found = preview(person)
    assert found is not None
    assert found.title.startswith("Website supervision: 1 item to do")
    assert "Overdue: 1" in found.body


def test_a_long_list_is_cut_and_counted(database):
    unit = a_unit()
    for _ in range(11):
        an_overdue_issue(unit)
    found = preview(a_person(unit))
    assert found is not None
    assert found.body.count("· ") == 8
    assert "另有 3 项" in found.body


def test_failed_messages_wait_for_a_person_and_are_decided_once(either_database):
    a_person(None)
    message = outbox.test(all_of(RecipientAddress)[0].id, actor=OFFICE)
    taken = outbox.take()
    assert taken is not None
    with pytest.raises(ReminderRefused):
        outbox.leave(message, actor=OFFICE)
    outbox.begin(taken)
    outbox.settle(taken, "failed", "rejected")
    outbox.send_again(message, actor=OFFICE)
    assert outbox.take() is not None
    assert [entry.action for entry in all_of(AuditEntry) if entry.noun == "outbox"] == ["send-again"]


def test_a_forgotten_way_leaves_no_secret_and_stops_what_waits(database):
    person = a_person(None)
    way = all_of(RecipientAddress)[0].id
    outbox.test(way, actor=OFFICE)
    recipients.forget_way(way, actor=OFFICE)
    row = all_of(RecipientAddress)[0]
    assert (row.sealed, row.enabled) == (b"", False)
    assert all_of(OutboxMessage)[0].state is OutboxState.DROPPED
    assert recipients.known().rows[0].ways == ()
    assert person


def test_addresses_are_encrypted_and_only_a_hint_is_shown(database):
    recipients.add_way(a_person(None, ways=0), "wecombot", {"token": "a" * 32 + "9f3c"}, actor=OFFICE)
    row = all_of(RecipientAddress)[0]
    assert row.shown == "…9f3c"
    assert b"aaaa" not in row.sealed
    assert opened(row.sealed).startswith("wecombot://aaaa")
    assert "aaaa" not in str([entry.changes for entry in all_of(AuditEntry)])


def test_a_key_from_the_environment_is_used_and_another_one_opens_nothing(database, monkeypatch):
    monkeypatch.setenv("SUPERVISION_SECRET_KEY", "a long secret of the office")
    settings.cache_clear()
    sealed = seal("mailto://x")
    assert not (database / "secret.key").exists()
    monkeypatch.setenv("SUPERVISION_SECRET_KEY", "another one of the same office")
    settings.cache_clear()
    with pytest.raises(Unreadable, match="another key"):
        opened(sealed)


def test_a_key_that_is_too_short_is_refused_by_name(database, monkeypatch):
    monkeypatch.setenv("SUPERVISION_SECRET_KEY", "short")
    settings.cache_clear()
    with pytest.raises(ValueError, match="SUPERVISION_SECRET_KEY"):
        seal("mailto://x")


@pytest.mark.parametrize(
    ("service", "given", "said"),
    [
        ("email", {"host": "a.cn", "port": "99999", "to": "a@b.cn"}, "1 到 65535"),
        ("email", {"host": "a.cn", "port": "25", "to": "a@b.cn,c@d.cn"}, "一个收件地址"),
        ("email", {"host": "", "port": "25", "to": "a@b.cn"}, "必填项"),
        ("webhook", {"address": "file:///etc/passwd"}, "http"),
        ("other", {"address": "syslog://"}, "本机"),
        ("other", {"address": "fcm://p/?KeyFile=/etc/passwd"}, "本机"),
        ("other", {"address": "kodi://127.0.0.1/"}, "本机"),
        ("other", {"address": "mailto://a.cn/?to=a@b.cn&attach=/etc/passwd"}, "本机"),
        ("other", {"address": "mailto://a.cn/?to=a@b.cn&whatever=1"}, "本机"),
        ("other", {"address": "jsons://a.cn/x?+attach=/etc/passwd"}, "本机"),
        ("other", {"address": "no scheme"}, "无法识别"),
        ("wecombot", {"token": "a\nb"}, "必填项"),
    ],
)
def test_addresses_that_cannot_be_or_must_not_be_are_refused(database, service, given, said):
    with pytest.raises(ReminderRefused, match=said):
        address_of(service, given)


def test_passwords_with_signs_survive_the_way_into_an_address():
    given = {"host": "smtp.a.cn", "port": "465", "user": "u@a.cn", "password": "p@:/?#& %", "to": "t@b.cn"}
    import apprise

    sender = apprise.Apprise.instantiate(address_of("email", given)[0])
    assert (sender.password, sender.smtp_host, sender.port) == ("p@:/?#& %", "smtp.a.cn", 465)


def test_staff_neither_enter_people_nor_send_tests(database):
    clerk = Actor("经办人", Role.STAFF)
    with pytest.raises(DomainError, match="需要"):
        recipients.save(Person("张三"), actor=clerk)
    with pytest.raises(DomainError, match="需要"):
        outbox.test(1, actor=clerk)


@pytest.mark.parametrize(
    "person",
    [Person(" "), Person("张三", topics=("due",)), Person("张三", quiet_from=time(1)), Person("张三", 99)],
)
def test_a_person_that_cannot_be_is_refused(database, person):
    with pytest.raises(ReminderRefused):
        recipients.save(person, actor=OFFICE)
    assert all_of(Recipient) == []


def test_every_way_has_its_words_in_both_languages():
    for language in LANGUAGES:
        for service in services().values():
            assert catalogue(language)[f"reminder.service.{service.key}"]
            for field in service.fields:
                assert catalogue(language)[f"reminder.field.{field}"]


def delivered(result: str = "sent") -> None:
    """Let every message that waits come to an end."""
    while (taken := outbox.take()) is not None:
        assert outbox.begin(taken)
        outbox.settle(taken, result, "" if result == "sent" else "rejected")


def test_what_no_way_delivered_is_said_again(either_database):
    unit = a_unit()
    an_issue(unit_id=unit, title="将到期的", due_on=date(2026, 11, 26))
    a_person(unit)
    heard = []
    for day, result in enumerate(("failed", "failed", "sent", "sent")):
        with clock.frozen(NOON + timedelta(days=day)):
            heard.append(fill_outbox())
            delivered(result)
    assert heard == [1, 1, 1, 0]


def test_one_way_that_delivered_is_enough(database):
    unit = a_unit()
    an_issue(unit_id=unit, due_on=date(2026, 11, 26))
    a_person(unit, ways=2)
    assert fill_outbox() == 1
    first = outbox.take()
    assert first is not None
    outbox.begin(first)
    outbox.settle(first, "sent")
    delivered("failed")
    with clock.frozen(NOON + timedelta(days=1)):
        assert fill_outbox() == 0


@pytest.mark.parametrize("moved", [date(2026, 11, 25), date(2026, 11, 27)])
def test_another_deadline_is_another_fact_and_said_at_once(either_database, moved):
    unit = a_unit()
    issue = an_issue(unit_id=unit, due_on=date(2026, 11, 26))
    a_person(unit)
    fill_outbox()
    delivered()
    with writing() as session:
        session.get_one(Issue, issue).due_on = moved
    with clock.frozen(NOON + timedelta(days=1)):
        assert fill_outbox() == 1
        assert moved.isoformat() in max(waiting(), key=lambda row: row.id).body
        delivered()
    with clock.frozen(NOON + timedelta(days=2)):
        assert fill_outbox() == 0


def test_what_is_still_on_its_way_is_not_said_a_second_time(database):
    unit = a_unit()
    an_issue(unit_id=unit, due_on=date(2026, 11, 26))
    a_person(unit)
    fill_outbox()
    with clock.frozen(NOON + timedelta(days=1)):
        assert fill_outbox() == 0
