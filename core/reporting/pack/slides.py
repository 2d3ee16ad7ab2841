"""The slides of a pack: a topic's message in words, its chart, its table, and where its numbers come from."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.common.sheet import Cell, Sheet
from core.common.text import language, t
from core.reporting.charts.drawn import Drawn
from core.reporting.figures.labels import value_words
from core.reporting.pack.drawings import DRAWINGS
from core.reporting.reports.period import Kind
from core.reporting.reports.report import Report
from core.reporting.reports.values import ReportFigure
from core.reporting.reports.wording import Section, written

FILE = Path(__file__).with_name("topics.toml")


class _Topic(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    kinds: tuple[Kind, ...]
    message: dict[str, str]
    chart: str
    table: tuple[str, ...]


class _Topics(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: tuple[_Topic, ...]


@dataclass(frozen=True, slots=True)
class Slide:
    """One message, written from figures; `notes` name the source of each number."""

    key: str
    message: str
    chart: Drawn | None
    table: Sheet
    notes: str


@lru_cache(maxsize=1)
def _topics() -> tuple[_Topic, ...]:
    return _Topics.model_validate(tomllib.loads(FILE.read_text("utf-8"))).topic


def topics_of(kind: Kind) -> tuple[str, ...]:
    """The keys of the topics that a kind of report has."""
    return tuple(dict.fromkeys(one.key for one in _topics() if kind in one.kinds))


def slides(report: Report, wanted: Collection[str] = ()) -> tuple[Slide, ...]:
    """The slides of the topics `wanted`, all of them where none is named."""
    kind = report.period.kind
    chosen = [one for one in _topics() if kind in one.kinds and (not wanted or one.key in wanted)]
    return tuple(_slide(report, one) for one in chosen)


def _slide(report: Report, topic: _Topic) -> Slide:
    said = written([Section(topic.key, "", topic.message[language()])], report.period, report.figures)
    message = said[0].text if said else t(f"pack.topic.{topic.key}")
    known = {one.path: one for one in report.figures}
    found = [known[path] for path in topic.table if path in known]
    draw = DRAWINGS.get(topic.chart)
    return Slide(
        topic.key, message, draw(report) if draw else None, _table(report, found), _notes(report, found)
    )


def _table(report: Report, found: list[ReportFigure]) -> Sheet:
    names = ["figure", "value"]
    if report.compared:
        names += ["year_ago", "on_year"] if report.period.kind == "yearly" else ["before", "on_before"]
    rows: list[list[Cell]] = []
    for one in found:
        then = one.year_ago if report.period.kind == "yearly" else one.before
        compared: list[Cell] = ["" if then is None else value_words(one.path, then), one.change(then)]
        rows.append([one.named, one.words, *(compared if report.compared else [])])
    return Sheet(t("report.figures"), [t(f"report.column.{name}") for name in names], rows)


def _notes(report: Report, found: list[ReportFigure]) -> str:
    counted = report.period.counted
    lines = [t("pack.source", first=counted.first.isoformat(), last=counted.last.isoformat())]
    lines += [t("figure.row", label=one.named, value=f"{one.words} · {one.path}") for one in found]
    return "\n".join(lines)
