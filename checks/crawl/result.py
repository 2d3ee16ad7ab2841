"""What a finished reading hands over: counts, rows up to a cap, and what may become findings. All JSON."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from checks.site.keys import key_of
from checks.site.words import words
from core.monitoring.crawl_work import kept

from .report import CrawlReport, Dead, report_of
from .store import Store

FILE = "result.json"
_READ = "(r.failure = '' AND (r.whole = 1 OR r.print IS NULL) OR r.status IN (404, 410))"
_WAS_READ = f"""SELECT count(*) FROM address a JOIN reading r USING (number)
    WHERE a.url = ? AND a.trap = '' AND {_READ}"""  # noqa: S608  (no value in it)
_UNREAD = f"""SELECT count(*) FROM address a LEFT JOIN reading r USING (number)
    WHERE a.inside = 1 AND (a.trap != '' OR r.number IS NULL OR NOT {_READ})"""  # noqa: S608
PARTS = ("internal", "external", "attachment", "file")
FACTS = ("privacy", "hidden_links", "illegal_links", "wording")
_LOADED = (
    "css",
    "js",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "bmp",
    "ico",
    "woff",
    "woff2",
    "ttf",
    "map",
)


def write_result(folder: Path, *, sure: float) -> None:
    """Write `result.json` beside the frontier, whole or not at all. `sure`: what a personal number needs."""
    made = result_of(folder, sure=sure)
    beside = folder / f"{FILE}.part"
    beside.write_text(json.dumps(made, ensure_ascii=False), "utf-8")
    beside.replace(folder / FILE)


def read_result(folder: Path) -> dict[str, Any]:
    """What `write_result` wrote."""
    made: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
    return made


def result_of(folder: Path, *, sure: float) -> dict[str, Any]:
    """`summary` counts everything; `rows` are columns of the table of rows; `links` says of each link that
    failed what the judgement needs; `names_work`, whether the name of any other site was found, so that one
    that was not is at fault itself; `unread`, how many addresses of the site it
    says nothing of; `error` why there is no result at all, empty when there is one."""
    report = report_of(folder)
    with closing(Store(folder)) as store:
        found = list(_found(store, sure))
        rows = [*_rows(report, store), *_fact_rows(found)]
        start = _start(store, report.start)
        unread = next(store.rows(_UNREAD))[0] + (not report.complete)
    return {
        "error": "" if report.pages else _error(start, report),
        "summary": _summary(report, found, start),
        "rows": rows,
        "links": [_link(dead) for dead in (*report.dead, *report.blocked)],
        "names_work": start["names_work"],
        "found": found[: 4 * kept("privacy")],
        "found_cut": len(found) > 4 * kept("privacy"),
        "unread": unread,
    }


def unread_of(folder: Path, addresses: Collection[str]) -> set[str]:
    """Those of `addresses` that this reading says nothing of: not met, left out, failed, or cut short. A page
    that says that it is gone (404, 410) was read."""
    with closing(Store(folder)) as store:
        return {one for one in addresses if not next(store.rows(_WAS_READ, (one,)))[0]}


def part_of(dead: Dead) -> str:
    """internal, external, attachment, or file (loaded by a page)."""
    suffix = PurePosixPath(urlsplit(dead.address).path).suffix.lstrip(".").lower()
    if suffix in words()["links"]["attachments"]:
        return "attachment"
    if suffix in _LOADED:
        return "file"
    return "internal" if dead.inside else "external"


def _summary(report: CrawlReport, found: list[dict[str, Any]], start: dict[str, Any]) -> dict[str, Any]:
    parts = Counter(part_of(dead) for dead in report.dead)
    return {
        "complete": report.complete,
        "refused": report.refused,
        "addresses": report.addresses,
        "read": report.read,
        "pages": report.pages,
        "external": report.external,
        "redirects": report.redirects,
        "dead": len(report.dead),
        "dead_by_part": {part: parts[part] for part in PARTS},
        "blocked": len(report.blocked),
        "types": [{"type": k.type, "count": k.count, "bytes": k.bytes} for k in report.attachments],
        "attachments": start["attachments"],
        "attachment_bytes": start["attachment_bytes"],
        "orphans": len(report.orphans),
        "unpaged": report.unpaged,
        "duplicates": len(report.duplicates),
        "depth": {str(depth): count for depth, count in report.depth.items()},
        "traps": report.traps,
        "untitled": start["untitled"],
        "facts": {name: _counted(name, found) for name in FACTS},
    }


def _counted(name: str, found: list[dict[str, Any]]) -> dict[str, int]:
    mine = [one for one in found if one["check"] == name]
    return {
        "sure": sum(one["certain"] for one in mine),
        "doubtful": sum(not one["certain"] for one in mine),
        "pages": len({one["address"] for one in mine}),
    }


def _found(store: Store, sure: float) -> Iterator[dict[str, Any]]:
    """What single pages were found to have wrong, in the order of their addresses."""
    rows = store.rows(
        "SELECT a.url, f.facts FROM facts f JOIN address a USING (number) "
        "WHERE f.facts LIKE '%\"found\": [{%' ORDER BY a.url"
    )
    for url, facts in rows:
        for one in json.loads(facts)["found"]:
            least = sure if one["check"] == "privacy" else 1.0 if one["check"] != "wording" else 0.0
            yield {**one, "address": url, "certain": one["sure"] >= least}


def _rows(report: CrawlReport, store: Store) -> Iterator[dict[str, Any]]:
    for kind, links in (("dead", report.dead), ("blocked", report.blocked)):
        for dead in links[: kept(kind)]:
            pages = list(dead.carried_by[: kept("carriers")])
            yield _row(
                kind, dead.address, part=part_of(dead), status=dead.status, failure=dead.failure,
                count=len(dead.carried_by), detail={"pages": pages},
            )  # fmt: skip
    for url, media, size in _attachments(store):
        yield _row("attachment", url, type=media[:100], size=size)
    for url in report.orphans[: kept("orphan")]:
        yield _row("orphan", url)
    for group in report.duplicates[: kept("duplicate")]:
        same = list(group[1 : 1 + kept("carriers")])
        yield _row("duplicate", group[0], count=len(group), detail={"pages": same})


def _fact_rows(found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    counts: Counter[str] = Counter()
    for one in found:
        kind = one["check"]
        counts[kind] += 1
        if counts[kind] <= kept(kind):
            part = "sure" if one["certain"] else "doubtful"
            detail = {**one["detail"], "confidence": one.get("confidence"), "piece": one["piece"][:300]}
            yield _row(kind, one["address"], part=part, count=1, detail=detail)


def _row(kind: str, address: str, **columns: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "part": "",
        "status": None,
        "failure": "",
        "type": "",
        "size": 0,
        "count": 0,
        "detail": {},
    }
    return {"kind": kind, "address": address, **empty, **columns}


def _link(dead: Dead) -> dict[str, Any]:
    part = part_of(dead)
    return {
        "key": key_of(part, dead.address),
        "address": dead.address,
        "part": part,
        "inside": dead.inside,
        "status": dead.status,
        "failure": dead.failure,
        "count": len(dead.carried_by),
        "pages": list(dead.carried_by[:20]),
    }


def _attachments(store: Store) -> list[tuple[str, str, int]]:
    """The largest documents of the site that are there: address, media type, bytes."""
    query = f"SELECT url, type, size {_DOCUMENTS} ORDER BY size DESC, url LIMIT ?"
    return [(url, media, size) for url, media, size in store.rows(query, (kept("attachment"),))]


_DOCUMENTS = (
    "FROM reading JOIN address USING (number) WHERE inside = 1 AND status = 200 AND failure = '' "
    "AND print IS NULL AND type NOT LIKE 'image/%' AND type NOT LIKE 'font/%' AND type NOT LIKE 'text/css%' "
    "AND type NOT LIKE '%javascript%' AND type NOT LIKE '%xml' AND type NOT LIKE 'text/html%'"
)


def _start(store: Store, url: str) -> dict[str, Any]:
    """How the first address was found, and what is counted by a query."""
    first = next(
        store.rows(
            "SELECT trap, status, failure FROM address LEFT JOIN reading USING (number) WHERE url = ?", (url,)
        ),
        ("", None, None),
    )
    named = next(
        store.rows(
            "SELECT count(*) FROM reading JOIN address USING (number) WHERE inside = 0 AND failure != 'dns' "
            "AND url NOT GLOB 'http*://[0-9[]*'"
        )
    )[0]
    count, size = next(store.rows(f"SELECT count(*), coalesce(sum(size), 0) {_DOCUMENTS}"))
    untitled = next(
        store.rows("SELECT count(*) FROM reading WHERE print IS NOT NULL AND title = '' AND failure = ''")
    )[0]
    return {
        "names_work": bool(named),
        "trap": first[0],
        "status": first[1],
        "failure": first[2] or "",
        "attachments": count,
        "attachment_bytes": size,
        "untitled": untitled,
    }


def _error(start: dict[str, Any], report: CrawlReport) -> str:
    if start["trap"] == "robots":
        return "robots"
    # A circle of redirects, or one to a page that failed, is no failure of the first address alone.
    led = (one.failure for one in (*report.dead, *report.blocked) if one.address == report.start)
    failure = start["failure"] or next(led, "")
    return f"failure.{failure}" if failure else "empty"
