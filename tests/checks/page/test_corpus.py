"""Small samples of pages and the facts that must be read from them: the table, and its limits."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.checks.page.corpus import compared, samples, topics

ALL = [(topic, sample) for topic in topics() for sample in samples(topic)]
LEAST_SAMPLES = 150
HIDDEN_SPAM_PRECISION = 0.9
ID_PRECISION = 1.0


@pytest.mark.parametrize(
    ("topic", "sample"), ALL, ids=[f"{topic}: {sample['name']}" for topic, sample in ALL]
)
def test_every_stated_fact_is_read(topic: str, sample: dict[str, Any]):
    wrong = {
        name: (expected, found) for name, expected, found in compared(sample, topic) if expected != found
    }
    assert wrong == {}


@dataclass
class Score:
    right: int = 0
    found_wrongly: int = 0
    missed: int = 0
    known: set[str] = field(default_factory=set)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.found_wrongly, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)


def scores() -> dict[str, Score]:
    """A list counts by its members, personal numbers by kind; any other fact is right or both wrong."""
    table: dict[str, Score] = {}
    for topic, sample in ALL:
        for name, expected, found in compared(sample, topic):
            for key, want, have in split(name, expected, found):
                score = table.setdefault(key, Score())
                both = want & have
                score.right += both.total()
                score.found_wrongly += (have - both).total()
                score.missed += (want - both).total()
    return table


def split(name: str, expected: Any, found: Any) -> list[tuple[str, Counter[str], Counter[str]]]:
    if name == "personal":
        return [
            (
                f"personal {kind}",
                *(Counter(v for v in side if v.startswith(kind)) for side in (expected, found)),
            )
            for kind in ("id", "mobile", "card")
        ]
    if isinstance(expected, list):
        return [(name, Counter(map(str, expected)), Counter(map(str, found)))]
    return [(name, Counter([repr(expected)]), Counter([repr(found)]))]


def test_the_table_keeps_its_limits(capsys: pytest.CaptureFixture[str]):
    table = scores()
    with capsys.disabled():
        print(f"\n{len(ALL)} samples\n{'fact':16} right wrong missed precision recall")
        for name, s in sorted(table.items()):
            counts = f"{s.right:5} {s.found_wrongly:5} {s.missed:6}"
            print(f"{name:16} {counts} {s.precision:9.2f} {s.recall:6.2f}")
    assert len(ALL) >= LEAST_SAMPLES
    assert table["planted"].precision >= HIDDEN_SPAM_PRECISION
    assert table["personal id"].precision >= ID_PRECISION
