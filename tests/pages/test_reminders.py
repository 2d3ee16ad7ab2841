"""The page of reminders: people, ways that are never shown again, tests, the record, what is stuck."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.common.settings import settings
from core.common.text import LANGUAGES, Language
from core.reminders import outbox, recipients
from core.reminders.recipients import Person
from db.models import OutboxMessage, OutboxState, Recipient, RecipientAddress
from tests.pages.pages import CHINESE, figure, opened, words
from tests.rows import a_unit, all_of

OFFICE = Actor("监管员", Role.SUPERVISOR)
SECRET = "tok3n-of-the-robot"


def a_person(name: str = "张三") -> int:
    person = recipients.save(Person(name), actor=OFFICE)
    recipients.add_way(person, "webhook", {"address": f"https://hook.example.cn/{SECRET}"}, actor=OFFICE)
    return person


def a_stuck_message() -> int:
    a_person()
    message = outbox.test(all_of(RecipientAddress)[0].id, actor=OFFICE)
    taken = outbox.take()
    assert taken is not None
    outbox.begin(taken)
    outbox.settle(taken, "unsure", "no_answer")
    return message


def scripted(name: str) -> AppTest:
    """One part of the page for the only person or message: AppTest cannot choose rows."""

    def script(name: str) -> None:
        from core.reminders import outbox, recipients
        from pages.reminders import log, people, person
        from pages.shell.language import apply_language

        apply_language()
        if name == "person":
            people._tested()
            people._person(recipients.known().rows[0])
        elif name == "new":
            person.person_form()
        elif name == "way":
            people.way_form(recipients.known().rows[0].id)
        else:
            log._message(outbox.on_record().rows[0])

    return AppTest.from_function(script, args=(name,), default_timeout=30).run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_page_can_be_begun_with(database: Path, language: Language) -> None:
    page = opened("reminders", language)
    assert figure(page, "failed") == "0"
    assert "recipient-add" in {button.key for button in page.button}


def test_the_english_page_has_no_chinese_but_names(demo_database: Path) -> None:
    assert [word for word in words(opened("reminders", "en")) if CHINESE.search(word)] == []


@pytest.mark.parametrize("key", ["waiting", "sent", "failed", "unsure"])
def test_each_figure_opens_its_rows(database: Path, key: str) -> None:
    a_stuck_message()
    page = opened("reminders")
    page.button(key=f"open-{key}").click().run()
    assert not page.exception
    assert len(page.get("dialog")) == 1


def test_a_person_is_entered_for_a_unit(database: Path) -> None:
    unit = a_unit(name="示例局")
    page = scripted("new")
    page.selectbox(key="recipient-unit").set_value(unit).run()
    page.text_input(key="recipient-name").set_value("李四")
    page.multiselect(key="recipient-topics-True").set_value(["overdue"])
    next(button for button in page.button if str(button.key).startswith("FormSubmitter")).click().run()
    assert not page.exception
    person = all_of(Recipient)[0]
    assert (person.name, person.unit_id, person.topics) == ("李四", unit, ["overdue"])


def test_a_way_is_added_and_its_secret_is_never_shown(database: Path) -> None:
    recipients.save(Person("张三"), actor=OFFICE)
    page = scripted("way")
    page.selectbox(key="way-service").set_value("wecombot").run()
    page.text_input(key="way-wecombot-token").set_value(SECRET)
    next(button for button in page.button if str(button.key).startswith("FormSubmitter")).click().run()
    assert not page.exception
    assert len(all_of(RecipientAddress)) == 1
    for shown in (opened("reminders"), scripted("person")):
        texts = [*words(shown), *(frame.value.to_string() for frame in shown.dataframe)]
        assert not any(SECRET in text for text in texts)


def test_the_test_button_queues_a_message_and_follows_it(database: Path) -> None:
    a_person()
    page = scripted("person")
    next(button for button in page.button if str(button.key).startswith("way-test")).click().run()
    assert [row.kind for row in all_of(OutboxMessage)] == ["test"]
    assert any("待发送" in info.value for info in page.info)
    taken = outbox.take()
    assert taken is not None
    outbox.begin(taken)
    outbox.settle(taken, "sent")
    page.run()
    assert ["已发送" in success.value for success in page.success] == [True]


def test_a_way_is_removed_with_its_address(database: Path) -> None:
    a_person()
    page = scripted("person")
    next(button for button in page.button if str(button.key).startswith("way-forget")).click().run()
    assert all_of(RecipientAddress) == []


def test_what_is_not_known_to_have_arrived_waits_for_a_person(database: Path) -> None:
    a_stuck_message()
    page = opened("reminders")
    assert figure(page, "unsure") == "1"
    page = scripted("message")
    assert any("可能已经收到" in caption.value for caption in page.caption)
    page.button(key="outbox-again").click().run()
    assert all_of(OutboxMessage)[0].state is OutboxState.QUEUED


@pytest.mark.parametrize("role", ["leader", "staff"])
def test_only_supervisors_open_the_page(database: Path, monkeypatch, role: str) -> None:
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", role)
    settings.cache_clear()
    app = AppTest.from_file(
        str(Path(__file__).parents[2] / "pages" / "reminders" / "page.py"), default_timeout=30
    )
    app.run()
    assert len(app.error) == 1
    assert not app.button
