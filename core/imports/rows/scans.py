"""Holes from what a scanner exports: several lines are one hole of one website, found by its address; a hole
that is open already stays one issue, and one that the file calls mended is settled."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.common.errors import RegistryRefused
from core.common.notes import note_of
from core.imports.plan import Row, Write
from core.imports.rows.base import in_order, insist
from core.imports.rows.issues import IssueMaker
from core.jobs import Sentence
from core.registry.fields import fold
from core.registry.kinds import keys_of
from core.registry.values import host_of
from db.models import UNSETTLED, Channel, Issue, IssueSource, IssueState, Severity

INFORMS = "informs"
# CVSS v3: from here on high, and from here on a weakness at all.
HIGH, WEAK = 7.0, 0.1
SHOWN = 6
_BETWEEN = re.compile(r"[\s,;\uff0c\uff1b\u3001|]+")
_CVE = re.compile(r"CVE-\d{4}-\d{4,}", re.IGNORECASE)

# A channel or, where no address led to one, a unit with the address itself.
Place = tuple[int | None, int, str]


@dataclass(slots=True)
class Hole:
    """All lines of one hole in one place. `first` is the row that writes it."""

    first: Row
    cves: dict[str, None] = field(default_factory=dict)
    ports: dict[str, None] = field(default_factory=dict)
    severity: Severity = Severity.GENERAL
    mended: date | None = None


class Scans(IssueMaker):
    """A row may name several hosts, and each may hold the hole. Lines that only inform are no holes."""

    def begin(self) -> None:
        super().begin()
        self._hosts: dict[str, set[int]] = defaultdict(set)
        self._units: dict[int, int] = {}
        query = select(col(Channel.id), col(Channel.unit_id), col(Channel.url), col(Channel.domains))
        for ident, unit, url, domains in self.session.execute(
            query.where(col(Channel.kind).in_(keys_of("website")))
        ):
            self._units[ident] = unit
            for word in (url, *domains.split()):
                if host := _host(word):
                    self._hosts[host].add(ident)
        self._open: dict[Place, list[Issue]] = defaultdict(list)
        self._past: dict[Place, list[Issue]] = defaultdict(list)
        for issue in self.session.execute(
            select(Issue).where(col(Issue.source) == IssueSource.VULNERABILITY).order_by(col(Issue.id))
        ).scalars():
            known = self._open if issue.state in UNSETTLED else self._past
            known[issue.channel_id, issue.unit_id, ""].append(issue)
        self._holes: dict[tuple[Place, str], Hole] = {}
        self._places: dict[int, tuple[Place, ...]] = {}
        self._looked: set[Place] = set()

    def prepare(self, rows: Sequence[Row]) -> None:
        """Bring the lines of one hole together."""
        for row in rows:
            if row.faults:
                continue
            try:
                insist(row.values.get("opened_on"), "opened_on", self.kind)
                self._places[id(row)] = self._places_of(row)
                if _severity(row) is not None:
                    for place in self._places[id(row)]:
                        self._gather(row, place)
            except RegistryRefused as why:
                row.faults.append(Sentence(why.key, why.values))

    def make(self, row: Row) -> Iterator[Write]:
        """The issues of the holes that this row is the first to name, and what it shows to be mended."""
        if _severity(row) is None:
            row.notes.append(Sentence("imports.note.informs", {}))
        for place in self._places[id(row)]:
            if _severity(row) is not None:
                hole = self._holes[place, fold(row.values["hole"])]
                if hole.first is row:
                    yield from self._hole(row, place, hole)
                else:
                    row.notes.append(Sentence("imports.note.same_hole", {"row": hole.first.number}))
            if self.said.again and place not in self._looked:
                self._looked.add(place)
                yield from self._gone(row, place)

    def _gather(self, row: Row, place: Place) -> None:
        given = row.values
        mended = self._mended(row)
        hole = self._holes.get((place, fold(given["hole"])))
        if hole is None:
            hole = self._holes[place, fold(given["hole"])] = Hole(row, mended=mended)
        hole.mended = max(hole.mended, mended) if hole.mended and mended else None
        if _severity(row) is Severity.SERIOUS:
            hole.severity = Severity.SERIOUS
        hole.cves |= dict.fromkeys(
            one.upper() for one in _CVE.findall(f"{given.get('cve', '')} {given['hole']}")
        )
        hole.ports |= dict.fromkeys(one for one in _BETWEEN.split(given.get("port", "")) if one.strip("0-"))

    def _mended(self, row: Row) -> date | None:
        """The day on which a line says its hole was mended, that of the scan where it names none. Raises
        `RegistryRefused` for a day before it was found."""
        given = row.values
        in_order(self.kind, "opened_on", "verified_on", given)
        if given.get("settled") is False:
            return None
        day: date | None = given.get("verified_on")
        return day or ((self.said.day or given["opened_on"]) if given.get("settled") else None)

    def _hole(self, row: Row, place: Place, hole: Hole) -> Iterator[Write]:
        name, day = row.values["hole"], row.values["opened_on"]
        for issue in self._open[_whole(place)]:
            if _is_of(issue, name, place):
                if hole.mended:
                    yield self._settle(issue, hole.mended)
                return
        if any(_is_of(one, name, place) and one.opened_on <= day <= (one.verified_on or day)
               for one in self._past[_whole(place)]):  # fmt: skip
            return
        given = row.values
        channel, unit, address = place
        given["channel"] = _Meant(channel, unit) if channel else None
        given["unit"] = unit
        given["problem"] = note_of(_title(name, address, hole))
        given["verified_on"] = hole.mended
        given.pop("settled", None)
        yield from self.issue(row, opened=day, source=IssueSource.VULNERABILITY, severity=hole.severity)

    def _gone(self, row: Row, place: Place) -> Iterator[Write]:
        """The open holes of a place that was scanned again and that the file no longer has."""
        day = row.values["opened_on"]
        names = [hole.first.values["hole"] for (where, _), hole in self._holes.items() if where == place]
        gone = [
            issue
            for issue in self._open[_whole(place)]
            if issue.opened_on <= day and (not place[2] or place[2] in issue.title)
            and not any(_is_of(issue, name, place) for name in names)
        ]  # fmt: skip
        if gone:
            row.notes.append(Sentence("imports.note.gone", {"count": len(gone)}))
        for issue in gone:
            yield self._settle(issue, day)

    def _settle(self, issue: Issue, day: date) -> Write:
        if day < issue.opened_on:
            raise RegistryRefused(
                "imports.fault.order", field=self.kind.fields["verified_on"].label,
                other=self.kind.fields["opened_on"].label,
            )  # fmt: skip
        new = {"state": IssueState.VERIFIED, "verified_on": day}
        old = {"state": issue.state, "verified_on": issue.verified_on, "version": issue.version}
        return Write("issue", new, "issue", ident=issue.id, old=old, day=day)

    def _places_of(self, row: Row) -> tuple[Place, ...]:
        """Where a row found its hole. Raises `RegistryRefused` where nobody can say."""
        given = row.values
        words = [one for key in ("host_name", "host") for one in _BETWEEN.split(given.get(key, "")) if one]
        known = (self._of_host(word, given.get("unit")) for word in words)
        if found := sorted({ident for ident in known if ident is not None}):
            return tuple((ident, self._units[ident], "") for ident in found)
        if system := given.get("system"):
            try:
                one = self.names.channel(
                    self.kind.fields["system"].label, system, "channel", (), given.get("unit")
                )
                return ((one.id, one.unit_id, ""),)
            except RegistryRefused:
                if not given.get("unit"):
                    raise
        if given.get("unit"):
            return ((None, given["unit"], words[0] if words else ""),)
        if not words:
            raise RegistryRefused("imports.fault.no_place")
        return tuple((None, self._asked(word), word) for word in dict.fromkeys(words))

    def _of_host(self, word: str, unit: Any) -> int | None:
        """The website of an address, without its port if need be; None for none, or for several."""
        host = _host(word)
        known = self._hosts.get(host) or self._hosts.get(host.partition(":")[0]) or set()
        mine = [one for one in known if unit is None or self._units[one] == unit] or list(known)
        return mine[0] if len(mine) == 1 else None

    def _asked(self, word: str) -> int:
        """The unit that a person named for an address nobody else knows."""
        try:
            return int(self.names.unit(self.kind.fields["host"].label, word)[0])
        except RegistryRefused as why:
            raise RegistryRefused("imports.fault.unknown_host", value=word[:80]) from why


@dataclass(frozen=True, slots=True)
class _Meant:
    """A channel as `IssueMaker.issue` takes it."""

    id: int
    unit_id: int


def _whole(place: Place) -> Place:
    """The channel or unit of a place, whatever the address."""
    return (*place[:2], "")


def _host(word: str) -> str:
    return host_of(word if "://" in word else f"http://{word}").casefold()


def _severity(row: Row) -> Severity | None:
    """How severe a line is, by its word or its score; None where it only informs."""
    risk, score = row.values.get("risk"), row.values.get("cvss")
    if risk is None and score is not None:
        return Severity.SERIOUS if score >= HIGH else Severity.GENERAL if score >= WEAK else None
    return None if risk == INFORMS else Severity(risk or Severity.GENERAL)


def _title(name: str, address: str, hole: Hole) -> str:
    """The hole's name, and in brackets where it is and by what numbers it is known."""
    known = [address, *list(hole.cves)[:SHOWN], *list(hole.ports)[:SHOWN]]
    said = ", ".join(one for one in known if one and one.casefold() not in name.casefold())
    return f"{name} ({said})" if said else name


def _is_of(issue: Issue, name: str, place: Place) -> bool:
    title, plain = issue.title, note_of(name)
    same = title == plain or title.startswith(f"{plain} (")
    return same and (not place[2] or place[2] in title)
