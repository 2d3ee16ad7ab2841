"""A dry run of a change to a rule set: what differs, and which verdicts and scores it would change today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.access import Actor, Role, require
from core.common import clock
from core.registry.slices import is_running
from core.rules import store
from core.rules.assess import Facts, facts, judged_by
from core.rules.compare import Difference, differences
from core.rules.editing import would_be
from core.rules.results import Verdict
from core.rules.ruleset import RuleSet
from core.rules.store import Edition
from db.engine import reading


@dataclass(frozen=True, slots=True)
class Changed:
    """One channel whose verdict or score would be another."""

    channel_id: int
    channel: str
    unit: str
    kind: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Trial:
    """`channels` run today and were judged twice: as the rules stand, and as they would."""

    differences: tuple[Difference, ...]
    changed: tuple[Changed, ...]
    channels: int

    @property
    def graded(self) -> int:
        """How many would have another verdict, not only another score."""
        return sum(one.before.grade is not one.after.grade for one in self.changed)


def tried(version: str, changes: Mapping[str, Any], *, actor: Actor) -> Trial:
    """What `changes` to the set of `version` would do if they came into force today; nothing is saved.

    Raises `RuleError` naming wrong keys, and `DomainError`. Supervisors."""
    require(actor, Role.SUPERVISOR)
    old, rules = would_be(version, changes)
    judge = _Judge(old, rules)
    with reading() as session:
        found = facts(session, is_running(clock.today()))
    changed = [one for each in found if (one := judge.changed(each)) is not None]
    return Trial(tuple(differences(old.rules, rules)), tuple(changed), len(found))


class _Judge:
    """Judges a channel by the rules in force, and by those that would be."""

    def __init__(self, old: Edition, rules: RuleSet) -> None:
        today = clock.today()
        begun = rules.model_copy(update={"in_force_from": today, "in_force_until": None, "example": False})
        newest = max(each.revision for each in store.editions() if each.key == old.key)
        # Saved last of all: it stands before every other set for as many channels.
        last = max((each.id or 0 for each in store.editions()), default=0)
        candidate = Edition(old.key, newest + 1, begun, last + 1)
        self._now, self._then = store.editions(), [*store.editions(), candidate]
        self._today = today
        self._chosen: dict[tuple[str, str], tuple[RuleSet, RuleSet]] = {}

    def changed(self, one: Facts) -> Changed | None:
        place = (one.channel.kind, one.channel.level)
        if place not in self._chosen:
            now, then = (store.chosen(known, self._today, *place) for known in (self._now, self._then))
            self._chosen[place] = now, then
        now, then = self._chosen[place]
        if now is then:
            return None
        before, after = judged_by(one, now), judged_by(one, then)
        if (before.grade, before.score) == (after.grade, after.score):
            return None
        return Changed(one.channel.id, one.channel.name, one.unit, one.channel.kind, before, after)
