"""Copying and changing rule sets. Nothing is overwritten: every save is a new version with an audit row."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import RuleRefused
from core.rules import own, store
from core.rules.compare import differences, flat
from core.rules.ruleset import THRESHOLDS, RuleSet, laid_over
from db.engine import writing
from db.models import RuleRevision

KEY = re.compile(r"[a-z][a-z0-9-]{1,31}")
NOTE_LIMIT = 500
# Tables whose values come from somewhere; the head of a set speaks for itself.
MARKED = (*THRESHOLDS, "check", "deadline", "indicator")


def copy(version: str, *, key: str, name: str, jurisdiction: str, actor: Actor) -> str:
    """Make a local set out of `version`, as a draft; return the copy's version. Supervisors.

    `key` is short, in small Latin letters, digits and hyphens. Raises `DomainError`."""
    require(actor, Role.SUPERVISOR)
    origin = _edition(version).rules
    if not KEY.fullmatch(key):
        raise RuleRefused("key")
    if any(each.key == key for each in store.editions()):
        raise RuleRefused("key_taken", taken=key)
    if not name.strip():
        raise RuleRefused("name_missing")
    changes = {"name": name.strip(), "jurisdiction": jurisdiction.strip(), "example": False}
    undated = {"in_force_from": None, "in_force_until": None}
    return _save(origin, changes | undated, key=key, revision=1, note="", actor=actor)


def save(version: str, changes: Mapping[str, Any], *, note: str, actor: Actor, source: str = "") -> str:
    """Save `changes` (tables and keys as in the file) to the set of `version` as its next version.

    `source` names the document that the changed values rest on; without one they are marked as local and
    unconfirmed, whatever the set they were copied from says of them. Returns the new version. Raises
    `RuleError` naming wrong keys, and `DomainError` for a shipped set, when somebody saved a newer version
    meanwhile, or when nothing changed. Supervisors."""
    require(actor, Role.SUPERVISOR)
    old = _edition(version)
    if old.shipped:
        raise RuleRefused("shipped", name=old.rules.name)
    if len(note) > NOTE_LIMIT:
        raise RuleRefused("note_too_long", limit=NOTE_LIMIT)
    newest = max(each.revision for each in store.editions() if each.key == old.key)
    if newest != old.revision:
        raise RuleRefused("newer", version=f"{old.key}.{newest}")
    return _save(
        old.rules, changes, key=old.key, revision=newest + 1, note=note.strip(), source=source, actor=actor
    )


def would_be(version: str, changes: Mapping[str, Any]) -> tuple[store.Edition, RuleSet]:
    """The set of `version`, and what it would be with `changes`; nothing is saved. Raises what `save` raises
    for wrong keys."""
    old = _edition(version)
    return old, _changed(old.rules, changes, old.rules.version)


def restore(version: str, *, note: str, actor: Actor) -> str:
    """Make an earlier version of a local set its newest one again; return that version. Supervisors.

    Nothing between them is lost. Raises `DomainError` for the newest version, and for a shipped set."""
    require(actor, Role.SUPERVISOR)
    old = _edition(version)
    if old.shipped:
        raise RuleRefused("shipped", name=old.rules.name)
    newest = max((each for each in store.editions() if each.key == old.key), key=lambda each: each.revision)
    if newest.revision == old.revision:
        raise RuleRefused("newest_already", version=version)
    if len(note) > NOTE_LIMIT:
        raise RuleRefused("note_too_long", limit=NOTE_LIMIT)
    taken_back = f"{newest.key}.{newest.revision + 1}"
    document = {**old.rules.document(), "version": taken_back, "based_on": version}
    rules = store.read_saved(document, taken_back)
    if not [each for each in differences(newest.rules, rules) if each.key not in ("version", "based_on")]:
        raise RuleRefused("nothing_changed")
    return _kept(
        newest.rules, rules, old.key, newest.revision + 1, note=note.strip(), action="restore", actor=actor
    )


def _changed(origin: RuleSet, changes: Mapping[str, Any], version: str) -> RuleSet:
    """`origin` with `changes`. An indicator that is None is removed."""
    document = laid_over(origin.document(), changes)
    document["indicator"] = own.without_removed(document["indicator"])
    rules = store.read_saved(document, version)
    own.insist_sound(rules)
    return rules


def _save(
    origin: RuleSet,
    changes: Mapping[str, Any],
    *,
    key: str,
    revision: int,
    note: str,
    actor: Actor,
    source: str = "",
) -> str:
    version = f"{key}.{revision}"
    head = {"version": version, "based_on": origin.version}
    rules = _changed(origin, {**changes, **head}, version)
    rules = _marked(origin, rules, source.strip())
    found = [each for each in differences(origin, rules) if each.key not in head]
    if not found:
        raise RuleRefused("nothing_changed")
    return _kept(
        origin, rules, key, revision, note=note, action="copy" if revision == 1 else "save", actor=actor
    )


def _kept(
    origin: RuleSet, rules: RuleSet, key: str, revision: int, *, note: str, action: str, actor: Actor
) -> str:
    """Write `rules` as a version, with what differs from `origin` in its audit row."""
    version = rules.version
    changes = {each.key: (each.left, each.right) for each in differences(origin, rules)}
    row = RuleRevision(
        key=key,
        revision=revision,
        version=version,
        document=rules.document(),
        in_force_from=rules.in_force_from,
        in_force_until=rules.in_force_until,
        based_on=rules.based_on,
        saved_at=clock.now(),
        saved_by=actor.name,
        note=note,
    )
    try:
        with writing() as session:
            _insist_next(session, key, revision)
            session.add(row)
            session.flush()
            record(
                session,
                actor=actor,
                action=action,
                noun="rule_set",
                noun_id=row.id,
                changes={k: change for k, change in changes.items() if k != "based_on"}
                | {"version": (origin.version, version)},
                reason=note,
            )
    except IntegrityError as taken:
        raise RuleRefused("newer", version=version) from taken
    store.forget()
    return version


def _marked(origin: RuleSet, rules: RuleSet, source: str) -> RuleSet:
    """`rules` with a mark at every value that differs from `origin`. A value put back to what the national
    set says needs none: its own marks speak again."""
    national = dict(flat(store.shipped()[0].rules.document()))
    marks = dict(rules.local)
    there = dict(flat(rules.document()))
    for each in differences(origin, rules):
        if each.key.split(".")[0] not in MARKED:
            continue
        if each.key not in there:
            marks.pop(each.key, None)
            continue
        if each.right == national.get(each.key) and origin.local.get(each.key) is not None:
            marks.pop(each.key, None)
        else:
            marks[each.key] = source
    # Checked again as a whole: a source may be too long.
    return store.read_saved({**rules.document(), "local": marks}, rules.version)


def _insist_next(session: Session, key: str, revision: int) -> None:
    there = session.execute(
        select(col(RuleRevision.version)).where(
            col(RuleRevision.key) == key, col(RuleRevision.revision) >= revision
        )
    ).first()
    if there:
        raise RuleRefused("newer", version=there[0])


def _edition(version: str) -> store.Edition:
    found = store.edition(version)
    if found is None:
        raise RuleRefused("unknown_version", version=version)
    return found
