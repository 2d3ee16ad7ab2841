"""The result of a reading of a whole site as sheets of one workbook."""

from collections.abc import Iterator

from core.common.sheet import Cell, Sheet
from core.common.text import has, t
from core.monitoring.crawl_view import KINDS, CrawlLine, RowLine, rows
from core.monitoring.crawl_work import kept

_MOST = 100_000
COUNTS = ("addresses", "read", "pages", "external", "redirects", "dead", "blocked", "attachments", "orphans",
          "duplicates", "untitled")  # fmt: skip


def sheets_of(line: CrawlLine) -> list[Sheet]:
    """The summary, then a sheet for each kind of row; of dead links a line for every page that has one."""
    return [_summary(line), *(_sheet(line, kind) for kind in KINDS)]


def _summary(line: CrawlLine) -> Sheet:
    lines: list[list[Cell]] = [
        [t("crawls.site"), line.channel],
        [t("crawls.ended_at"), line.ended_at],
        [t("crawls.robots"), t(f"crawls.robots_use.{line.robots}") if line.robots else t("common.none")],
        [t("crawls.rule_version"), line.rule_version],
    ]
    lines += [[t(f"crawls.count.{name}"), line.summary.get(name)] for name in COUNTS]
    lines += [[part_name(part), count] for part, count in line.summary.get("dead_by_part", {}).items()]
    lines += [
        [t("crawls.depth_row", depth=depth), count] for depth, count in line.summary.get("depth", {}).items()
    ]
    lines += [[_type(one["type"]), one["count"]] for one in line.summary.get("types", ())]
    for kind in KINDS:
        stored, found = rows(line.id, kind, limit=1).total, kept(kind)
        if stored >= found:
            lines.append([t("crawls.cut", kind=t(f"crawls.kind.{kind}")), found])
    return Sheet(t("crawls.summary"), [t("crawls.item"), t("crawls.value")], lines)


def _sheet(line: CrawlLine, kind: str) -> Sheet:
    headings = {
        "dead": ("address", "part", "status", "failure", "count", "page"),
        "blocked": ("address", "part", "status", "failure", "count", "page"),
        "attachment": ("address", "type", "size"),
        "orphan": ("address",),
        "duplicate": ("address", "copies", "same"),
    }.get(kind, ("page", "sure", "found", "piece"))
    cells = [cell for row in rows(line.id, kind, limit=_MOST).rows for cell in _cells(kind, row)]
    return Sheet(t(f"crawls.kind.{kind}"), [t(f"crawls.column.{name}") for name in headings], cells[:_MOST])


def _cells(kind: str, row: RowLine) -> Iterator[list[Cell]]:
    if kind in ("dead", "blocked"):
        known: list[Cell] = [
            row.address,
            part_name(row.part),
            row.status,
            failure_name(row.failure),
            row.count,
        ]
        for page in row.pages or [""]:
            yield [*known, page]
    elif kind == "attachment":
        yield [row.address, row.type, row.size]
    elif kind == "orphan":
        yield [row.address]
    elif kind == "duplicate":
        for page in row.pages:
            yield [row.address, row.count, page]
    else:
        yield [row.address, t(f"crawls.sure.{row.part}"), found_text(row), str(row.detail.get("piece") or "")]


def part_name(part: str) -> str:
    """The name of a part of the dead links: internal, external, attachment, file."""
    return t(f"crawls.part.{part}") if has(f"crawls.part.{part}") else part


def failure_name(failure: str) -> str:
    """The name of a class of failure."""
    return t(f"failure.{failure}.name") if has(f"failure.{failure}.name") else failure


def found_text(row: RowLine) -> str:
    """In short what was found on a page: a masked number, a planted link, or a word and a better one."""
    detail = row.detail
    if detail.get("masked"):
        return f"{detail.get('label') or ''} {detail['masked']}".strip()
    if detail.get("found"):
        return (
            f"{detail['found']} → {detail['suggestion']}"
            if detail.get("suggestion")
            else str(detail["found"])
        )
    return f"{detail.get('text') or ''} {detail.get('target') or ''}".strip()


def _type(name: str) -> str:
    return t("crawls.type_row", type=name or t("common.none"))
