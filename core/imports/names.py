"""What the names in a file refer to: units, channels, columns, surveys, themes, as the database has them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.common.errors import RegistryRefused
from core.jobs import Sentence
from core.records.chapter import Kind as Of
from core.records.references import named, names_of, set_apart, unit_names
from core.registry.fields import doubtful_words, fold, value_words
from core.registry.kinds import keys_of
from core.registry.unit_names import UnitNames
from core.registry.values import host_of, spellings_in, value_spellings
from db.models import Channel, Unit

_CHAPTERS = {"column": Of.COLUMN, "survey": Of.SURVEY, "theme": Of.THEME}
LATER = date.max


@dataclass(frozen=True, slots=True)
class Known:
    """A channel as rows mean it."""

    id: int
    name: str
    kind: str
    unit_id: int


class Names:
    """The names of everything that rows refer to; each sort is read from the database when it is asked for.
    `strangers` collects names of units that nobody is called by."""

    def __init__(self, session: Session, learned: Mapping[str, str] | None = None) -> None:
        self._session = session
        self.units = UnitNames(learned)
        self.strangers: dict[str, None] = {}
        for ident, name, code, level in session.execute(unit_names().order_by(col(Unit.id))):
            self.units.add(ident, code, name, level)
        self._channels: dict[str, list[Known]] | None = None
        self._media = {"site": keys_of("website"), "account": keys_of("account")}
        self.kept: dict[tuple[str, type, Any], tuple[Any, tuple[Sentence, ...]]] = {}  # of cells, as read
        self._accounts: dict[int, list[Known]] = defaultdict(list)
        self._meant: dict[tuple[str, str, Sequence[str], Any], Known] = {}
        self._others: dict[str, tuple[Mapping[str, set[int]], Mapping[int, date]]] = {}

    def unit(self, label: str, word: str) -> tuple[Any, bool]:
        """The id of the unit that a word means, and whether it was taken for more than it says.
        Raises `RegistryRefused`."""
        meant = self.units.find(word)
        if not meant.ids:
            self.strangers[word] = None
            raise RegistryRefused("imports.fault.unknown_unit", field=label, value=word[:80])
        if len(meant.ids) > 1:
            raise RegistryRefused("imports.fault.many", field=label, value=word[:80])
        return meant.ids[0], meant.short

    def channel(
        self, label: str, word: str, form: str, platforms: Sequence[str] = (), unit_id: Any = None
    ) -> Known:
        """The channel that a word means, known from others of its name by platform and unit where the row
        names them; `form` is channel, site or account. Raises `RegistryRefused`."""
        asked = (word, form, platforms, unit_id)
        if asked not in self._meant:
            self._meant[asked] = self._channel(label, word, form, platforms, unit_id)
        return self._meant[asked]

    def _channel(self, label: str, word: str, form: str, platforms: Sequence[str], unit_id: Any) -> Known:
        found = self._named(word)
        platforms = platforms or _noted(word)
        media = self._media.get(form)
        found = [one for one in found if media is None or one.kind in media]
        narrowed = [one for one in found if not platforms or one.kind in platforms]
        if len(narrowed) > 1 and unit_id is not None:
            narrowed = [one for one in narrowed if one.unit_id == unit_id] or narrowed
        if len(narrowed) > 1 and len(platforms) > 1:
            # Of the kinds that a word may mean the likeliest stands first.
            likely = [one for one in narrowed if one.kind == platforms[0]]
            narrowed = likely if len(likely) == 1 else narrowed
        if len(narrowed) == 1:
            return narrowed[0]
        name = "many_channels" if narrowed else "other_platform" if found else f"unknown_{form}"
        raise RegistryRefused(f"imports.fault.{name}", field=label, value=word[:80])

    def only_account(self, unit_id: int, platforms: Sequence[str]) -> Known:
        """The one account of a unit on a platform. Raises `RegistryRefused` for none and for several."""
        if self._channels is None:
            self._channels = self._read()
        if not self._accounts:
            for one in dict.fromkeys(one for known in self._channels.values() for one in known):
                self._accounts[one.unit_id].append(one)
        wanted = platforms or self._media["account"]
        found = [one for one in self._accounts.get(unit_id, ()) if one.kind in wanted]
        if len(found) != 1:
            name = "accounts_of_unit" if found else "no_account_of_unit"
            names = ", ".join(one.name for one in found)
            raise RegistryRefused(f"imports.fault.{name}", names=names)
        return found[0]

    def other(self, label: str, word: str, form: str, day: date | None = None) -> int:
        """The id of the column, survey or theme that a word means: of those of one name, that which had begun
        last by a day. Raises `RegistryRefused`."""
        if form not in self._others:
            self._others[form] = self._read_others(_CHAPTERS[form])
        known, began = self._others[form]
        ids = known.get(fold(word), set())
        before = [one for one in ids if day is not None and began.get(one, LATER) <= day]
        if len(ids) > 1 and before:
            ids = {max(before, key=lambda one: (began[one], one))}
        if len(ids) != 1:
            name = "many" if ids else "unknown"
            raise RegistryRefused(f"imports.fault.{name}", field=label, value=word[:80])
        return next(iter(ids))

    def _read_others(self, kind: Of) -> tuple[Mapping[str, set[int]], Mapping[int, date]]:
        """What each word may mean, also as forms and templates tell two of one name apart, and when that of
        each number began, where it comes again."""
        known: dict[str, set[int]] = defaultdict(set)
        for ident, *names in self._session.execute(names_of(kind)):
            for name in filter(None, names):
                known[fold(name)].add(ident)
        rows = self._session.execute(named(kind)).all()
        for ident, name in set_apart(kind, rows).items():
            known[fold(name)].add(ident)
        return known, {row[0]: row[2] for row in rows if len(row) > 2}

    def _named(self, word: str) -> list[Known]:
        if self._channels is None:
            self._channels = self._read()
        for part in (fold(word), *spellings_in(word)):
            if part in self._channels:
                return self._channels[part]
        host = host_of(word if "://" in word else f"http://{word}") if "." in word else ""
        return self._channels.get(f"//{host}", []) if host else []

    def _read(self) -> dict[str, list[Known]]:
        known: dict[str, list[Known]] = defaultdict(list)
        rows = self._session.execute(
            select(
                col(Channel.id), col(Channel.name), col(Channel.kind), col(Channel.unit_id),
                col(Channel.code), col(Channel.site_code), col(Channel.account), col(Channel.url),
            ).order_by(col(Channel.id))
        ).all()  # fmt: skip
        apart = set_apart(Of.CHANNEL, rows)
        websites = keys_of("website")
        for ident, name, kind, unit_id, *others, url in rows:
            one = Known(ident, name, kind, unit_id)
            host = f"//{host_of(url)}" if url and kind in websites else ""
            for word in dict.fromkeys(filter(None, (*map(fold, (name, apart[ident], *others)), host))):
                known[word].append(one)
        return known


def _noted(word: str) -> tuple[str, ...]:
    """The platform that stands in brackets behind a name."""
    whole, *parts = spellings_in(word)
    return platforms_of(parts[0]) if parts and parts[0] != whole else ()


def platforms_of(word: str) -> tuple[str, ...]:
    """The kinds of channels that an everyday word may mean; none for a word that means none."""
    for part in value_spellings(word):
        if part in value_words("kind"):
            return (str(value_words("kind")[part]),)
        if part in doubtful_words("kind"):
            return doubtful_words("kind")[part]
    return ()
