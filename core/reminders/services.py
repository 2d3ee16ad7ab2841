"""Ways to reach a person, which are data: `services.toml`. What a form gives becomes an address."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from core.common.errors import ReminderRefused
from core.reminders.robots import Robot, pasted, read, robots
from core.reminders.rules import reminder_rules

FILE = Path(__file__).with_name("services.toml")
TLS_PORTS = {"465": "", "587": "starttls"}
WEBHOOKS = {"http": "json", "https": "jsons"}
SHOWN_ENDS = 4
_CALLED = re.compile(r"[\w@.+-]{1,64}")


@dataclass(frozen=True, slots=True)
class Service:
    """`optional` of `fields` may stay empty; `secret` ones are never shown again."""

    key: str
    fields: tuple[str, ...]
    url: str
    shown: str
    icon: str
    optional: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def services() -> dict[str, Service]:
    """Every way by its key, in the order of the file."""
    data = tomllib.loads(FILE.read_text("utf-8"))
    return {key: Service(key=key, **_entry(entry)) for key, entry in data.items()}


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


def address_of(key: str, given: Mapping[str, str]) -> tuple[str, str]:
    """The whole address, and what of it may be shown. Raises `ReminderRefused` with a sentence."""
    service = services()[key]
    values = {name: given.get(name, "").strip() for name in service.fields}
    if any(not value for name, value in values.items() if name not in service.optional):
        raise ReminderRefused("fields")
    if any(ord(letter) < 32 for value in values.values() for letter in value):
        raise ReminderRefused("fields")
    address = _made(service, values)
    if not is_allowed(address):
        raise ReminderRefused("local")
    return address, _shown(service, values)


def _made(service: Service, values: dict[str, str]) -> str:
    if service.key == "webhook":
        return _webhook(values["address"])
    if service.key == "other":
        if not _scheme(values["address"]):
            raise ReminderRefused("address")
        return values["address"]
    if service.key in robots():
        return _robot(service.key, values)
    safe = {name: quote(value, safe="") for name, value in values.items()}
    if service.key == "email":
        return _email(service, values, safe)
    return service.url.format(**safe)


def _robot(key: str, values: dict[str, str]) -> str:
    """The address as the service shows it, or its token alone."""
    service = robots()[key]
    found = pasted(service, values["token"])
    if found is None:
        raise ReminderRefused("robot", example=f"{service.base}{service.path}")
    call = tuple(part for part in values["call"].replace("\uff0c", ",").replace(",", " ").split() if part)
    if not all(_CALLED.fullmatch(one) for one in call):
        raise ReminderRefused("call")
    base, token = found
    return Robot(service, token, base, values.get("secret", ""), call).written()


def _email(service: Service, values: dict[str, str], safe: dict[str, str]) -> str:
    """Port 465 speaks TLS from the start, 587 asks for it; any other port does not encrypt."""
    if not values["port"].isdecimal() or not 0 < int(values["port"]) < 65_536:
        raise ReminderRefused("port")
    if values["to"].count("@") != 1 or any(sign in values["to"] for sign in ", ;"):
        raise ReminderRefused("to")
    login = f"{safe['user']}:{safe['password']}@" if values["user"] else ""
    sender = safe["user"] if "@" in values["user"] else safe["to"]
    tls = values["port"] in TLS_PORTS
    url = service.url.format(scheme="mailtos" if tls else "mailto", login=login, sender=sender, **safe)
    mode = "ssl" if values["port"] == "465" else "starttls"
    return f"{url}&mode={mode}" if tls else url


def _webhook(address: str) -> str:
    """A plain web address becomes the library's form of JSON to a web address."""
    scheme, _, rest = address.partition("://")
    if scheme.lower() not in WEBHOOKS or not rest:
        raise ReminderRefused("webhook")
    return f"{WEBHOOKS[scheme.lower()]}://{rest}"


def _scheme(address: str) -> str:
    """The word before `://`; empty where there is no making sense of the address."""
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""


def is_allowed(address: str) -> bool:
    """Whether an address is of a way that may be used and carries nothing but what that way may be given.

    Raises `ReminderRefused` for one that cannot be read."""
    if read(address) is not None:
        return True
    try:
        parts = urlsplit(address)
        names = [name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    except ValueError:
        raise ReminderRefused("address") from None
    allowed = reminder_rules().allowed
    way = allowed.ways.get(parts.scheme.lower())
    if way is None or any(name.lstrip("+-: ") in allowed.never for name in names):
        return False
    # Headers and fields of a web address are written with a sign before their names.
    return "*" in way or all(name in way or name in allowed.every for name in names)


def _shown(service: Service, values: dict[str, str]) -> str:
    value = values[service.shown]
    if service.key in robots():
        value = (pasted(robots()[service.key], value) or ("", ""))[1]
    if service.shown not in service.secret:
        return value[:100]
    if service.key in ("webhook", "other"):
        return f"{_scheme(value)}://\u2026"
    return f"\u2026{value[-SHOWN_ENDS:]}" if len(value) > 3 * SHOWN_ENDS else "\u2026"
