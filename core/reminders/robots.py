"""Robots of group chats (WeCom, DingTalk, Feishu): what to post for a message, and what an answer means.

Pure: the posting is done by `checks.fetch.robot`. The services are data, `robots.toml`."""

import base64
import hashlib
import hmac
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

FILE = Path(__file__).with_name("robots.toml")
AMBIGUOUS = "robot_security"
_PHONE = re.compile(r"\+?[0-9-]{5,20}")


@dataclass(frozen=True, slots=True)
class Service:
    """`token`: the query parameter that carries it, empty when it ends the path; `bytes`: of text in one
    message; `codes`: what an answer's code means, a key of the catalogue `reminder.error`; `words`: the
    same for words of the sentence beside it, where they tell more than the code."""

    key: str
    base: str
    path: str
    token: str
    bytes: int
    code: str
    again: frozenset[int]
    codes: Mapping[int, str]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Robot:
    """One robot. `base` is its server, another one than the service's own where an office runs its own;
    `call` are the people to be called, by telephone number or the service's name for them."""

    service: Service
    token: str
    base: str
    secret: str = ""
    call: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where a message is posted to, without a signature."""
        path = f"{self.base}{self.service.path}"
        if not self.service.token:
            return path + quote(self.token, safe="")
        return f"{path}?{urlencode({self.service.token: self.token})}"

    def written(self) -> str:
        """The robot as one address, which `read` reads."""
        query = {"base": self.base, "secret": self.secret, "call": ",".join(self.call)}
        return f"{self.service.key}://{quote(self.token, safe='')}?{urlencode(query)}"


@lru_cache(maxsize=1)
def robots() -> dict[str, Service]:
    """Every service by its key."""
    data = tomllib.loads(FILE.read_text("utf-8"))
    return {key: _service(key, entry) for key, entry in data.items()}


def read(address: str) -> Robot | None:
    """The robot of an address, also of one kept by an earlier version; None for other ways."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    service = robots().get(parts.scheme.lower())
    if service is None:
        return None
    before, _, host = parts.netloc.rpartition("@")
    given = {name: values[0] for name, values in parse_qs(parts.query).items()}
    call = tuple(one for one in given.get("call", "").split(",") if one)
    secret = given.get("secret") or unquote(before)
    return Robot(service, unquote(host), given.get("base") or service.base, secret, call)


def pasted(service: Service, text: str) -> tuple[str, str] | None:
    """(server, token) of what a person gave: the token alone, or the address as the service shows it, also on
    a server of the office's own. None when it is neither."""
    if "://" not in text:
        return (service.base, text) if re.fullmatch(r"[\w.-]{1,256}", text) else None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    base = f"{parts.scheme}://{host}{f':{port}' if port else ''}"
    if service.token:
        token = parse_qs(parts.query).get(service.token, [""])[0] if parts.path == service.path else ""
    else:
        token = unquote(parts.path[len(service.path) :]) if parts.path.startswith(service.path) else ""
    return (base, token) if re.fullmatch(r"[\w.-]{1,256}", token) else None


def requests_for(robot: Robot, title: str, body: str, now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """(address, JSON) of every post that the message takes, each within the service's limit."""
    call = _call(robot)
    room = robot.service.bytes - len(f"{call}\n".encode()) - len("(999/999)\n")
    parts = split(f"{title}\n\n{body}" if title else body, room)
    posts = []
    for place, part in enumerate(parts, start=1):
        text = part if len(parts) == 1 else f"({place}/{len(parts)})\n{part}"
        last = place == len(parts)
        text = f"{text}\n{call}" if call and last else text
        posts.append(_post(robot, text, now, call_now=last))
    return posts


def split(text: str, most: int) -> list[str]:
    """`text` in parts of at most `most` bytes of UTF-8, cut between lines where they fit."""
    parts: list[str] = []
    part = ""
    for line in text.split("\n"):
        for piece in _pieces(line, most):
            joined = f"{part}\n{piece}" if part else piece
            if part and len(joined.encode()) > most:
                parts.append(part)
                part = piece
            else:
                part = joined
    return [each for each in (*parts, part) if each.strip()] or [""]


def meaning(service: Service, status: int, answer: bytes) -> tuple[str, str]:
    """What an answer says: (sent, again or failed; the error as "key:code"). Other words than the service's
    own, such as those of a proxy, are a failure."""
    if status in (408, 425, 429) or status >= 500:
        return "again", f"busy:{status}"
    if status >= 300:
        return "failed", f"rejected:{status}"
    try:
        said = json.loads(answer)
        code = int(said.get(service.code, said.get("StatusCode")))
    except (ValueError, TypeError, AttributeError):
        return "failed", "robot_answer"
    if code == 0:
        return "sent", ""
    result = "again" if code in service.again else "failed"
    return result, f"{_reason(service, code, said)}:{code}"


def _reason(service: Service, code: int, said: Mapping[str, Any]) -> str:
    """What a refusal means. Some put several reasons under one code and tell them apart in the sentence."""
    known = service.codes.get(code, "rejected")
    if known != AMBIGUOUS:
        return known
    sentence = str(said.get("errmsg", said.get("msg", ""))).lower()
    return next((name for words, name in service.words.items() if words in sentence), known)


def _pieces(line: str, most: int) -> list[str]:
    if len(line.encode()) <= most:
        return [line]
    pieces, part, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > most:
            pieces.append(part)
            part, size = "", 0
        part, size = part + letter, size + width
    return [*pieces, part]


def _call(robot: Robot) -> str:
    """The words that call the people named, where the service wants them in the text."""
    if robot.service.key == "feishu":
        return "".join(f'<at user_id="{one}"></at>' for one in robot.call)
    return "".join(f"@{one} " for one in robot.call).strip() if robot.service.key == "dingtalk" else ""


def _post(robot: Robot, text: str, now: datetime, *, call_now: bool) -> tuple[str, dict[str, Any]]:
    phones = [one for one in robot.call if _PHONE.fullmatch(one)] if call_now else []
    names = [one for one in robot.call if one not in phones] if call_now else []
    if robot.service.key == "wecombot":
        words = {"content": text, "mentioned_list": names, "mentioned_mobile_list": phones}
        return robot.url, {"msgtype": "text", "text": words}
    if robot.service.key == "dingtalk":
        at = {"atMobiles": phones, "atUserIds": names, "isAtAll": False}
        stamp = str(round(now.timestamp() * 1000))
        signature = _signed(robot.secret.encode(), f"{stamp}\n{robot.secret}".encode())
        query = urlencode({"timestamp": stamp, "sign": signature}) if robot.secret else ""
        url = f"{robot.url}&{query}" if query else robot.url
        return url, {"msgtype": "text", "text": {"content": text}, "at": at}
    order: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if robot.secret:
        stamp = str(round(now.timestamp()))
        order |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{robot.secret}".encode(), b"")}
    return robot.url, order


def _signed(key: bytes, words: bytes) -> str:
    return base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()


def _service(key: str, entry: dict[str, Any]) -> Service:
    codes = {int(code): name for code, name in entry["codes"].items()}
    return Service(key, **{**entry, "codes": codes, "again": frozenset(entry["again"])})
