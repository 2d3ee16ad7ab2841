"""An export of the national system against the registry, row by row and field by field. Pure but for reading
the file: nothing is written."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.registry.fields import doubtful_words, fields, fold
from core.registry.importing.cells import questions
from core.registry.importing.draft import Draft
from core.registry.importing.learned import learned
from core.registry.importing.matching import drafts_of
from core.registry.importing.plan import Options, Question
from core.registry.importing.reading import RegistryFile, read_file
from core.registry.importing.snapshot import Snapshot, take_snapshot
from core.registry.kinds import keys_of, kinds
from core.registry.search import GONE
from core.registry.unit_names import TOPIC, UnitNames
from core.registry.validate import Fault
from core.registry.values import code_key, host_of
from db.engine import reading
from db.models import Way

FILE = Path(__file__).with_name("compare.toml")
WEBSITE = "website"

LEAST_LOCAL, LONGEST_AREA = 7, 4  # digits of a number without its area's code, and of the code
_HOME_PAGE = re.compile(r"/(?:index|default|home)\.[a-z]{3,5}", re.I)


@dataclass(frozen=True, slots=True)
class Difference:
    """One line: a field that differs, or a channel that only one side has. `said`: see the table."""

    way: Way
    channel_id: int | None
    field: str
    name: str
    kind: str
    ours: str
    theirs: str
    said: Mapping[str, Any]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an export says otherwise. `covers` are the media that it lists; `matched` of its `rows` are of
    registered channels, `same` of those say the same."""

    file: RegistryFile
    covers: tuple[str, ...]
    rows: int
    matched: int
    same: int
    differences: tuple[Difference, ...]
    questions: tuple[Question, ...]

    @property
    def counts(self) -> dict[Way, int]:
        """How many lines there are of each way."""
        return dict(Counter(one.way for one in self.differences))


@lru_cache(maxsize=1)
def compared() -> tuple[str, ...]:
    """The fields that are compared, in the order of the list."""
    return tuple(tomllib.loads(FILE.read_text("utf-8"))["fields"])


def read_export(data: bytes, name: str) -> RegistryFile:
    """An export as a file of the registry: any format, headings found anywhere. A list with site codes and no
    kinds is one of websites. Raises `FileRefused`."""
    file = read_file(data, name, learned())
    parts = []
    for part in file.parts:
        columns = set(part.headings.columns.values())
        sites = "kind" not in columns and ("site_code" in columns or not columns & {"account", "address"})
        kinds_ = {number: kind or (WEBSITE if sites else "") for number, kind in part.kinds.items()}
        parts.append(replace(part, kinds=kinds_))
    return replace(file, parts=tuple(parts))


def compare(file: RegistryFile) -> Comparison:
    """The differences between the export and the registry as it is now."""
    with reading() as session:
        known = take_snapshot(session)
    drafts = drafts_of(_without_codes(file, known), known, Options(clear_blanks=True), lambda _: None)
    names = _unit_names(known)
    seen: dict[int, Draft] = {}
    found: list[Difference] = []
    same = 0
    for draft in drafts:
        _look_again(draft, known)
        if draft.channel_id is None:
            found += _unmatched(draft)
        elif draft.channel_id in seen:
            found.append(_line(draft, Way.TWICE, theirs=seen[draft.channel_id].where))
        else:
            seen[draft.channel_id] = draft
            differing = list(_differing(draft, known, names))
            same += not differing
            found += differing
    covers = _covers(drafts)
    found += _only_here(covers, seen.keys(), known)
    media = tuple(dict.fromkeys(kinds()[kind].medium for kind in covers if kind in kinds()))
    return Comparison(file, media, len(drafts), len(seen), same, tuple(found), questions(drafts))


def same(field: str, ours: str, theirs: str) -> bool:
    """Whether two values of a field say the same, however they are written."""
    if field == "url":
        return _address(ours) == _address(theirs)
    if field == "phone":
        return _one_number(_digits(ours), _digits(theirs))
    return fold(ours) == fold(theirs)


def value_now(field: str, channel: Mapping[str, Any], unit: str) -> str:
    """What the registry says in a compared field; the unit stands in for a body that is not registered."""
    if field == "unit" or (field == "sponsor" and not channel["sponsor"]):
        return unit
    value = channel[field]
    return str(getattr(value, "value", value) or "")


def _without_codes(file: RegistryFile, known: Snapshot) -> RegistryFile:
    """The file without its column of codes, unless they are ours: there, lists are numbered anew."""
    parts = []
    for part in file.parts:
        place = next((place for place, key in part.headings.columns.items() if key == "code"), None)
        cells = [row.cells[place] for row in part.rows if place is not None and place < len(row.cells)]
        if not any(cell is not None and code_key(str(cell)) in known.by_code for cell in cells):
            columns = {at: key for at, key in part.headings.columns.items() if key != "code"}
            part = replace(part, headings=replace(part.headings, columns=columns))
        parts.append(part)
    return replace(file, parts=tuple(parts))


def _unit_names(known: Snapshot) -> UnitNames:
    names = UnitNames(learned().get(TOPIC))
    for unit in known.units.values():
        names.add(unit.id, unit.code, unit.name, unit.level)
    return names


