"""Messages really go out, once, to real servers on loopback, and never past the address guard."""

import email
import os
import signal
import subprocess
import sys
from datetime import timedelta
from email.header import decode_header, make_header
from email.message import Message
from time import monotonic

import pytest

from checks.deliver import Deliverer, _hear
from checks.deliver_one import _understood
from core.access import Actor, Role
from core.common import clock
from core.common.errors import ReminderRefused
from core.common.settings import ROOT, settings
from core.monitoring.lease import LeaseToken
from core.reminders import outbox, recipients, services
from core.reminders.recipients import Person
from db.engine import writing
from db.models import OutboxMessage, OutboxState, RecipientAddress
from tests.checks.mailboxes import a_hook, a_mailbox
from tests.rows import all_of

OFFICE = Actor("监管员", Role.SUPERVISOR)
TOKEN = LeaseToken("test", 1)
SECRET = "tok3n-9f8e7d6c5b4a"
TICK = (
    "from checks.deliver import Deliverer; from core.common.settings import settings;"
    "from core.monitoring.lease import LeaseToken; Deliverer(settings()).tick(LeaseToken('child', 1))"
)


@pytest.fixture(autouse=True)
def loopback(database, monkeypatch):
    monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", '["127.0.0.1"]')
    settings.cache_clear()


def a_message(service: str, **given: str) -> int:
    """A test message waiting for one person."""
    person = recipients.save(Person("张三"), actor=OFFICE)
    return outbox.test(recipients.add_way(person, service, given, actor=OFFICE), actor=OFFICE)


def a_post(port: int, path: str = "hook") -> int:
    return a_message("webhook", address=f"http://127.0.0.1:{port}/{path}?token={SECRET}")


def tick() -> None:
    Deliverer(settings()).tick(TOKEN)


def kept(message_id: int) -> OutboxMessage:
    return next(row for row in all_of(OutboxMessage) if row.id == message_id)


def state(message_id: int) -> tuple[OutboxState, str]:
    row = kept(message_id)
    return row.state, row.error


def later(**span: float) -> None:
    """Let time pass for every message."""
    with writing() as session:
        for row in session.query(OutboxMessage).all():
            row.not_before -= timedelta(**span)
            if row.taken_at:
                row.taken_at -= timedelta(**span)


def test_a_message_arrives_at_a_web_address_once():
    with a_hook() as hook:
        message = a_post(hook.port)
        tick()
        tick()
        assert [(one["title"], "张三" in one["message"]) for one in hook.got] == [
            ("网站监管提醒：测试消息", True)
        ]
    assert state(message) == (OutboxState.SENT, "")
    assert (kept(message).attempts, kept(message).token) == (1, "")


def test_a_message_arrives_by_mail_with_its_chinese_words():
    with a_mailbox() as mailbox:
        message = a_message("email", host="127.0.0.1", port=str(mailbox.port), to="zhang@example.cn")
        tick()
        assert len(mailbox.got) == 1
        letter: Message = email.message_from_string(mailbox.got[0])
    assert str(make_header(decode_header(letter["Subject"]))) == "网站监管提醒：测试消息"
    body = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    assert "张三，您好" in body.get_payload(decode=True).decode()
    assert state(message) == (OutboxState.SENT, "")


def test_a_private_address_is_not_reached(monkeypatch):
    monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", "[]")
    settings.cache_clear()
    with a_hook() as hook, a_mailbox() as mailbox:
        posted = a_post(hook.port)
        mailed = a_message("email", host="localhost", port=str(mailbox.port), to="a@example.cn")
        tick()
        assert (hook.got, mailbox.got) == ([], [])
    assert state(posted) == state(mailed) == (OutboxState.FAILED, "guarded")


def test_a_redirect_into_the_office_network_is_not_followed(monkeypatch):
    with a_hook() as inside, a_hook(status=307) as outside:
        monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", f'["127.0.0.1:{outside.port}"]')
        settings.cache_clear()
        outside.RequestHandlerClass = type(
            "Redirect",
            (outside.RequestHandlerClass,),
            {
                "end_headers": lambda self: (
                    self.send_header("Location", f"http://127.0.0.1:{inside.port}/"),
                    super(type(self), self).end_headers(),
                )[-1]
            },
        )
        a_post(outside.port)
        tick()
        assert inside.got == []


def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    with a_hook() as proxy, a_hook() as hook:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        a_post(hook.port)
        tick()
        assert (len(proxy.got), len(hook.got)) == (0, 1)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (503, (OutboxState.QUEUED, "busy")),
        (429, (OutboxState.QUEUED, "busy")),
        (404, (OutboxState.FAILED, "rejected")),
        (400, (OutboxState.FAILED, "rejected")),
    ],
)
def test_a_refusal_is_tried_again_only_where_that_can_help(status, expected):
    with a_hook(status) as hook:
        message = a_post(hook.port)
        tick()
        tick()
        assert len(hook.got) == 1
    assert state(message) == expected


def test_a_server_that_is_away_is_tried_again_later_and_then_given_up():
    with a_hook() as hook:
        message = a_post(hook.port)
    tick()
    assert state(message) == (OutboxState.QUEUED, "refused")
    assert kept(message).not_before > clock.now()
    for _ in range(5):
        later(days=1)
        tick()
    assert state(message) == (OutboxState.FAILED, "refused")
    assert kept(message).attempts == 6


