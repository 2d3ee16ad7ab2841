"""Updates of a month counted from what the checker read, by the real check over HTTP: only months of which
every day is certain are entered, as a file is, and taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from checks.rules import columns
from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.outcome import Outcome, Target, TargetColumn
from core.imports import chapter_files as files
from core.jobs import undo
from core.records import seen_items
from core.rules import rule_set
from db.engine import writing
from db.models import CheckResult, ColumnLevel, ColumnMonth, SiteColumn
from tests.checks.web import fetcher, page, routes, serving
from tests.rows import a_unit, a_website, all_of

OFFICE = Actor("丁", Role.INSPECTOR)
OCTOBER = date(2026, 10, 1)


def a_list(*days: date) -> str:
    rows = "".join(
        f'<li><a href="/a/{n}.html">第{n}条工作动态</a><span>{day}</span></li>' for n, day in enumerate(days)
    )
    return page(f"<title>要闻</title><main><ul>{rows}</ul></main>")


@pytest.fixture
def column(either_database) -> int:
    site = a_website(unit_id=a_unit(), name="某网")
    with writing() as session:
        row = SiteColumn(
            channel_id=site, level=ColumnLevel.MAIN, name="要闻", url="/yw/", opened_on=date(2020, 1, 1)
        )
        session.add(row)
        session.flush()
        return row.id


def read_on(day: date, column: int, *shown: date) -> None:
    """One reading of the column on a day, by the check itself, kept as raw results are."""
    with clock.frozen(datetime(day.year, day.month, day.day, 4, tzinfo=UTC)):
        with serving(routes({"/": page("<p>首页</p>"), "/yw/": a_list(*shown)})) as server:
            target = Target(1, "某网", server.url(), columns=(TargetColumn(column, "要闻", "/yw/", "news"),))
            report = columns.check(target, fetcher=fetcher(server), rules=rule_set())
        assert report.outcome is Outcome.OK, report
        with writing() as session:
            session.add(
                CheckResult(
                    channel_id=1, check="columns", at=clock.now(), outcome="ok", evidence=report.evidence
                )
            )


def in_october(column: int) -> tuple[int, int]:
    (found,) = seen_items.seen_in(OCTOBER)
    assert found.column_id == column
    return found.items, found.open_days


def test_a_month_is_whole_once_readings_reach_back_over_every_day(column):
    def every(first: date, count: int) -> list[date]:
        return [first + timedelta(days=n) for n in range(count)][::-1]

    with clock.frozen(datetime(2026, 11, 23, 4, tzinfo=UTC)):
        assert seen_items.seen_in(OCTOBER) == ()
        read_on(date(2026, 10, 20), column, date(2026, 10, 18), *every(date(2026, 9, 20), 29))
        assert in_october(column) == (19, 12), "a second item of the 18th, and nothing of the last days"
        assert seen_items.as_file(OCTOBER, seen_items.seen_in(OCTOBER))
        read_on(date(2026, 11, 5), column, *every(date(2026, 10, 25), 11))
        assert in_october(column)[1] == 8, "the 20th to the 27th, which may be cut off"
        read_on(
            date(2026, 10, 29), column, *every(date(2026, 10, 10), 19), date(2025, 1, 1), date(2025, 1, 2)
        )
        assert in_october(column) == (32, 0)
        (row,) = seen_items.seen_in(OCTOBER)
        data = seen_items.as_file(OCTOBER, [row])
        assert [one.good for one in files.planned("column_month", data, "看到的.xlsx")] == [True]
        job = files.ask("column_month", data, "看到的.xlsx", actor=OFFICE)
        work_off()
        assert [(one.month, one.column_id, one.published) for one in all_of(ColumnMonth)] == [
            (OCTOBER, column, 32)
        ]
        assert not seen_items.seen_in(OCTOBER)[0].can_be_entered
        undo(job, actor=OFFICE)
        work_off()
        assert all_of(ColumnMonth) == []