def _look_again(draft: Draft, known: Snapshot) -> None:
    """A row that names no kind, or one that may be several, means the one channel of its name or host."""
    if draft.channel_id is not None or any(one.name == "many_channels" for one in draft.faults):
        return
    kind = str(draft.values.get("kind") or "")
    assumed = [str(note.values["value"]) for note in draft.notes if note.name == "assumed"]
    options = {one for word in assumed for one in doubtful_words("kind").get(fold(word), ())}
    wanted = set(keys_of("website")) if kind in keys_of("website") else options
    wanted = wanted or (set() if kind else set(kinds()))
    name, host = fold(draft.name), host_of(str(draft.values.get("url") or ""))
    alike = [
        ident for ident, one in known.channels.items()
        if one["kind"] in wanted and one["registered"] not in GONE
        and ((name and fold(one["name"]) == name and not _other(one, draft))
             or (host and one["kind"] in keys_of("website") and host_of(one["url"]) == host))
    ]  # fmt: skip
    if len(alike) == 1:
        draft.channel_id, draft.old = alike[0], known.channels[alike[0]]
        if any(note.name == "owner_is_sponsor" for note in draft.notes):
            draft.values.pop("unit", None)


def _other(one: Mapping[str, Any], draft: Draft) -> bool:
    """Whether account or site code say that the row is of another channel."""
    return any(
        draft.values.get(key) and one[key] and not same(key, one[key], str(draft.values[key]))
        for key in ("account", "site_code")
    )


def _unmatched(draft: Draft) -> Iterator[Difference]:
    several = [one for one in draft.faults if one.name in ("many_channels", "formula")]
    if several:
        yield _line(draft, Way.UNREAD, said=_fault(several[0]))
        return
    said = {key: _plain(value) for key, value in draft.values.items() if value not in (None, "")}
    yield _line(draft, Way.ONLY_THERE, said=said)
    for fault in draft.faults:
        yield _line(draft, Way.UNREAD, field=fault.field, said=_fault(fault))


def _differing(draft: Draft, known: Snapshot, names: UnitNames) -> Iterator[Difference]:
    old = draft.old or {}
    unit = known.units[old["unit_id"]].name
    for field in compared():
        if field not in draft.values or not _fits(field, old["kind"]):
            continue
        ours, theirs = value_now(field, old, unit), _plain(draft.values[field])
        body = field in ("unit", "sponsor")
        nobody = field == "sponsor" and not theirs and not old["sponsor"]
        if nobody or same(field, ours, theirs) or (body and _one_body(names, ours, theirs)):
            continue
        yield _line(draft, Way.DIFFERS, field=field, ours=ours, theirs=theirs)
    for fault in draft.faults:
        yield _line(draft, Way.UNREAD, field=fault.field, said=_fault(fault))


def _fits(field: str, kind: str) -> bool:
    known = kinds().get(kind)
    return known is None or known.medium in fields()[field].media


def _one_body(names: UnitNames, ours: str, theirs: str) -> bool:
    """Whether both names are of one unit, in full or in short."""
    meant = names.find(theirs).ids if theirs else ()
    return len(meant) == 1 and meant == names.find(ours).ids


def _covers(drafts: list[Draft]) -> frozenset[str]:
    """The kinds that the export lists: all kinds of accounts if it has one, websites and sub-pages if any."""
    seen = {
        str(draft.old["kind"] if draft.old else draft.values.get("kind") or "") for draft in drafts
    } & kinds().keys()
    accounts = set(keys_of("account"))
    return frozenset(seen | (accounts if seen & accounts else set()))


def _only_here(covers: frozenset[str], seen: Any, known: Snapshot) -> Iterator[Difference]:
    for ident, one in known.channels.items():
        if ident not in seen and one["kind"] in covers and one["registered"] not in GONE:
            ours = known.units[one["unit_id"]].name
            yield Difference(Way.ONLY_HERE, ident, "", one["name"], one["kind"], ours, "", {})


def _line(
    draft: Draft, way: Way, *, field: str = "", ours: str = "", theirs: str = "",
    said: Mapping[str, Any] | None = None,
) -> Difference:  # fmt: skip
    old = draft.old or {}
    name = str(old.get("name") or draft.name)
    kind = str(old.get("kind") or draft.values.get("kind") or "")
    if way is Way.ONLY_THERE:
        theirs = str(draft.values.get("sponsor") or draft.values.get("unit") or "")
    return Difference(way, draft.channel_id, field, name, kind, ours, theirs, said or {}, draft.where)


def _fault(fault: Fault) -> dict[str, Any]:
    values = {key: str(value) for key, value in fault.values.items()}
    return {"field": fault.field, "name": fault.name, "values": values}


def _plain(value: Any) -> str:
    if value is None or value is False:
        return ""
    return str(getattr(value, "value", value))


def _address(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:  # as a file has it: equal to the same text only
        return "", url, ""
    path = parts.path.rstrip("/")
    return host_of(url), "" if _HOME_PAGE.fullmatch(path) else path, parts.query


def _one_number(ours: str, theirs: str) -> bool:
    """Whether two telephone numbers are one: one of them may lack the area's code."""
    short, whole = sorted((ours, theirs), key=len)
    local = len(short) >= LEAST_LOCAL and whole.startswith("0") and len(whole) - len(short) <= LONGEST_AREA
    return short == whole or (local and whole.endswith(short))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