def test_a_mail_server_that_knows_no_such_person_is_believed():
    with a_mailbox(refuse="550 no such person") as mailbox:
        message = a_message("email", host="127.0.0.1", port=str(mailbox.port), to="a@example.cn")
        tick()
    assert kept(message).state in (OutboxState.FAILED, OutboxState.UNSURE)
    assert mailbox.got == []


def test_what_is_not_answered_is_neither_doubled_nor_called_sent():
    with a_hook() as hook:
        hook.go_on.clear()
        message = a_post(hook.port)
        tick()
        later(days=1)
        tick()
        assert len(hook.got) == 1
    # Whether the library's patience or our own limit ends it first is a matter of moments.
    reached, why = state(message)
    assert reached is OutboxState.UNSURE
    assert why in {"timeout", "no_answer"}


def test_a_sender_that_says_nothing_is_waited_for_no_longer_than_the_limit():
    words = [sys.executable, "-c", "import time; time.sleep(600)"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sender:
        assert _hear(sender, monotonic() + 0.2) == {}
        assert sender.poll() is None
        sender.kill()


def test_killed_in_the_middle_of_sending_it_is_not_sent_twice():
    with a_hook() as hook:
        hook.go_on.clear()
        message = a_post(hook.port)
        sender = subprocess.Popen([sys.executable, "-c", TICK], cwd=ROOT, start_new_session=True)
        assert hook.arrived.wait(120)
        os.killpg(sender.pid, signal.SIGKILL)
        sender.wait()
        hook.go_on.set()
        assert kept(message).state is OutboxState.SENDING
        later(minutes=10)
        tick()
        assert len(hook.got) == 1
    assert state(message) == (OutboxState.UNSURE, "sender_gone")
    outbox.send_again(message, actor=OFFICE)
    with a_hook() as again:
        assert again.got == []
    assert kept(message).state is OutboxState.QUEUED


def test_killed_before_anything_left_it_is_sent_by_the_next():
    with a_hook() as hook:
        message = a_post(hook.port)
        taken = outbox.take()
        assert taken is not None
        assert outbox.take() is None
        tick()
        assert hook.got == []
        later(minutes=10)
        tick()
        assert len(hook.got) == 1
        assert not outbox.begin(taken)
        assert not outbox.settle(taken, "sent")
    assert state(message) == (OutboxState.SENT, "")


def test_two_senders_at_once_send_each_message_once():
    with a_hook() as hook:
        for number in range(4):
            a_post(hook.port, f"hook{number}")
        senders = [subprocess.Popen([sys.executable, "-c", TICK], cwd=ROOT) for _ in range(2)]
        assert [sender.wait() for sender in senders] == [0, 0]
        assert len(hook.got) == 4
    assert {row.state for row in all_of(OutboxMessage)} == {OutboxState.SENT}


def test_nothing_secret_stands_in_the_database_the_log_or_the_list_of_processes(caplog, data_dir, tmp_path):
    with a_hook() as hook:
        hook.go_on.clear()
        message = a_post(hook.port)
        sender = subprocess.Popen(
            [sys.executable, "-c", TICK], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert hook.arrived.wait(120)
        shown = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=True)
        hook.go_on.set()
        out, err = sender.communicate(timeout=120)
        hook.status = 404
        second = a_post(hook.port)
        tick()
    assert state(second) == (OutboxState.FAILED, "rejected")
    words = [shown.stdout, out.decode(), err.decode(), caplog.text, str(all_of(OutboxMessage))]
    words += [str(all_of(RecipientAddress))]
    words += [file.read_bytes().decode("latin-1") for file in data_dir.glob("supervision.db*")]
    assert [place for place, text in enumerate(words) if SECRET in text] == []
    assert message


def test_an_address_that_nobody_understands_fails_with_a_plain_word():
    message = a_message("other", address="tgram://")
    tick()
    assert state(message) == (OutboxState.FAILED, "address")


@pytest.mark.parametrize("address", [f"nosuchservice://{SECRET}", "kodi://127.0.0.1/", "xbmc://127.0.0.1/"])
def test_a_stored_address_of_a_way_that_is_not_allowed_is_not_even_understood(address, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(services, "is_allowed", lambda _: True)
        message = a_message("other", address=address)
    tick()
    assert state(message) == (OutboxState.FAILED, "guarded")


@pytest.mark.parametrize("address", ["json://[half", "jsons://\u2100.cn/", "dingtalk://[half"])
def test_half_an_address_is_refused_and_one_that_is_stored_not_understood(address):
    with pytest.raises(ReminderRefused):
        a_message("other", address=address)
    assert _understood(address)[0] is None


def test_an_address_with_several_recipients_is_refused():
    message = a_message("other", address="mailto://127.0.0.1:25/?from=a@b.cn&to=a@b.cn,c@d.cn")
    tick()
    assert state(message) == (OutboxState.FAILED, "several")


def test_another_key_is_said_and_nothing_is_sent(data_dir):
    with a_hook() as hook:
        message = a_post(hook.port)
        (data_dir / "secret.key").write_bytes(b"another key altogether")
        tick()
        assert hook.got == []
    assert state(message) == (OutboxState.FAILED, "sealed")


def test_the_key_file_is_for_its_owner_only(data_dir):
    with a_hook() as hook:
        a_post(hook.port)
    assert (data_dir / "secret.key").stat().st_mode & 0o777 == 0o600
