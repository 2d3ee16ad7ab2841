"""What a finished crawl says of the site."""

from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from checks.fetch.outcomes import OUTCOMES
from core.common.outcome import Failure, Outcome

from .address import number_of
from .reading import LEFT_OUT
from .store import INSIDE, Store


@dataclass(frozen=True, slots=True)
class Dead:
    """A link that leads nowhere, and every page that carries it."""

    address: str
    inside: bool
    status: int | None
    failure: str
    carried_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Attachments of one type: how many, and their bytes together."""

    type: str
    count: int
    bytes: int


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """`blocked` addresses could not be checked and count as neither. `depth`: pages by clicks from the first.
    `orphans`: pages that no page leads to; none is named while `unpaged` lists go on where no address leads.
    `duplicates`: pages with the very same content. `traps`: addresses left out, by kind. `refused`:
    robots.txt or the server let nothing but the first page be read, so that "no dead links" would say nothing
    about the site; such a reading is not `complete` either, nor is one that found no page at all."""

    start: str
    complete: bool
    refused: bool
    addresses: int
    read: int
    pages: int
    external: int
    redirects: int
    dead: tuple[Dead, ...]
    blocked: tuple[Dead, ...]
    attachments: tuple[Kind, ...]
    orphans: tuple[str, ...]
    duplicates: tuple[tuple[str, ...], ...]
    depth: dict[int, int]
    traps: dict[str, int]
    unpaged: int = 0

    def as_dict(self) -> dict[str, Any]:
        """All of it, ready for JSON."""
        return asdict(self)


def report_of(folder: Path) -> CrawlReport:
    """Read the crawl kept in `folder`, finished or not."""
    with closing(Store(folder)) as store:
        return _Reader(store).report()


class _Reader:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.about = store.about({})
        from .graph import Graph  # with numpy, which only the end of a reading needs

        self.graph = Graph(store, number_of(self.about["start"]))

    def report(self) -> CrawlReport:
        failed = self._failed()
        dead = {n for n, row in failed.items() if OUTCOMES[Failure(row[2])] is Outcome.PROBLEM}
        links = self._links(failed)
        depths = self.graph.depths()
        pages = len(self._pages())
        blocked = tuple(links[number] for number in links if number not in dead)
        traps = dict(self.store.rows("SELECT trap, count(*) FROM address WHERE trap != '' GROUP BY trap"))
        withheld = traps.get("robots", 0) + sum(each.inside for each in blocked)
        refused = pages <= 1 and withheld > 0
        unpaged = self._one(f"SELECT count(*) FROM reading WHERE detail = '{LEFT_OUT}'")  # noqa: S608
        return CrawlReport(
            start=self.about["start"],
            complete="done" in self.about and not refused and pages > 0,
            refused=refused,
            addresses=self.store.count("address"),
            read=self.store.count("reading"),
            pages=pages,
            external=self._one("SELECT count(*) FROM address WHERE inside = 0"),
            redirects=self._one("SELECT count(*) FROM reading WHERE status IN (301, 302, 303, 307, 308)"),
            dead=tuple(links[number] for number in links if number in dead),
            blocked=blocked,
            attachments=self._attachments(),
            orphans=() if unpaged else self._orphans(depths),
            unpaged=unpaged,
            duplicates=self._duplicates(),
            depth=self._by_depth(depths),
            traps=traps,
        )

    def _failed(self) -> dict[int, tuple[str, int | None, str, int]]:
        """Failed addresses, and those that only redirect to one."""
        rows = self.store.rows(
            "SELECT a.number, a.url, r.status, r.failure, a.inside "
            "FROM reading r JOIN address a USING (number) WHERE r.failure != '' ORDER BY a.url"
        )
        failed = {number: (url, status, failure, inside) for number, url, status, failure, inside in rows}
        leads = {number: target for number, target in self._redirects() if number not in failed}
        for number in leads:
            end = _end(number, leads)
            found = failed.get(end) if end is not None else (None, 302, Failure.REDIRECTS.value, INSIDE)
            if found:
                failed[number] = (self._url(number), *found[1:])
        return failed

    def _redirects(self) -> list[tuple[int, int]]:
        rows = self.store.rows(
            "SELECT number, links FROM reading WHERE status IN (301, 302, 303, 307, 308) AND links != x''"
        )
        return [(number, int.from_bytes(links, "little", signed=True)) for number, links in rows]

    def _links(self, failed: dict[int, tuple[str, int | None, str, int]]) -> dict[int, Dead]:
        carriers = self.graph.carriers(set(failed))
        names = self._urls({page for pages in carriers.values() for page in pages})
        start = self.about["start"]
        return {
            number: Dead(
                url, bool(inside), status, failure, tuple(sorted(names[p] for p in carriers[number]))
            )
            for number, (url, status, failure, inside) in sorted(failed.items(), key=lambda item: item[1][0])
            if carriers[number] or url == start
        }

    def _pages(self) -> set[int]:
        rows = self.store.rows(
            "SELECT number FROM reading JOIN address USING (number) "
            "WHERE inside = 1 AND status = 200 AND failure = '' AND print IS NOT NULL"
        )
        return {row[0] for row in rows}

    def _attachments(self) -> tuple[Kind, ...]:
        rows = self.store.rows(
            "SELECT type, count(*), sum(size) FROM reading JOIN address USING (number) WHERE inside = 1 "
            "AND status = 200 AND failure = '' AND print IS NULL "
            "AND url NOT LIKE '%/sitemap%.xml' GROUP BY type ORDER BY sum(size) DESC, type"
        )
        return tuple(Kind(*row) for row in rows)

    def _orphans(self, depths: Any) -> tuple[str, ...]:
        pages = self._pages()
        lonely = {int(n) for n in self.graph.numbers[depths < 0] if int(n) in pages}
        return tuple(sorted(self._urls(lonely).values()))

    def _duplicates(self) -> tuple[tuple[str, ...], ...]:
        rows = self.store.rows(
            "SELECT r.print, a.url FROM reading r JOIN address a USING (number) "
            "WHERE r.failure = '' AND a.inside = 1 AND r.print IN "
            "(SELECT print FROM reading WHERE print IS NOT NULL GROUP BY print HAVING count(*) > 1)"
        )
        groups: dict[int, list[str]] = {}
        for mark, url in rows:
            groups.setdefault(mark, []).append(url)
        return tuple(sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1))

    def _by_depth(self, depths: Any) -> dict[int, int]:
        pages = self._pages()
        at = (int(d) for n, d in zip(self.graph.numbers, depths, strict=True) if d >= 0 and int(n) in pages)
        return dict(sorted(Counter(at).items()))

    def _urls(self, numbers: set[int]) -> dict[int, str]:
        return {number: self._url(number) for number in numbers}

    def _url(self, number: int) -> str:
        rows = self.store.rows("SELECT url FROM address WHERE number = ?", (number,))
        return str(next(rows)[0])

    def _one(self, query: str) -> int:
        return int(next(self.store.rows(query))[0])


def _end(number: int, leads: dict[int, int]) -> int | None:
    """Where a chain of redirects ends; None for a circle."""
    seen = {number}
    while number in leads:
        number = leads[number]
        if number in seen:
            return None
        seen.add(number)
    return number
