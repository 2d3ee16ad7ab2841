"""What a checker is expected to find in a site, so that what was found can be held against it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from checks.fleet.content import articles, columns_of, emptied, newest_day, newest_day_on_home
from checks.fleet.faults import Fault, Faults, in_order, measures, planted_at_start
from core.clock import today
from core.monitoring.outcome import Failure, Outcome
from db.demo.town import TownSite, address


@dataclass(frozen=True, slots=True)
class Planted:
    """One thing to be found: which check, at which address, with which outcome, and what it should say.

    `detail` by fault: `newest` (ISO day), `column`, `found_on` (address), `missing` (mark names),
    `declared` and `actual` (charsets)."""

    fault: Fault
    check: str
    address: str
    outcome: Outcome
    failure: Failure | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def planted(
    site: TownSite, base_port: int, faults: Faults | None = None, day: date | None = None
) -> list[Planted]:
    """All that a checker can find wrong in `site` on `day` (today); those planted at the start by default.

    Faults that hide the page (a site that is down, say) leave nothing after them to be found."""
    found: list[Planted] = []
    faults = planted_at_start(site) if faults is None else faults
    for fault in in_order(faults):
        home = address(site, base_port).rstrip("/")
        for path, detail in _places(site, fault, faults, home, day or today()):
            found.append(_expect(fault, home + path, detail))
        if measures(fault).get("hides"):
            break
    return found


def _expect(fault: Fault, at: str, detail: Mapping[str, Any]) -> Planted:
    row = measures(fault)
    failure = Failure(row["failure"]) if "failure" in row else None
    return Planted(fault, row["check"], at, Outcome(row["outcome"]), failure, detail)


def _places(
    site: TownSite, fault: Fault, faults: Faults, home: str, day: date
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Paths at which `fault` shows, each with what a finding there should say."""
    row = measures(fault)
    match fault:
        case Fault.STALE_HOME:
            yield "/", {"newest": _newest_on_home(site, faults, day).isoformat()}
        case Fault.STALE_COLUMNS:
            yield from _stale_columns(site, faults, day)
        case Fault.EMPTY_COLUMNS:
            for column in emptied(site, faults):
                yield column.path, {"column": column.name}
        case Fault.DEAD_LINKS:
            for link in row["home"]:
                yield link["path"], {"found_on": f"{home}/"}
            for link in row["column"]:
                yield link["path"], {"found_on": home + columns_of(site)[0].path}
        case Fault.NO_FOOTER:
            yield "/", {"missing": tuple(row["missing"])}
        case Fault.GBK:
            yield "/", {"declared": row["declared"], "actual": row["actual"]}
        case _:
            yield "/", {}


def _newest_on_home(site: TownSite, faults: Faults, day: date) -> date:
    empty = emptied(site, faults)
    return max(
        articles(site, column, newest_day_on_home(column, faults, day), 1)[0].day
        for column in columns_of(site)
        if column not in empty
    )


def _stale_columns(site: TownSite, faults: Faults, day: date) -> Iterator[tuple[str, Mapping[str, Any]]]:
    empty = emptied(site, faults)
    for column in columns_of(site):
        if column.kind in measures(Fault.STALE_COLUMNS)["days"] and column not in empty:
            newest = articles(site, column, newest_day(column, faults, day), 1)[0].day
            yield column.path, {"column": column.name, "newest": newest.isoformat()}
