"""Robots of group chats: servers on loopback that answer as the services do, HTTP 200 whatever happens."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from checks.deliver import Deliverer
from core.access import Actor, Role
from core.common.errors import ReminderRefused
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, catalogue
from core.monitoring.lease import LeaseToken
from core.reminders import outbox, recipients
from core.reminders.errors import error_text
from core.reminders.recipients import Person
from core.reminders.robots import meaning, read, requests_for, robots, split
from core.reminders.services import address_of
from db.engine import writing
from db.models import OutboxMessage, OutboxState
from tests.rows import NOON, all_of

OFFICE = Actor("监管员", Role.SUPERVISOR)
PATHS = {
    "wecombot": "/cgi-bin/webhook/send?key=693a91f6-7xxx",
    "dingtalk": "/robot/send?access_token=66730ddbb3a0",
    "feishu": "/open-apis/bot/v2/hook/0f3d-aa11",
}


class Group(ThreadingHTTPServer):
    """One service: keeps the text of what it was given, refuses what the service would refuse, or `code`."""

    daemon_threads = True

    def __init__(self, code: int, secret: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.code, self.secret = code, secret
        self.got: list[dict[str, Any]] = []

    def shown(self, service: str) -> str:
        """The address as the service shows it in a group."""
        return f"http://127.0.0.1:{self.server_address[1]}{PATHS[service]}"


def _lately(given: dict[str, Any], per_second: int) -> bool:
    """Both services refuse a stamp older than an hour: DingTalk counts milliseconds, Feishu seconds."""
    return abs(time.time() - int(given["timestamp"]) / per_second) < 3600


class _Answer(BaseHTTPRequestHandler):
    server: Group

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        order, path = json.loads(raw), urlsplit(self.path).path
        if path == "/cgi-bin/webhook/send":
            too_long = len(order["text"]["content"].encode()) > 2048
            answer = {"errcode": self.server.code or (40058 if too_long else 0), "errmsg": "…"}
        elif path == "/robot/send":
            answer = {"errcode": self.server.code or (0 if self._signed_by_query() else 310000), "errmsg": ""}
        else:
            answer = {"code": self.server.code or (0 if self._signed_in(order) else 19021), "msg": "…"}
        self.server.got.append(order)
        said = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _signed_by_query(self) -> bool:
        given = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        words = f"{given.get('timestamp')}\n{self.server.secret}"
        right = base64.b64encode(hmac.digest(self.server.secret.encode(), words.encode(), hashlib.sha256))
        return not self.server.secret or (given.get("sign") == right.decode() and _lately(given, 1000))

    def _signed_in(self, order: dict[str, Any]) -> bool:
        key = f"{order.get('timestamp')}\n{self.server.secret}"
        right = base64.b64encode(hmac.digest(key.encode(), b"", hashlib.sha256)).decode()
        return not self.server.secret or (order.get("sign") == right and _lately(order, 1))

    def log_message(self, *_words: object) -> None:
        pass


@contextmanager
def a_group(code: int = 0, secret: str = "") -> Iterator[Group]:
    with Group(code, secret) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def loopback(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", '["127.0.0.1"]')
    settings.cache_clear()


def sent(service: str, body: str = "", **given: str) -> OutboxMessage:
    """What became of one message to a robot."""
    person = recipients.save(Person("张三"), actor=OFFICE)
    message = outbox.test(recipients.add_way(person, service, given, actor=OFFICE), actor=OFFICE)
    if body:
        with writing() as session:
            session.get_one(OutboxMessage, message).body = body
    Deliverer(settings()).tick(LeaseToken("test", 1))
    return all_of(OutboxMessage)[-1]


@pytest.mark.parametrize("service", PATHS)
def test_a_message_arrives_at_the_address_as_the_service_shows_it(loopback: None, service: str) -> None:
    with a_group() as group:
        row = sent(service, token=group.shown(service))
    assert (row.state, row.error, len(group.got)) == (OutboxState.SENT, "", 1)
    assert "张三" in json.dumps(group.got, ensure_ascii=False)
    assert "693a91f6" not in row.to_shown


@pytest.mark.parametrize(
    ("service", "code", "state", "words"),
    [
        ("wecombot", 93000, OutboxState.FAILED, "地址无效"),
        ("wecombot", 45009, OutboxState.QUEUED, "频繁"),
        ("wecombot", 88888, OutboxState.FAILED, "88888"),
        ("dingtalk", 310000, OutboxState.FAILED, "安全设置"),
        ("dingtalk", 410100, OutboxState.QUEUED, "频繁"),
        ("feishu", 19024, OutboxState.FAILED, "关键词"),
        ("feishu", 11232, OutboxState.QUEUED, "频繁"),
        ("feishu", 19001, OutboxState.FAILED, "地址无效"),
        ("wecombot", 93008, OutboxState.FAILED, "群"),
        ("wecombot", 60020, OutboxState.FAILED, "IP"),
        ("wecombot", 47001, OutboxState.FAILED, "格式"),
        ("dingtalk", 400102, OutboxState.FAILED, "停用"),
        ("dingtalk", 430102, OutboxState.FAILED, "不合规"),
        ("dingtalk", 60020, OutboxState.FAILED, "IP"),
        ("dingtalk", 90018, OutboxState.QUEUED, "频繁"),
        ("feishu", 19021, OutboxState.FAILED, "加签"),
        ("feishu", 19022, OutboxState.FAILED, "IP"),
        ("feishu", 230028, OutboxState.FAILED, "不合规"),
        ("feishu", 230025, OutboxState.FAILED, "过长"),
    ],
)
def test_a_refusal_in_the_body_is_a_failure_with_its_reason(
    loopback: None, service: str, code: int, state: OutboxState, words: str
) -> None:
    with a_group(code) as group:
        row = sent(service, token=group.shown(service))
    assert row.state is state
    assert words in error_text(row.error)
    assert str(code) in error_text(row.error)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("keywords not in content, more: [x]", "关键词"),
        ("invalid timestamp", "本机时间"),
        ("sign not match, more: [y]", "加签密钥"),
        ("ip 203.0.113.9 not in whitelist", "出口 IP"),
        ("something new", "安全设置"),
    ],
)
def test_one_code_with_several_reasons_is_named_by_its_sentence(sentence: str, words: str) -> None:
    answer = json.dumps({"errcode": 310000, "errmsg": sentence}).encode()
    result, error = meaning(robots()["dingtalk"], 200, answer)
    assert result == "failed"
    assert words in error_text(error)
    # Of a code with one meaning the sentence says nothing: it may quote the message.
    quoted = json.dumps({"errcode": 400101, "errmsg": f"token is not exist: {sentence}"}).encode()
    assert meaning(robots()["dingtalk"], 200, quoted)[1] == "robot_token:400101"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_every_service_has_words(language: Language) -> None:
    said = catalogue(language)
    for service in robots().values():
        for name in (*service.codes.values(), *service.words.values()):
            assert f"reminder.error.{name}" in said
        assert service.again <= set(service.codes)


@pytest.mark.parametrize("service", PATHS)
@pytest.mark.parametrize("body", ["**粗** [链接](http://x.cn)", "# 标题\n> 引用", "督" * 3000])
def test_only_plain_text_is_sent_within_its_own_limit(service: str, body: str) -> None:
    robot = read(address_of(service, {"token": f"https://x.cn{PATHS[service]}", "call": "13900000000"})[0])
    assert robot is not None
    for _, order in requests_for(robot, "标题", body, NOON):
        assert order.get("msgtype", order.get("msg_type")) == "text"
        text = order["content"]["text"] if service == "feishu" else order["text"]["content"]
        assert len(text.encode()) <= robot.service.bytes


@pytest.mark.parametrize("service", ["dingtalk", "feishu"])
@pytest.mark.parametrize("secret", ["SEC+plus/slash=", "SECabc"])
def test_the_signature_is_the_one_the_service_computes(loopback: None, service: str, secret: str) -> None:
    with a_group(secret=secret) as group:
        assert sent(service, token=group.shown(service), secret=secret).state is OutboxState.SENT
        assert sent(service, token=group.shown(service), secret="other").state is OutboxState.FAILED


def test_a_long_message_goes_in_parts_that_the_service_takes(loopback: None) -> None:
    with a_group() as group:
        row = sent("wecombot", "督" * 1620 + "\n最后一行", token=group.shown("wecombot"), call="13900000000")
    assert row.state is OutboxState.SENT
    texts = [one["text"]["content"] for one in group.got]
    assert len(texts) == 4
    assert sum(text.count("督") for text in texts) == 1620
    assert texts[-1].endswith("最后一行")
    assert [one["text"]["mentioned_mobile_list"] for one in group.got] == [[], [], [], ["13900000000"]]


@pytest.mark.parametrize("text", ["", "a", "督" * 700, "a\n" * 3000, "😀" * 999, "行\n\n" + "长" * 5000])
@pytest.mark.parametrize("most", [4, 7, 100, 2048])
def test_parts_fit_in_bytes_and_lose_no_letter(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(len(part.encode()) <= most for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize(
    ("service", "call", "where"),
    [
        ("wecombot", "zhangsan，13900000000", '"mentioned_list": ["zhangsan"]'),
        ("dingtalk", "13900000000 li", '"atMobiles": ["13900000000"], "atUserIds": ["li"]'),
        ("dingtalk", "13900000000", "@13900000000"),
        ("feishu", "ou_18eac85d", '<at user_id=\\"ou_18eac85d\\"></at>'),
    ],
)
def test_the_person_named_is_called_as_the_service_does(service: str, call: str, where: str) -> None:
    robot = read(address_of(service, {"token": f"https://x.cn{PATHS[service]}", "call": call})[0])
    assert robot is not None
    assert where in json.dumps(requests_for(robot, "标题", "正文", NOON)[0][1], ensure_ascii=False)


@pytest.mark.parametrize(
    "wrong",
    [
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com/other?key=1",
        "file:///etc/passwd",
        "https://u@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "http://[::1/cgi-bin",
        "a b",
    ],
)
def test_what_is_no_address_of_a_robot_is_refused_in_a_sentence(database: Path, wrong: str) -> None:
    with pytest.raises(ReminderRefused, match="机器人"):
        address_of("wecombot", {"token": wrong})


def test_a_token_alone_and_an_address_of_an_earlier_version_are_understood() -> None:
    robot = read(address_of("wecombot", {"token": "693a91f6"})[0])
    assert robot is not None
    assert robot.url == "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6"
    old = read("dingtalk://SEC%2Babc@66730ddb")
    assert old is not None
    assert (old.secret, old.url) == ("SEC+abc", "https://oapi.dingtalk.com/robot/send?access_token=66730ddb")


def test_every_code_has_its_words_in_both_languages() -> None:
    for language in LANGUAGES:
        for service in robots().values():
            for key in service.codes.values():
                assert catalogue(language)[f"reminder.error.{key}"]
