"""Channels entered twice: by code, by site code, by host, and by platform plus account or name.

Channels that are gone keep their names without standing in the way of a successor. Two accounts of one
name whose account IDs differ may be two accounts: that is said, not refused."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from core.registry.fields import fold
from core.registry.kinds import keys_of
from core.registry.search import GONE
from core.registry.validate import Fault
from core.registry.values import code_key, host_of
from db.models import Channel

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A channel as duplicates are looked for. `id` is unique among those compared; `where` names it."""

    id: int
    where: str
    code: str
    name: str
    kind: str
    url: str
    domains: str
    account: str
    site_code: str
    registered: str

    @property
    def gone(self) -> bool:
        return self.registered in GONE


def entry(ident: int, where: str, values: Mapping[str, Any]) -> Entry:
    """The entry of a channel with these values."""
    words = {
        key: str(values.get(key) or "")
        for key in ("code", "name", "kind", "url", "domains", "account", "site_code")
    }
    return Entry(ident, where, registered=str(values.get("registered") or ""), **words)


class Index:
    """Every entry by each of its keys."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_key: dict[Key, list[Entry]] = defaultdict(list)
        for one in entries:
            for key in _keys(one):
                self._by_key[key].append(one)

    def faults(self, one: Entry) -> list[Fault]:
        """The entries that `one` repeats."""
        return [
            Fault(_FIELD[key[0]], f"duplicate_{key[0]}", _named(other, key))
            for key, other in self._twins(one)
            if not _merely_alike(key, one, other)
        ]

    def notes(self, one: Entry) -> list[Fault]:
        """The entries that look like `one` and may be another."""
        return [
            Fault("name", "alike", _named(other, key))
            for key, other in self._twins(one)
            if _merely_alike(key, one, other)
        ]

    def _twins(self, one: Entry) -> Iterator[tuple[Key, Entry]]:
        for key in _keys(one):
            for other in self._by_key.get(key, ()):
                if other.id != one.id and (key[0] in ("code", "site_code") or not (one.gone or other.gone)):
                    yield key, other
                    break


def look_for(session: Session, one: Entry) -> Index:
    """An index of the registered channels that `one` may repeat; a few, found by query."""
    host = urlsplit(one.url).hostname or ""
    alike = [func.lower(col(Channel.code)) == code_key(one.code)] if one.code else []
    if one.site_code:
        alike.append(func.lower(col(Channel.site_code)) == one.site_code.lower())
    if host:
        alike.append(col(Channel.url).icontains(host.removeprefix("www."), autoescape=True))
    same_kind = col(Channel.kind) == one.kind
    if one.name:
        alike.append(same_kind & (col(Channel.name) == one.name))
    if one.account:
        alike.append(same_kind & (col(Channel.account) == one.account))
    if not alike:
        return Index(())
    rows = session.execute(select(Channel).where(or_(*alike))).scalars()
    return Index(entry(row.id, row.code, row.model_dump()) for row in rows)


_FIELD = {"code": "code", "site_code": "site_code", "host": "url", "page": "url", "account": "account"}
_FIELD["name"] = "name"


def _keys(one: Entry) -> Iterator[Key]:
    if one.code:
        yield "code", code_key(one.code)
    if one.site_code and one.kind == "website":
        yield "site_code", one.site_code.lower()
    if one.kind == "website":
        for host in _hosts(one):
            yield "host", host
    elif one.kind == "subpage" and one.url:
        yield "page", one.url
    if one.kind in keys_of("account") and one.account:
        yield "account", one.kind, fold(one.account)
    if one.name:
        yield "name", one.kind, fold(one.name)


def _hosts(one: Entry) -> list[str]:
    named = [host_of(one.url), *(host_of(f"http://{name}/") for name in one.domains.split())]
    return [host for host in dict.fromkeys(named) if host]


def _merely_alike(key: Key, one: Entry, other: Entry) -> bool:
    if key[0] != "name":
        return False
    apart = ("account", "site_code", "url")
    return any(
        getattr(one, name) and getattr(other, name) and getattr(one, name) != getattr(other, name)
        for name in apart
    )


def _named(other: Entry, key: Key) -> dict[str, object]:
    return {"name": other.name, "where": other.where, "value": key[-1]}
