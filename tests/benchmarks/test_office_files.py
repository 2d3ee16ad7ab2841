"""Files of everything besides the register, as large as a file may be:
`pytest tests/benchmarks/test_office_files.py -s`.

Rows a second of processor time, of reading with the dry run and of the import as a whole: other work on the
machine changes them little. `ROWS=5000` in the environment tries fewer rows."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from time import process_time
from typing import Any

import pytest

from core.access import Actor, Role
from core.common.export import rows_xlsx
from core.common.sheet import Sheet
from core.imports.apply import apply, dry_run
from core.imports.kinds import kind_of
from core.imports.reading import read_office_file
from core.imports.undo import undo
from db.engine import writing
from db.models import Channel, ChannelEvent, EventKind, Unit, UnitKind, UnitLevel

ROWS = int(os.environ.get("ROWS", "50000"))
UNITS, CHANNELS = 90, 199
OFFICE = Actor("王某", Role.SUPERVISOR)
FIRST = date(2019, 1, 1)


def a_day(number: int) -> date:
    return FIRST + timedelta(days=number % 2_500)


def of_issues() -> Iterator[list[Any]]:
    for number in range(ROWS):
        yield [f"平台{number % CHANNELS}", f"问题{number}", a_day(number), a_day(number) + timedelta(days=9)]


def of_inspections() -> Iterator[list[Any]]:
    for number in range(ROWS):
        failed = number % 10 == 0
        yield [
            f"检查{number // CHANNELS}", a_day(number // CHANNELS), f"平台{number % CHANNELS}",
            "不合格" if failed else "合格", f"问题{number}" if failed else "",
        ]  # fmt: skip


def of_notices() -> Iterator[list[Any]]:
    for number in range(ROWS):
        notice = number // 20
        yield [
            f"示办〔2019〕{notice + 1}号", f"通报{notice}", a_day(notice), f"平台{number % CHANNELS}",
            f"问题{number}", a_day(notice) + timedelta(days=20),
        ]  # fmt: skip


def of_messages() -> Iterator[list[Any]]:
    for number in range(ROWS):
        yield [
            f"LY{number:06d}", f"留言{number}", f"内容{number}", a_day(number), a_day(number), "已答复",
            "咨询", "满意",
        ]  # fmt: skip


FILES: dict[str, tuple[Sequence[str], Callable[[], Iterator[list[Any]]]]] = {
    "issues": (("平台名称", "问题", "发现日期", "整改日期"), of_issues),
    "inspections": (("检查名称", "检查日期", "平台名称", "检查结果", "存在问题"), of_inspections),
    "notices": (("文号", "标题", "印发日期", "平台名称", "通报问题", "反馈日期"), of_notices),
    "messages": (
        ("留言编号", "主题", "留言内容", "留言日期", "答复日期", "答复内容", "类别", "满意度"), of_messages,
    ),
}  # fmt: skip


@pytest.fixture
def office(database) -> None:
    with writing() as session:
        units = [
            Unit(code=f"U{n:04d}", name=f"单位{n}", level=UnitLevel.OPERATOR, kind=UnitKind.DEPARTMENT)
            for n in range(UNITS)
        ]
        session.add_all(units)
        session.flush()
        for n in range(CHANNELS):
            one = Channel(code=f"A{n:04d}", name=f"平台{n}", kind="weibo", unit_id=units[n % UNITS].id)
            session.add(one)
            session.flush()
            session.add(ChannelEvent(channel_id=one.id, day=FIRST, kind=EventKind.FOUND, delta=1))


@pytest.mark.parametrize("key", FILES)
def test_rows_a_second(office, key: str):
    headings, rows = FILES[key]
    data = rows_xlsx(Sheet("表", list(headings), list(rows())))
    start = process_time()
    file = read_office_file(kind_of(key), data, "表.xlsx", {})
    plan = dry_run(file, actor=OFFICE)
    looked = process_time()
    assert (len(plan.rows), plan.count("wrong")) == (ROWS, 0)
    batch = apply(file, seen=plan.fingerprint(), actor=OFFICE)
    written = process_time()
    undone = undo(batch, actor=OFFICE)
    back = process_time()
    spent = {"read and looked at": looked - start, "imported": written - looked, "taken back": back - written}
    said = ", ".join(f"{name} {ROWS / seconds:,.0f}" for name, seconds in spent.items())
    print(f"\n{key}, {ROWS:,} rows, {undone:,} rows of the database; rows/s of processor time: {said}")
