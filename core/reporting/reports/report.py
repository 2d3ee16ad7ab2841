"""One report, computed once: what its text, its tables, its files and the page all show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.common.text import language, t
from core.records.gaps import month_words
from core.reporting.figures.identities import Identity, identities
from core.reporting.reports import texts
from core.reporting.reports.left_out import left_out
from core.reporting.reports.period import Period
from core.reporting.reports.values import ReportFigure, report_figures
from core.reporting.reports.wording import Section, written
from db.engine import reading


@dataclass(frozen=True, slots=True)
class Report:
    """`sections` are finished text; `brief` a few sentences for a chat; `identities` only of a whole year;
    `gaps` are chapters with the months that they leave out."""

    period: Period
    title: str
    sections: tuple[Section, ...]
    brief: str
    figures: tuple[ReportFigure, ...]
    identities: tuple[Identity, ...]
    gaps: tuple[tuple[str, tuple[date, ...]], ...]

    @property
    def unrecorded(self) -> tuple[ReportFigure, ...]:
        """The figures that nobody recorded or that nothing can be computed for."""
        return tuple(one for one in self.figures if not one.recorded)

    @property
    def changed(self) -> tuple[ReportFigure, ...]:
        """The figures that differ from those of the year before."""
        return tuple(
            one for one in self.figures if one.year_ago is not None and one.value != one.year_ago
        )  # fmt: skip

    @property
    def compared(self) -> bool:
        """Whether anything is compared: not while the period is under way."""
        return any(one.before is not None or one.year_ago is not None for one in self.figures)


def make_report(period: Period) -> Report:
    """The report on a period as its records stand now, in the language in use."""
    figures = report_figures(period)
    template = texts.sections_of(period.kind)
    brief = written([one for one in template if one.key == texts.BRIEF], period, figures)
    body = written([one for one in template if one.key != texts.BRIEF], period, figures)
    counted = period.counted
    with reading() as session:
        missing = tuple(left_out(session, counted).items())
    whole_year = period.kind == "yearly"
    agreeing = tuple(identities(_nested(figures))) if whole_year else ()
    wanted = texts.texts().shown.get(period.kind)
    shown = tuple(one for one in figures if wanted is None or one.section in wanted)
    return Report(period, _title(period), body, _flat(brief), shown, agreeing, missing)


def preview(period: Period, sections: Sequence[Section]) -> tuple[Section, ...]:
    """How the report would read with these texts. Raises `DomainError` for what cannot be saved."""
    return written(texts.checked(sections), period, report_figures(period))


def gap_words(chapter: str, months: Sequence[date]) -> str:
    """Which months a chapter leaves out, as a sentence."""
    return t("report.gap", chapter=t(f"records.chapter.{chapter}"), months=month_words(months))


def _title(period: Period) -> str:
    known = texts.texts()
    what = known.what[language()][period.kind]
    return known.title[language()].format(period=period.name, what=what)


def _flat(brief: Sequence[Section]) -> str:
    return "\n".join(one.text for one in brief)


def _nested(figures: Sequence[ReportFigure]) -> dict[str, Any]:
    """The figures as sections again, as the identities want them."""
    tree: dict[str, Any] = {}
    for one in figures:
        *parents, last = one.path.split(".")
        place = tree
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = one.value
    return tree
