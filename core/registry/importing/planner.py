"""Comparing a file with the registry, row by row.

What a row does not change is not judged, so that a file exported from the registry changes nothing,
whatever the registry holds."""

from collections import defaultdict
from datetime import date
from typing import Any

from core.registry.duplicates import Index, entry
from core.registry.fields import fold, numbering
from core.registry.importing.cells import questions
from core.registry.importing.draft import Draft
from core.registry.importing.level_words import apart, level_words
from core.registry.importing.matching import STORED, drafts_of
from core.registry.importing.owners import Owners
from core.registry.importing.plan import NewUnit, Options, Plan, PlannedRow, Progress
from core.registry.importing.reading import RegistryFile
from core.registry.importing.snapshot import Snapshot
from core.registry.kinds import changes_medium
from core.registry.numbering import highest
from core.registry.search import GONE
from core.registry.unit_names import TOPIC
from core.registry.validate import Fault, check, missing
from core.registry.values import code_key
from db.models import RegisteredState, UnitLevel

TWIN_FIELDS = frozenset({"code", "name", "kind", "url", "domains", "account", "site_code", "registered"})


def plan(file: RegistryFile, known: Snapshot, options: Options, progress: Progress = lambda _: None) -> Plan:
    """What the file would do to the registry `known`. Writes nothing; `known` must not be used again."""
    drafts = drafts_of(file, known, options, progress)
    owners = Owners(known, create=options.create_units, learned=file.learned.get(TOPIC))
    # Units are met from the top of the grid down, so that each finds the one above it.
    for draft in sorted(drafts, key=_level):
        _settle_owner(draft, owners, known)
    for draft in drafts:
        _enter_since(draft, options.since)
        _judge(draft, known)
    _refuse_rows_of_one_channel(drafts)
    _number(drafts, known)
    _refuse_duplicates(drafts, known)
    progress(1.0)
    rows = tuple(draft.finished() for draft in drafts)
    named = {draft.channel_id for draft in drafts} - {None}
    absent = len(known.channels) - len(named)
    words = level_words(drafts, file.learned, keep=options.level_names)
    asked = (*questions(drafts), *apart(words, file.learned))
    return Plan(rows, _needed(owners, rows), file.unknown, absent, asked, words)


def _level(draft: Draft) -> UnitLevel:
    return UnitLevel(draft.values.get("unit_level") or UnitLevel.OPERATOR)


def _enter_since(draft: Draft, since: date | None) -> None:
    """A new channel that names no day entered on the one that was given, unless it had left by then."""
    if since is None or draft.old is not None or draft.values.get("entered_on"):
        return
    left = draft.values.get("left_on")
    draft.values["entered_on"] = min(since, left) if isinstance(left, date) else since


def _settle_owner(draft: Draft, owners: Owners, known: Snapshot) -> None:
    found = owners.find(draft.values)
    if isinstance(found, Fault):
        draft.faults.append(found)
    elif found is None:
        draft.unit_id = draft.old["unit_id"] if draft.old else None
    else:
        draft.unit_id = found
        given = str(draft.values.get("unit") or "")
        if given and not draft.values.get("unit_code") and fold(given) != fold(known.units[found].name):
            draft.notes.append(Fault("unit", "short_unit", {"value": given, "name": known.units[found].name}))
        superior = draft.values.get("supervisor")
        actual = owners.superior(found)
        if (
            found > 0
            and superior
            and actual
            and fold(superior) not in (fold(actual), fold(known.units[found].name))
        ):
            draft.notes.append(Fault("supervisor", "other_superior", {"actual": actual}))


def _judge(draft: Draft, known: Snapshot) -> None:
    old = draft.old or {}
    changed = {
        key: value for key, value in draft.values.items() if key not in STORED or value != old.get(key)
    }
    draft.changes = {
        key: (old.get(key), value) for key, value in changed.items() if key in STORED and key != "code"
    }
    if draft.old and draft.unit_id is not None and draft.unit_id != old["unit_id"]:
        names = (known.units[old["unit_id"]].name, known.units[draft.unit_id].name)
        draft.changes["unit"] = names
    whole = {**old, **draft.values}
    kind = str(whole.get("kind") or "")
    draft.faults += check(_judged_values(draft, changed, known), kind)
    if draft.old is None:
        _judge_new(draft, whole, kind)
    else:
        emptied = {*draft.changes, "url"} if "kind" in draft.changes else draft.changes.keys()
        draft.faults += [one for one in missing(whole, kind) if one.field in emptied]
        if changes_medium(old["kind"], kind):
            draft.faults.append(Fault("kind", "medium_fixed"))
        number = None if draft.channel_id is None else known.open_cases.get(draft.channel_id)
        if number and "registered" in draft.changes:
            draft.faults.append(Fault("registered", "open_case", {"number": number}))
        elif draft.changes.get("registered", ("", ""))[1] in GONE and draft.channel_id in known.unsettled:
            count = known.unsettled[draft.channel_id]
            draft.faults.append(Fault("registered", "open_issues", {"count": count}))


