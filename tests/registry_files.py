"""Registry files for tests: small ones by hand, a country's by number, and rows to compare."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from core.access import Actor, Role
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.plan import Options, Plan
from core.registry.importing.reading import RegistryFile, read_file

SUPERVISOR = Actor("监管员", Role.SUPERVISOR)
HEADINGS = (
    "平台编码",
    "平台名称",
    "平台类型",
    "开办单位",
    "首页网址",
    "账号名称或账号ID",
    "网站标识码",
    "联系电话",
)


def a_csv(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8-sig") -> bytes:
    out = StringIO(newline="")
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode(encoding)


def a_workbook(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headings, *rows]):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def a_site(code: str, name: str, unit: str = "示例局", **other: str) -> tuple[str, ...]:
    """A row under `HEADINGS`."""
    host = other.pop("host", f"{code.lower() or name}.example.cn")
    return (
        code,
        name,
        "网站",
        unit,
        f"http://{host}/",
        "",
        other.pop("site_code", ""),
        other.pop("phone", ""),
    )


def an_account(
    code: str, name: str, unit: str = "示例局", *, kind: str = "微博", account: str = ""
) -> tuple[str, ...]:
    return (code, name, kind, unit, "", account, "", "")


def read(data: bytes) -> RegistryFile:
    return read_file(data, "台账.xlsx" if data.startswith(b"PK") else "台账.csv")


def planned(data: bytes, **options: bool) -> Plan:
    return dry_run(read(data), Options(**options))


def imported(data: bytes, **options: bool) -> int:
    """Look at the plan, carry it out, and return the batch's id."""
    file, chosen = read(data), Options(**options)
    return apply(file, chosen, seen=dry_run(file, chosen).fingerprint(), actor=SUPERVISOR)


def said(plan: Plan) -> dict[int, list[str]]:
    """Row number → names of its faults."""
    return {row.number: [fault.name for fault in row.faults] for row in plan.rows if row.faults}


def a_country(channels: int, units: int) -> Iterable[tuple[str, ...]]:
    """Rows under `HEADINGS`: one website in three, the rest accounts."""
    for n in range(channels):
        unit = f"单位{n % units}"
        if n % 3 == 0:
            yield (
                "",
                f"网站{n}",
                "网站",
                unit,
                f"http://s{n}.example.cn/",
                "",
                f"{5_001_000_000 + n}",
                f"023-{n:08}",
            )
        else:
            yield (
                "",
                f"账号{n}",
                "微博" if n % 3 == 1 else "微信订阅号",
                unit,
                "",
                f"id{n}",
                "",
                f"023-{n:08}",
            )
