"""A unit's score from what was measured: pure.

Each measure is a share, part of whole. The score is the mean of the shares by weight, out of 100, over those
that had anything to measure: what a unit has none of neither helps nor harms it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Measured = Mapping[str, tuple[float, float]]
FULL = 100
DIGITS = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One measure in a score: `points` it brings of the `most` it could; None of both where nothing was
    measured. What is missing of `most` is what the unit would gain by it."""

    key: str
    weight: float
    part: float | None
    whole: float | None
    points: float | None
    most: float | None

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.part is not None and self.whole else None

    @property
    def gain(self) -> float | None:
        if self.points is None or self.most is None:
            return None
        return max(round(self.most - self.points, DIGITS), 0.0)


def parts(measured: Measured, weights: Mapping[str, float]) -> tuple[Part, ...]:
    """Every measure with a weight, in the order of the weights."""
    heavy = {key: weight for key, weight in weights.items() if weight}
    total = sum(weight for key, weight in heavy.items() if _known(measured, key))
    return tuple(_part(key, weight, measured, total) for key, weight in heavy.items())


def score(measured: Measured, weights: Mapping[str, float]) -> float | None:
    """Out of 100, with one decimal; None where nothing was measured."""
    points = [one.points for one in parts(measured, weights) if one.points is not None]
    return round(sum(points), DIGITS) if points else None


def final(computed: float | None, adjustment: float) -> float | None:
    """The score after what a person added or took, never below 0; None where there is none to adjust."""
    return None if computed is None else max(round(computed + adjustment, DIGITS), 0.0)


def gains(found: Iterable[Part]) -> tuple[Part, ...]:
    """The measures that would raise the score, the most first."""
    return tuple(sorted((one for one in found if one.gain), key=lambda one: -(one.gain or 0)))


def places(scores: Mapping[int, float | None]) -> dict[int, int]:
    """Rank by score, shared by equals (1, 2, 2, 4); 0 for those without a score."""
    known = sorted((one for one in scores.values() if one is not None), reverse=True)
    return {key: 0 if one is None else known.index(one) + 1 for key, one in scores.items()}


def _known(measured: Measured, key: str) -> bool:
    return key in measured and measured[key][1] > 0


def _part(key: str, weight: float, measured: Measured, total: float) -> Part:
    if not _known(measured, key):
        return Part(key, weight, None, None, None, None)
    part, whole = measured[key]
    most = FULL * weight / total
    return Part(key, weight, part, whole, most * part / whole, most)
