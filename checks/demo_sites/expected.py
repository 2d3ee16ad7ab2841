"""What a checker is expected to find in a site, so that what was found can be compared with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from checks.demo_sites.accounts import KINDS
from checks.demo_sites.content import articles, columns_of, emptied, newest_day, newest_day_on_home
from checks.demo_sites.faults import Fault, Faults, in_order, injected_at_start, measures
from checks.demo_sites.pages import mistaken_article, outside_address, personal_article
from checks.demo_sites.view import View
from checks.fetch.names import names_of
from core.common.clock import today
from core.common.outcome import Failure, Outcome
from core.rules import rule_set
from db.demo.sites import DemoSite, address

# The demo sites' names for marks of the foot, as the checks call them.
MARKS = {"government-mark": "government_mark", "site-code": "site_code", "find-error": "error_report"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What is to be found: which check, at which address, with which outcome, and what it should say.

    `key`: how the finding's key begins; empty for any. `detail` by fault: `newest` (ISO day), `column`,
    `found_on` (address), `missing` (a mark or tag), `declared` and `actual` (charsets)."""

    fault: Fault
    check: str
    address: str
    outcome: Outcome
    failure: Failure | None = None
    key: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a fault shows; `check`, `outcome` and `at` where they are not the fault's and the front page."""

    path: str = "/"
    key: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    check: str = ""
    outcome: Outcome | None = None
    at: str = ""


def expected(
    site: DemoSite, base_port: int, faults: Faults | None = None, day: date | None = None
) -> list[Expected]:
    """All that a checker can find wrong in `site` on `day` (today); those injected at the start by default.

    Faults that hide the page (a site that is down, say) leave nothing after them to be found."""
    found: list[Expected] = []
    faults = injected_at_start(site) if faults is None else faults
    front = front_of(site, base_port, faults)
    view = View(site, base_port, faults, day or today())
    for fault in in_order(faults):
        for place in _places(fault, view, front.rpartition("/")[0]):
            found.append(_expect(fault, place, front))
        if measures(fault).get("hides"):
            break
    return found


def home_of(site: DemoSite, base_port: int, faults: Faults) -> str:
    """The address of the site without the slash at its end, under the name its faults give it."""
    home = address(site, base_port).rstrip("/")
    for fault in in_order(faults):
        host = measures(fault).get("host")
        home = home.replace("127.0.0.1", host) if host else home
    return home


def front_of(site: DemoSite, base_port: int, faults: Faults) -> str:
    """The address of the home page on which a visitor ends."""
    home = home_of(site, base_port, faults)
    if any(measures(fault).get("hides") for fault in faults):
        return f"{home}/"
    if Fault.MOVED in faults:
        return home.replace("127.0.0.1", str(measures(Fault.MOVED)["to"])) + "/index.html"
    return f"{home}/index.html" if Fault.LONG_WAY in faults else f"{home}/"


def _expect(fault: Fault, place: _Place, front: str) -> Expected:
    row = measures(fault)
    check = place.check or row["check"]
    failure = Failure(row["failure"]) if "failure" in row and not place.check else None
    at = place.at or (front if place.path == "/" else front.rpartition("/")[0] + place.path)
    outcome = place.outcome or Outcome(row["outcome"])
    return Expected(fault, check, at, outcome, failure, place.key, place.detail)


def _places(fault: Fault, view: View, home: str) -> Iterator[_Place]:
    """Where `fault` shows, and what a finding there should say."""
    row = measures(fault)
    match fault:
        case Fault.STALE_HOME:
            yield _Place(detail={"newest": _newest_on_home(view).isoformat()})
        case Fault.STALE_COLUMNS:
            yield from _stale_columns(view)
        case Fault.EMPTY_COLUMNS:
            yield from _empty_columns(view)
        case Fault.DEAD_LINKS:
            yield from _dead_links(view, home)
        case Fault.NO_FOOTER:
            for name in row["missing"]:
                mark = MARKS.get(name, name)
                own = "" if mark != "error_report" else mark
                yield _Place(key="" if own else f"mark:{mark}", detail={"missing": name}, check=own)
        case Fault.NO_TAGS:
            yield _Place(key=f"home:{row['home']}", detail={"missing": row["home"]})
            yield _Place(columns_of(view.site)[0].path, f"column:{row['column']}")
            first = columns_of(view.site)[0]
            newest = articles(view.site, first, newest_day(first, view.faults, view.day), 1)[0]
            yield _Place(newest.path, f"article:{row['article']}")
        case Fault.DEFACED:
            yield from _defaced(row)
        case Fault.GBK:
            yield _Place(detail={"declared": row["declared"], "actual": row["actual"]})
        case Fault.SILENT_ACCOUNT:
            yield from (_Place(f"/account/{kind}") for kind in KINDS)
        case _:
            yield from _simple(fault, view)


