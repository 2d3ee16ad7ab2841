"""One chapter of the records: its figures with the rows behind them, chart, filters, list."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.text import t
from core.records import lists, machine, references
from core.records.chapter import Chapter, Kind
from core.records.completeness import ChapterYear
from core.records.lists import Filter, OfChannel, RecordLine
from core.records.machine import MachineLine
from core.records.owners import has_units
from core.records.values import label
from core.reporting.charts.records import by_month as chart
from core.reporting.figures.counting import Year, growth
from pages.components import filters
from pages.components.chart import chart_box
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.format import number, signed
from pages.components.table import Column, paged, sheet_of, table_box
from pages.components.unit_filter import unit_filter
from pages.records.actions import buttons
from pages.records.form import TABLE
from pages.records.state import gap_words, state_words

READING, DUTY = "reading", "duty"
DONE = ("done", "open")
# Columns of filters, however few there are, so that none is as wide as the page.
FEWEST = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """The days and the filter of what is shown."""

    first: date
    last: date
    wanted: Filter


def show_chapter(one: Chapter, state: ChapterYear, year: int) -> None:
    """Draw one chapter of a year."""
    said = state_words(state)
    st.markdown(said if state.missing else t("records.says", state=said, count=number(state.rows)))
    others = state.rows - lists.listed(one.key, date(year, 1, 1), date(year, 12, 31), limit=1).total
    if others > 0:
        st.caption(t("records.made_elsewhere", count=others))
    if state.gaps:
        st.warning(t("records.gaps", months=gap_words(state)), icon=":material/event_busy:")
    bar = st.container(horizontal=True, gap="small", key="records-bar")
    asked = _filters(one, year)
    figures = _figures(one, asked)
    may = current_actor().role.allows(Role.STAFF if one.of_units else Role.INSPECTOR)
    chosen = _table(one, asked, TABLE, choose=may, empty=_empty(asked, may and not state.confirmed_by, year))
    if may:
        with bar:
            buttons(one, state, year, chosen[0] if chosen else None)
    _chart(one, asked)
    rows_behind(figures)


def _filters(one: Chapter, year: int) -> Asked:
    searched = any(field.kind is Kind.TEXT for field in one.fields)
    asking = (True, has_units(one), lists.choice_field(one), one.done, lists.standings(one), searched)
    with st.container(key="records-filters"):
        places = iter(st.columns(max(FEWEST, sum(map(bool, asking)))))
    with next(places):
        first, last = _period(year)
    unit, own_only, choice, done = None, False, "", None
    if has_units(one):
        with next(places):
            unit, own_only = unit_filter(references.units())
    field = lists.choice_field(one)
    if field is not None:
        with next(places):
            words = partial(_choice_words, one)
            choice = filters.choice("choice", label(one, field.name), [*(field.choices or ())], words)
    if one.done:
        with next(places):
            named = filters.choice("done", label(one, one.done), DONE, lambda key: t(f"records.done.{key}"))
            done = {"done": True, "open": False}.get(named)
    standing = ""
    if lists.standings(one):
        with next(places):
            standing = filters.choice(
                "standing", t("records.standing"), lists.standings(one), partial(_standing_words, one)
            )
    words_ = ""
    if searched:
        with next(places):
            words_ = filters.search("q", t("common.search"))
    return Asked(first, last, Filter(words_, unit, own_only, choice, done, standing))


def _period(year: int) -> tuple[date, date]:
    """The whole year, or one quarter or month of it."""
    spans = {"": (1, 12), **{f"q{n + 1}": (3 * n + 1, 3 * n + 3) for n in range(4)}}
    spans |= {f"m{n:02d}": (n, n) for n in range(1, 13)}
    named = filters.choice("period", t("records.period"), [*spans][1:], partial(_period_words, year))
    first, last = spans[named]
    following = date(year + last // 12, last % 12 + 1, 1)
    return date(year, first, 1), following - timedelta(days=1)


def _period_words(year: int, key: str) -> str:
    if key.startswith("q"):
        return t("chart.quarter_of", year=year, quarter=key[1:])
    return f"{year}-{key[1:]}"


def _choice_words(one: Chapter, value: str) -> str:
    return t(f"records.choice.{one.key}.{value}")


def _standing_words(one: Chapter, value: str) -> str:
    return t(f"records.stands.{one.key}.{value}", limit=f"{one.limit[1]:g}" if one.limit else "")


def _figures(one: Chapter, asked: Asked) -> dict[str, tuple[str, Callable[[], None]]]:
    """Draw how many rows and the sums; what each of them opens."""
    found = lists.sums(one.key, asked.first, asked.last, asked.wanted)
    behind: dict[str, tuple[str, Callable[[], None]]] = {}
    figures = []
    against = _against(one, asked)
    unsaid = lists.unsaid(one.key, asked.first, asked.last, asked.wanted)
    for name, value in found.items():
        words = label(one, name) if name else t("records.column.rows")
        note = t("records.unsaid", count=unsaid[name]) if name in unsaid else against[name]
        figures.append(_figure(f"sum-{name}", words, value, note))
        behind[f"sum-{name}"] = words, partial(_rows, one, asked, f"records-sum-{name or 'rows'}")
    if lists.channel_field(one) is not None:
        many = None if found[""] is None else lists.per_channel(
            one.key, asked.first, asked.last, asked.wanted, limit=1
        ).total  # fmt: skip
        words = t("records.per_channel")
        figures.append(_figure("per-channel", words, many))
        behind["per-channel"] = words, partial(_per_channel, one, asked)
    for name, value in lists.standing(one.key, asked.first, asked.last, asked.wanted).items():
        words = _standing_words(one, name)
        tone: Tone = "late" if value and name in ("overdue", "beyond") else "plain"
        figures.append(_figure(f"standing-{name}", words, value, tone=tone))
        those = replace(asked, wanted=replace(asked.wanted, standing=name))
        behind[f"standing-{name}"] = words, partial(_rows, one, those, f"records-standing-{name}")
    if one.key == READING:
        read = machine.by_machine(asked.first, asked.last, asked.wanted)
        for place, name in enumerate(("visits", "problems")):
            words = t(f"records.machine.{name}")
            value = None if read is None else read[place]
            figures.append(_figure(f"machine-{name}", words, value, t("records.machine.note")))
            behind[f"machine-{name}"] = words, partial(_machine, asked, f"records-machine-{name}")
    if one.key == DUTY:
        days = lists.uncovered(one.key, asked.first, asked.last, asked.wanted)
        words = t("records.uncovered")
        figures.append(_figure("uncovered", words, None if days is None else len(days)))
        behind["uncovered"] = words, partial(_days, days or ())
    metric_row(figures, key="records")
    return behind


def _against(one: Chapter, asked: Asked) -> dict[str, str]:
    """What these days brought beside the same days of the year before, in words; nothing where either is
    unknown. The month under way is left out of what has rows every month."""
    last = min(asked.last, clock.today())
    if one.monthly and last < asked.last:
        last = last.replace(day=1) - timedelta(days=1)
    if last < asked.first:
        return dict.fromkeys(("", *one.sums), "")
    stretch = Year(asked.first, last)
    past = stretch.before()
    now, then = (
        lists.in_period(one.key, year.first, year.last, asked.wanted, beside=(other.first, other.last))
        for year, other in ((stretch, past), (past, stretch))
    )
    alike = t("records.alike") if lists.channel_field(one) is not None else ""
    said = {}
    for name, value in now.items():
        before, more = then[name], growth(value, then[name])
        named = {
            "now": number(value or 0),
            "then": number(before or 0),
            "more": signed(more or 0, unit="%"),
            "until": str(last),
            "alike": alike,
        }
        known = value is not None and before is not None
        # Where earlier years count too, the figure is not what these days brought.
        words = ("of_these" if one.standing else "against") + ("" if more is not None else "_none")
        said[name] = t(f"records.{words}", **named) if known else ""
    return said


def _figure(key: str, words: str, value: int | None, note: str = "", tone: Tone = "plain") -> Figure:
    if value is None:
        return Figure(key, words, t("records.state.missing"), note, "unknown")
    return Figure(key, words, number(value), note, tone)


def _days(days: tuple[date, ...]) -> None:
    columns: list[Column[date]] = [Column(t("chart.day"), lambda row: row, "day")]
    name = t("records.uncovered")
    table_box(paged(days), columns, key="records-uncovered", name=name, heading=False)


def _rows(one: Chapter, asked: Asked, key: str) -> None:
    _table(one, asked, key, choose=False, empty="")


def _table(one: Chapter, asked: Asked, key: str, *, choose: bool, empty: str) -> list[RecordLine]:
    main = key == TABLE
    return table_box(
        lambda limit, offset: lists.listed(
            one.key, asked.first, asked.last, asked.wanted, limit=limit, offset=offset
        ),
        [*(_column(one, field.name, field.kind) for field in one.fields), _proof_column()],
        key=key,
        name=t(f"records.chapter.{one.key}"),
        filters=(one.key, asked),
        select="one" if choose else "none",
        identity=lambda row: (row.key, tuple(row.values.values()), row.proof),
        in_address=main,
        heading=main,
        empty=empty,
    )


def _per_channel(one: Chapter, asked: Asked) -> None:
    def summed(name: str) -> Column[OfChannel]:
        return Column(label(one, name), lambda row: row.sums[name], "number", 130)

    table_box(
        lambda limit, offset: lists.per_channel(
            one.key, asked.first, asked.last, asked.wanted, limit=limit, offset=offset
        ),
        [
            Column(t("records.machine.channel"), lambda row: row.channel, width="large"),
            Column(t("records.machine.unit"), lambda row: row.unit, width="medium"),
            *(summed(name) for name in one.sums),
        ],
        key="records-per-channel",
        name=t("records.per_channel"),
        filters=asked,
        heading=False,
    )


def _empty(asked: Asked, may: bool, year: int) -> str:
    narrowed = asked.wanted != Filter() or (asked.first, asked.last) != (date(year, 1, 1), date(year, 12, 31))
    if narrowed or not may:
        return "" if narrowed else t("records.empty", year=year)
    # Whether a year had any is said by the office.
    office = current_actor().role.allows(Role.INSPECTOR)
    return t("records.empty_may" if office else "records.empty_unit", year=year)


def _machine(asked: Asked, key: str) -> None:
    columns: list[Column[MachineLine]] = [
        Column(t("records.machine.channel"), lambda row: row.channel, width="large"),
        Column(t("records.machine.unit"), lambda row: row.unit, width="medium"),
        Column(t("records.machine.visits"), lambda row: row.visits, "number", 120),
        Column(t("records.machine.problems"), lambda row: row.found, "number", 120),
    ]
    table_box(
        lambda limit, offset: machine.machine_lines(
            asked.first, asked.last, asked.wanted, limit=limit, offset=offset
        ),
        columns,
        key=key,
        name=t("records.machine.title"),
        filters=asked,
        heading=False,
    )


def _chart(one: Chapter, asked: Asked) -> None:
    field = one.sums[0] if one.sums else ""
    months = lists.by_month(one.key, asked.first, asked.last, asked.wanted, field=field)
    if not months:
        return
    what = label(one, field) if field else t("records.column.rows")
    title = t("records.by_month", chapter=t(f"records.chapter.{one.key}"))
    columns: list[Column[tuple[date, int]]] = [
        Column(t("chart.month"), lambda row: f"{row[0]:%Y-%m}"),
        Column(what, lambda row: row[1], "number"),
    ]
    chart_box(chart(months, title, what), lambda: sheet_of(title, columns, months), key="records")


def _proof_column() -> Column[RecordLine]:
    return Column(t("records.proof.column"), lambda row: row.proof.name if row.proof else "", width=140)


def _column(one: Chapter, name: str, kind: Kind) -> Column[RecordLine]:
    words = label(one, name)
    if kind in (Kind.DAY, Kind.DAY_TO_COME):
        return Column(words, lambda row: row.shown(name), "day", 120)
    if kind is Kind.MONTH:
        return Column(words, lambda row: f"{row.values[name]:%Y-%m}", width=120)
    if kind in (Kind.WHOLE, Kind.SCORE):
        return Column(words, lambda row: row.shown(name), "number", 130)
    if kind is Kind.CHOICE:
        return Column(words, lambda row: _choice_words(one, row.values[name]), width=160)
    return Column(words, lambda row: row.shown(name), width=200)
