"""Which rule set each channel is judged by: the one in force for its kind and level."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlmodel import col

from core.common.outcome import Report, Target
from core.rules import RuleSet, rule_set
from db.engine import reading
from db.models import Channel

_AT_ONCE = 500


class RulesOf:
    """The rule sets of the given channels, as they are in force now and until the sweep ends."""

    def __init__(self, channel_ids: Iterable[int]) -> None:
        self._everyone = rule_set()
        self._of = {
            channel_id: rule_set(kind=kind, level=level)
            for channel_id, kind, level in _kinds(sorted(set(channel_ids)))
        }

    def of(self, channel_id: int) -> RuleSet:
        """The rule set of one channel; that for everyone where the registry does not know the channel."""
        return self._of.get(channel_id, self._everyone)

    def parted(self, targets: Iterable[Target]) -> list[tuple[RuleSet, list[Target]]]:
        """`targets` by rule set, in their order."""
        parts: dict[str, tuple[RuleSet, list[Target]]] = {}
        for target in targets:
            rules = self.of(target.channel_id)
            parts.setdefault(rules.version, (rules, []))[1].append(target)
        return list(parts.values())

    def judged(self, reports: Sequence[Report]) -> list[tuple[RuleSet, list[Report]]]:
        """`reports` by the rule set they are judged by, in their order."""
        parts: dict[str, list[Report]] = defaultdict(list)
        for report in reports:
            parts[self.of(report.channel_id).version].append(report)
        return [(self.of(part[0].channel_id), part) for part in parts.values()]


def sets_in_use() -> list[RuleSet]:
    """Every rule set that some channel is judged by now."""
    with reading() as session:
        pairs = session.execute(select(col(Channel.kind), col(Channel.level)).distinct()).all()
    found = {rules.version: rules for rules in (rule_set(kind=kind, level=level) for kind, level in pairs)}
    return list(found.values()) or [rule_set()]


def _kinds(ids: Sequence[int]) -> list[tuple[int, str, str]]:
    query = select(col(Channel.id), col(Channel.kind), col(Channel.level))
    with reading() as session:
        return [
            (channel_id, kind, level)
            for start in range(0, len(ids), _AT_ONCE)
            for channel_id, kind, level in session.execute(
                query.where(col(Channel.id).in_(ids[start : start + _AT_ONCE]))
            )
        ]