def _simple(fault: Fault, view: View) -> Iterator[_Place]:
    row = measures(fault)
    match fault:
        case Fault.PERSONAL_DATA:
            yield _Place(personal_article(view), "id")
        case Fault.HIDDEN_LINKS:
            yield from (_Place(key="hidden", detail={"target": link["address"]}) for link in row["links"])
        case Fault.WRONG_WORDS:
            for wrong in row["wrong"]:
                yield _Place(mistaken_article(view), wrong["list"], detail={"sentence": wrong["text"]})
        case Fault.ILLEGAL_LINKS:
            first = columns_of(view.site)[0].path
            yield from (_Place(first, "visible", detail={"target": link["address"]}) for link in row["links"])
        case Fault.WRONG_FACTS:
            yield from (_Place(key=key) for key in ("site_code", "site_code_tag", "icp", "sponsor"))
        case Fault.MOVED:
            yield _Place(key="elsewhere")
        case Fault.LONG_WAY:
            yield _Place(key="long")
        case Fault.NO_IPV6:
            # Some machines give `localhost` an IPv6 address; then nothing is wrong with its name.
            if not names_of(str(row["host"]), timeout_s=5).v6:
                yield _Place(key="no-address")
        case Fault.EXPIRING_CERTIFICATE:
            yield _Place(key="expiry")
        case Fault.SCRIPTED_HOME:
            yield _Place()
            yield from (_Place(check=check, outcome=Outcome.BLOCKED) for check in row["blocked"])
        case Fault.SCRIPTED_FOOTER:
            yield _Place()
            yield _Place(check="error_report")
        case _:
            yield _Place()


def _dead_links(view: View, home: str) -> Iterator[_Place]:
    row = measures(Fault.DEAD_LINKS)
    for link in row["home"]:
        yield _Place(link["path"], detail={"found_on": f"{home}/"})
    yield _Place(key="external", at=outside_address(view), detail={"found_on": f"{home}/"})
    for link in row["column"]:
        yield _Place(link["path"], detail={"found_on": home + columns_of(view.site)[0].path})


def _defaced(row: Mapping[str, Any]) -> Iterator[_Place]:
    """The page itself, and all that stood on it."""
    yield _Place()
    yield from (_Place(key=f"mark:{mark}", check="footer") for mark in row["marks"])
    yield from (_Place(key=f"home:{tag}", check="tags") for tag in row["tags"])
    yield _Place(check="error_report")
    yield _Place(check="search")
    yield _Place(check="home_freshness", outcome=Outcome.BLOCKED)


def _newest_on_home(view: View) -> date:
    empty = emptied(view.site, view.faults)
    return max(
        articles(view.site, column, newest_day_on_home(column, view.faults, view.day), 1)[0].day
        for column in columns_of(view.site)
        if column not in empty
    )


def _stale_columns(view: View) -> Iterator[_Place]:
    empty, number = emptied(view.site, view.faults), 0
    for column in columns_of(view.site):
        if column.kind in measures(Fault.STALE_COLUMNS)["days"] and column not in empty:
            newest = articles(view.site, column, newest_day(column, view.faults, view.day), 1)[0].day
            number += 1
            yield _Place(column.path, "stale", {"column": column.name, "newest": newest.isoformat()})
    if number >= rule_set().columns.stale_least:
        yield _Place(key="stale", check="columns_veto", detail={"count": number})


def _empty_columns(view: View) -> Iterator[_Place]:
    columns = emptied(view.site, view.faults)
    for column in columns:
        yield _Place(column.path, "empty", {"column": column.name})
    if len(columns) >= rule_set().columns.empty_least:
        yield _Place(key="empty", check="columns_veto", detail={"count": len(columns)})
