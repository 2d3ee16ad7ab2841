"""Two rule sets side by side, key by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Difference:
    """One key and its value in each set; None where a set has none."""

    key: str
    left: Any
    right: Any

    @property
    def same(self) -> bool:
        return bool(self.left == self.right)


def compared(left: RuleSet, right: RuleSet) -> list[Difference]:
    """Every key of both sets in the order of the first, further keys of the second after them."""
    one, other = dict(flat(left.document())), dict(flat(right.document()))
    keys = [*one, *(key for key in other if key not in one)]
    return [Difference(key, one.get(key), other.get(key)) for key in keys]


def differences(left: RuleSet, right: RuleSet) -> list[Difference]:
    """The keys whose values differ."""
    return [each for each in compared(left, right) if not each.same]


def flat(document: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a document with its dotted key, such as `columns.due_least`."""
    for key, value in document.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{name}.")
        else:
            yield name, value if value != {} else None
