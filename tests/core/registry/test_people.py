"""Accounts from a file: what is read, what is refused with a reason, and all or none."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from sqlmodel import func, select

from core.access import Actor, Role
from core.access.accounts import Grant
from core.access.listing import account_lines
from core.access.sign_ins import invited
from core.common.errors import DomainError
from core.registry.importing.table import FileRefused
from core.registry.people.making import Invited, links_sheet, make_all
from core.registry.people.reading import PeopleFile, read_people
from db.engine import reading
from db.models import Account, AuditEntry, Invitation
from pages.people.file_form import slips
from pages.people.slips import slips_page
from tests.core.access.people import ADMINISTRATOR, a_person
from tests.rows import NOON, a_unit

HEADS = ("姓名", "用户名", "电话", "身份", "单位")


def workbook(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> bytes:
    book = openpyxl.Workbook()
    for row in (heads, *rows):
        book.active.append(list(row))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> PeopleFile:
    return read_people(workbook(*rows, heads=heads), "people.xlsx", actor=ADMINISTRATOR)


def count(table: type[Any]) -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_two_hundred_people_are_entered_and_invited_in_one_go(either_database: str) -> None:
    units = [a_unit(name=f"街道{number}") for number in range(90)]
    people = read(*((f"人{n}", f"user{n}", 13800000000 + n, "联络员", f"街道{n % 90}") for n in range(200)))
    assert not people.wrong
    made = make_all(people, actor=ADMINISTRATOR)
    assert len({one.token for one in made}) == 200
    assert invited(made[137].token).name == "user137"
    lines = account_lines(actor=ADMINISTRATOR, limit=500).rows
    found = next(line for line in lines if line.name == "user137")
    assert (found.phone, found.assigned[0].grant.role, found.assigned[0].grant.unit_id) == (
        "13800000137",
        Role.STAFF,
        units[47],
    )
    assert count(Invitation) == 200
    assert count(AuditEntry) == 400


def test_everyday_headings_titles_totals_and_a_rival_column(either_database: str) -> None:
    unit = a_unit(name="教育局", code="J01")
    text = StringIO()
    csv.writer(text).writerows(
        [
            ["某区工作人员名单", "", "", "", "", ""],
            ["序号", "所属单位（全称）", "部门", "联络员", "登录名", "手机号码"],
            ["1", "教 育 局", "办公室", "赵甲", "zhaojia", "'+86 139"],
            ["2", "j01", "", "钱乙", "ＱＩＡＮ", ""],
            ["合计", "2", "", "", "", ""],
        ]
    )
    people = read_people(text.getvalue().encode("gb18030"), "list.csv", actor=ADMINISTRATOR)
    assert [(row.number, row.display_name, row.role, row.unit_id) for row in people.rows] == [
        (3, "赵甲", Role.STAFF, unit),
        (4, "钱乙", Role.STAFF, unit),
    ]
    assert people.rows[0].phone == "+86 139"
    assert not people.wrong
    assert people.unknown == ("序号", "部门")


def test_a_list_with_two_rows_of_headings_and_merged_units(either_database: str) -> None:
    units = [a_unit(name=f"示例区第{number}局") for number in range(90)]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["联络员名单"])
    sheet.append(["序号", "所在单位\n（全称）", "姓  名", "登录名", "联系方式", None, "身份"])
    sheet.append([None, None, None, None, "手机", "座机", None])
    for number in range(90):
        for person in "ab"[: 2 if number % 3 == 0 else 1]:
            first = person == "a"
            sheet.append(
                [number if first else None, f"示例区第{number}局　" if first else None, f"张　{number}"]
                + [f" DW{number:02}{person}​", 13800000000 + number, None, "联络员" if first else None]
            )
            if not first:
                sheet.merge_cells(f"B{sheet.max_row - 1}:B{sheet.max_row}")
    sheet.append(["合计", None, "120人"])
    for merged in ("A1:G1", "E2:F2", *(f"{letter}2:{letter}3" for letter in "ABCDG")):
        sheet.merge_cells(merged)
    buffer = BytesIO()
    book.save(buffer)
    people = read_people(buffer.getvalue(), "people.xlsx", actor=ADMINISTRATOR)
    assert [row.why for row in people.wrong] == []
    assert [row.unit_id for row in people.rows] == [
        unit for number, unit in enumerate(units) for _ in range(2 if number % 3 == 0 else 1)
    ]
    assert {(row.display_name, row.name) for row in people.rows} >= {("张 3", "DW03a"), ("张 3", "DW03b")}
    assert len(make_all(people, actor=ADMINISTRATOR)) == 120


def test_every_wrong_row_says_why_and_nothing_is_entered(either_database: str) -> None:
    a_person("wang", Grant(Role.LEADER))
    for _ in range(2):
        a_unit(name="分局")
    a_unit(name="水务局")
    before = count(Account), count(AuditEntry)
    people = read(
        ("好人", "good", "", "领导", ""),
        ("", "nameless", "", "领导", ""),
        ("无名", None, "", "领导", ""),
        ("王", "ＷＡＮＧ", "", "领导", ""),
        ("又", "Good", "", "领导", ""),
        ("异", "odd", "", "皇帝", ""),
        ("缺", "unit", "", "工作人员", ""),
        ("假", "false", "", "工作人员", "无此局"),
        ("重", "twice", "", "工作人员", "分局"),
        ("超", "over", "", "监管人员", "水务局"),
        ("长" * 101, "long", "", "领导", ""),
        ("长", "x" * 65, "", "领导", ""),
        ("式", "=1+1", "", "领导", ""),
    )
    assert [row.number for row in people.wrong] == list(range(3, 15))
    assert len({row.why for row in people.wrong}) == 11  # the two without a name say the same
    assert "第 2 行" in people.wrong[3].why
    assert "皇帝" in people.wrong[4].why
    with pytest.raises(DomainError):
        make_all(people, actor=ADMINISTRATOR)
    assert (count(Account), count(AuditEntry)) == before


def test_a_name_taken_after_the_check_leaves_nobody_entered(either_database: str) -> None:
    people = read(("甲", "first", "", "领导", ""), ("乙", "second", "", "审计", ""))
    a_person("second", Grant(Role.LEADER))
    before = count(Account), count(Invitation), count(AuditEntry)
    with pytest.raises(DomainError, match="second"):
        make_all(people, actor=ADMINISTRATOR)
    assert (count(Account), count(Invitation), count(AuditEntry)) == before


def test_a_file_without_people_or_headings_is_refused(either_database: str) -> None:
    with pytest.raises(FileRefused, match="用户名"):
        read(("1", "2"), heads=("网站", "网址"))
    with pytest.raises(FileRefused, match="登录名"):
        read(heads=("姓名", "登录名", "登录名"))
    with pytest.raises(DomainError):
        make_all(read(), actor=ADMINISTRATOR)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_may(either_database: str, role: Role) -> None:
    with pytest.raises(DomainError):
        read_people(workbook(), "people.xlsx", actor=Actor("某", role))
    with pytest.raises(DomainError):
        make_all(PeopleFile((), (), ()), actor=Actor("某", role))


def test_slips_and_links_name_each_person_and_run_nothing() -> None:
    made = [
        Invited("<b>甲", "jia", "=1", Role.STAFF, "局", "t0"),
        Invited("乙", "yi", "", Role.LEADER, "", "t1"),
    ]
    links = ["http://h/set?token=t0", "http://h/set?token=t1"]
    page = slips_page(slips(made, links), NOON)
    assert page.count('class="slip"') == 2
    assert "<b>甲" not in page
    assert "&lt;b&gt;甲" in page
    assert all(link in page for link in links)
    assert [row[-1] for row in links_sheet(made, links).rows] == links
