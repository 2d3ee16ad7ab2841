"""What every chapter has, tried on each: a file with dry run and undo, days in the past, list and filters,
sums with their rows, a month by month chart, a proof, the trail, roles, words in both languages. The form of
each is tried in tests/pages/test_records.py."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.errors import DomainError
from core.common.export import rows_xlsx
from core.common.text import LANGUAGES, use_language
from core.imports import chapter_files as files
from core.imports.kinds import kinds
from core.jobs import undo
from core.records import keeping, lists, proofs
from core.records.chapter import REFERRED, Chapter, Kind
from core.records.chapters import CHAPTERS
from core.records.owners import has_units
from core.reporting.charts.records import by_month as chart
from core.rules.evidence_files import File
from db.engine import writing
from db.models import AuditEntry, ColumnLevel, ServiceTheme, SiteColumn, Survey
from tests.rows import NOON, a_unit, a_website, all_of

CLERK, LEADER = Actor("丁", Role.INSPECTOR), Actor("甲", Role.LEADER)
FIRST, LAST = date(2019, 1, 1), date(2019, 12, 31)
PAST = date(2019, 5, 6)
PDF = File("证明.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
NAMES = {
    Kind.UNIT: "某局", Kind.SITE: "某网", Kind.CHANNEL: "某网", Kind.COLUMN: "某栏目 · 某网",
    Kind.SURVEY: "某调查", Kind.THEME: "某主题",
}  # fmt: skip


@pytest.fixture(autouse=True)
def known(database):
    """One of everything that a row may refer to."""
    with clock.frozen(NOON):
        site = a_website(unit_id=a_unit(name=NAMES[Kind.UNIT]), name=NAMES[Kind.SITE])
        early = date(2018, 1, 1)
        with writing() as session:
            session.add(SiteColumn(channel_id=site, level=ColumnLevel.MAIN, name="某栏目", opened_on=early))
            session.add(Survey(title=NAMES[Kind.SURVEY], published_on=early))
            session.add(ServiceTheme(name=NAMES[Kind.THEME], opened_on=early))
        yield


def a_file(one: Chapter) -> bytes:
    """The template with one row of a past day."""
    cells = []
    for field in one.fields:
        if field.kind in REFERRED:
            cells.append(NAMES[field.kind])
        elif field.kind is Kind.CHOICE:
            offered = rows_xlsx(*files.template(one.key))
            guide = openpyxl.load_workbook(BytesIO(offered)).worksheets[1]
            head = openpyxl.load_workbook(BytesIO(offered)).worksheets[0][1][len(cells)].value
            cells.append(next(row[1] for row in guide.iter_rows(values_only=True) if row[0] == head))
        elif field.kind in (Kind.DAY, Kind.DAY_TO_COME, Kind.MONTH):
            cells.append(PAST.replace(day=1) if field.kind is Kind.MONTH else PAST)
        else:
            cells.append(7 if field.kind in (Kind.WHOLE, Kind.SCORE) else "某事")
    book = openpyxl.load_workbook(BytesIO(rows_xlsx(*files.template(one.key))))
    book.worksheets[0].append(cells)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("one", CHAPTERS, ids=lambda one: one.key)
def test_a_chapter_has_all_that_every_chapter_has(one: Chapter):
    data, key = a_file(one), one.key
    before = len(all_of(one.model))
    assert [row.good for row in files.planned(key, data, "表.xlsx")] == [True]
    assert len(all_of(one.model)) == before, "a dry run writes nothing"
    job = files.ask(key, data, "表.xlsx", actor=CLERK)
    work_off()

    within = lists.listed(key, FIRST, LAST).rows
    row = next(line for line in within if line.values[one.day] >= PAST.replace(day=1))
    sums = lists.sums(key, FIRST, LAST)
    assert sums[""] == lists.listed(key, FIRST, LAST).total
    assert {name: row.values[name] for name in one.sums} == dict.fromkeys(one.sums, 7)
    months = lists.by_month(key, FIRST, LAST, field=one.sums[0] if one.sums else "")
    assert [month for month, _ in months] == [PAST.replace(day=1)]
    assert chart(months, "题", "值")
    assert _narrowed(one) == 0
    proofs.attach(key, row.key, PDF, actor=CLERK)
    assert any(line.proof for line in lists.listed(key, FIRST, LAST).rows)
    trail = [(entry.action, entry.actor) for entry in all_of(AuditEntry) if entry.noun == "yearly-record"]
    assert ("enter", CLERK.name) in trail
    assert ("evidence", CLERK.name) in trail
    with pytest.raises(DomainError, match="权限"):
        keeping.enter(key, row.values, actor=LEADER)
    for language in LANGUAGES:
        use_language(language)
        assert f"record-{key}" in kinds()
        assert kinds()[f"record-{key}"].name
    undo(job, actor=CLERK)
    work_off()
    assert len(all_of(one.model)) == before


def _narrowed(one: Chapter) -> int:
    """How many rows are left by a filter that none meets."""
    wanted = lists.Filter(unit_id=a_unit(name="别的局")) if has_units(one) else lists.Filter("没有这样的词")
    if not has_units(one) and not any(field.kind is Kind.TEXT for field in one.fields):
        return 0
    return lists.listed(one.key, FIRST, LAST, wanted).total
