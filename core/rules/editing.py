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
from core.rules import store
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
    own = {"version": version, "based_on": origin.version}
    rules = store.read_saved(laid_over(origin.document(), {**changes, **own}), version)
    rules = _marked(origin, rules, source.strip())
    found = [each for each in differences(origin, rules) if each.key not in own]
    if not found:
        raise RuleRefused("nothing_changed")
    row = RuleRevision(
        key=key,
        revision=revision,
        version=version,
        document=rules.document(),
        in_force_from=rules.in_force_from,
        in_force_until=rules.in_force_until,
        based_on=origin.version,
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
                action="copy" if revision == 1 else "save",
                noun="rule_set",
                noun_id=row.id,
                changes={each.key: (each.left, each.right) for each in found}
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
    for each in differences(origin, rules):
        if each.key.split(".")[0] not in MARKED:
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
