"""Which indicator pays for which fault, and how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.rules.indicator import Group, Indicator
from core.rules.results import Line


@dataclass(frozen=True, slots=True)
class Capped:
    """A group whose lines cost `asked` points together, and which costs only `cap`."""

    group: str
    asked: float
    cap: float


def charged(
    failing: Mapping[str, tuple[str, ...]], indicators: Mapping[str, Indicator]
) -> tuple[dict[str, tuple[str, ...]], dict[str, float]]:
    """Charge every fault once: to the indicator where one fault costs most, the earlier one in the set
    when they cost the same. Returns the faults each indicator pays for, and its points after its cap.

    `failing` maps indicators to the keys of their faults. An indicator without points pays for nothing,
    so it takes no fault from another. (R-3: 同一空白或未更新栏目已在一处扣分的不在别处再扣)"""
    dearest = sorted(
        (key for key in failing if indicators[key].points is not None),
        key=lambda key: -(indicators[key].points or 0),
    )
    payer: dict[str, str] = {}
    for key in dearest:
        for fault in failing[key]:
            payer.setdefault(fault, key)
    charges: dict[str, tuple[str, ...]] = {}
    for key in dearest:
        own = tuple(dict.fromkeys(fault for fault in failing[key] if payer[fault] == key))
        if own:
            charges[key] = own
    return charges, {key: _cost(indicators[key], len(own)) for key, own in charges.items()}


def capped(lines: Sequence[Line], indicators: Mapping[str, Indicator]) -> tuple[Capped, ...]:
    """The groups whose limit is below what their lines add up to, in the order of the set."""
    asked: dict[str, float] = {}
    for line in lines:
        each = indicators.get(line.indicator or "")
        if each and each.parent and line.points and line.points < 0:
            asked[each.parent] = asked.get(each.parent, 0.0) - line.points
    return tuple(
        Capped(key, asked[key], group.points)
        for key, group in indicators.items()
        if group.group is Group.DEDUCT_GROUP and group.points is not None and asked.get(key, 0) > group.points
    )


def _cost(indicator: Indicator, faults: int) -> float:
    points = indicator.points or 0.0
    cost = points * faults if indicator.each else points
    return cost if indicator.cap is None else min(cost, indicator.cap)