def _judged_values(draft: Draft, changed: dict[str, Any], known: Snapshot) -> dict[str, Any]:
    """The values to be judged; days of entry and exit count only where they will be used."""
    values = {key: value for key, value in changed.items() if key not in ("entered_on", "left_on")}
    stay = known.stay(draft.channel_id)
    days = {"entered_on": stay.entered_on, "left_on": stay.left_on}
    leaving = draft.old is not None and draft.changes.get("registered", ("", ""))[1] in GONE
    for key, kept in days.items():
        value = draft.values.get(key)
        if draft.old is None or (key == "left_on" and leaving):
            values[key] = value
        elif isinstance(value, date) and value != kept:
            draft.notes.append(Fault(key, "day_kept", {"day": kept or "-"}))
    if draft.old is None and values.get("left_on") and "registered" not in values:
        values["registered"] = RegisteredState.RUNNING
    return values


def _judge_new(draft: Draft, whole: dict[str, Any], kind: str) -> None:
    known_faults = {fault.field for fault in draft.faults}
    lacking = missing(whole, kind) if kind else [Fault("kind", "required")]
    if whole.get("registered") in GONE:  # what has long been closed may have left no address
        lacking = [one for one in lacking if one.field != "url"]
    if not kind and not whole.get("name"):
        lacking.append(Fault("name", "required"))
    draft.faults += [one for one in lacking if one.field not in known_faults and one.field != "unit"]
    if draft.unit_id is None and not {"unit", "unit_code"} & known_faults:
        draft.faults.append(Fault("unit", "required"))


def _refuse_rows_of_one_channel(drafts: list[Draft]) -> None:
    rows: dict[Any, list[Draft]] = defaultdict(list)
    for draft in drafts:
        identity = draft.channel_id or code_key(draft.code)
        if identity:
            rows[identity].append(draft)
    for same in rows.values():
        for draft in same if len(same) > 1 else ():
            others = ", ".join(other.where for other in same if other is not draft)
            draft.faults.append(Fault("code", "same_channel", {"rows": others}))


def _number(drafts: list[Draft], known: Snapshot) -> None:
    """Give codes to additions that have none."""
    codes = [code.upper() for code in (*known.by_code, *(draft.code for draft in drafts))]
    last: dict[str, int] = {}
    for draft in drafts:
        if draft.old is None and not draft.code and not draft.faults:
            letter, digits = numbering(str(draft.values.get("kind")))
            if letter not in last:
                last[letter] = highest(codes, letter)
            last[letter] += 1
            draft.code = f"{letter}{last[letter]:0{digits}}"


def _refuse_duplicates(drafts: list[Draft], known: Snapshot) -> None:
    """Look for duplicates in the registry as it would be after the import."""
    final = {ident: entry(ident, values["code"], values) for ident, values in known.channels.items()}
    for place, draft in enumerate(drafts, start=1):
        if not draft.faults:
            ident = draft.channel_id or -place
            final[ident] = entry(
                ident, _where(draft), {**(draft.old or {}), **draft.values, "code": draft.code}
            )
            draft.entry_id = ident
    index = Index(final.values())
    for draft in drafts:
        touched = draft.old is None or TWIN_FIELDS & draft.changes.keys()
        if draft.entry_id is not None and touched:
            draft.faults += index.faults(final[draft.entry_id])
            draft.notes += index.notes(final[draft.entry_id])


def _where(draft: Draft) -> str:
    return draft.code if draft.old else f"{draft.code} #{draft.where}"


def _needed(owners: Owners, rows: tuple[PlannedRow, ...]) -> tuple[NewUnit, ...]:
    """The new units that rows really use, and those above them."""
    used = {row.values["unit_id"] for row in rows if row.action != "wrong" and "unit_id" in row.values}
    needed = []
    for unit in reversed(owners.new):
        if unit.id in used:
            needed.append(unit)
            used.add(unit.parent_id)
    return tuple(reversed(needed))
