"""Reading a whole site: what is known, what comes next, what is written down."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from urllib.parse import urljoin

from checks.fetch import Visit
from checks.fetch.address import visitable
from checks.fetch.outcomes import OUTCOMES
from checks.probe.loop import Prober
from core.common import clock
from core.common.outcome import Failure, Outcome

from .address import Address, addressed, one_form, site_of
from .limits import CrawlLimits, data
from .pool import Joined, joined
from .progress import Pace, Progress
from .reader import Reader
from .reading import Harvest, Reading
from .recall import Recall
from .robots import Robots, robots_of, text_for
from .store import FILE as STORED
from .store import INSIDE, OUTSIDE, NotThisCrawl, Store
from .traps import trap
from .watched import FILE, TRIES, UnderWay, suspect, suspects

_COMMIT_S = 0.5
_LOADED = 2000
_TURN_S = 0.01
_SHOWN_S = 0.2
_MAP = "/sitemap.xml"
ROBOTS = "robots"
DEAD = frozenset(failure.value for failure, outcome in OUTCOMES.items() if outcome is Outcome.PROBLEM)


class Crawl:
    """One reading of the site at `url`, kept in `folder`; begun there before, it goes on.

    Raises `checks.fetch.BadAddress` for an address that cannot be visited, `NotThisCrawl` when the folder
    holds another crawl."""

    def __init__(self, url: str, folder: Path, limits: CrawlLimits) -> None:
        read = data()["read"]
        fetch = replace(limits.fetch, timeout_s=float(read["timeout_s"]), max_bytes=int(read["page_bytes"]))
        self.limits = replace(limits, fetch=fetch)
        start = one_form(visitable(url), "") or visitable(url)
        self.start = addressed(start)
        # Asked for whether or not any page leads to it: a site without one is none the worse.
        self.map = addressed(urljoin(start, _MAP))
        self.store = Store(folder, writing=True)
        fresh = {"start": start, "today": clock.today().isoformat(), "page_facts": limits.page_facts}
        about = self.store.about(fresh)
        if (about["start"], about["page_facts"]) != (start, limits.page_facts):
            self.store.close()
            raise NotThisCrawl(about["start"])
        self.today, self.site = date.fromisoformat(about["today"]), site_of(start)
        self.pause, self.cancel = Event(), Event()
        self._folder, self._suspects = folder, suspects(folder)
        self._memory = Recall.of(start, self.limits, self.today, self.store)
        page = limits.page
        self._reader = Reader(
            self.limits, self.today, UnderWay(folder / FILE, page.seconds) if page else None
        )
        self._helpers: list[Joined] = []
        self._joined = 0
        self._outside = Prober[int](replace(fetch, max_bytes=int(read["external_bytes"])))
        self._queue: deque[Address] = deque()
        self._outer: deque[Address] = deque()
        self._loaded, self._loaded_outer = 0, 0
        self._tries: dict[int, int] = {}
        self._dirty, self._more, self._more_outer = False, True, True
        self._next_start = 0.0
        self._robots = Robots()
        self._gap = self.limits.gap
        self._silent: list[int] = []
        self._pace = Pace()
        self.known, self.read, self.dead = 0, 0, 0
        self.down = False

    def run(self, shown: Callable[[Progress], None] = lambda _: None) -> bool:
        """Read until everything is read (True), or `cancel` is set, the limit of addresses is reached or the
        site is `down` (False; what is read is kept)."""
        self._began = committed = shown_at = monotonic()
        maps = self._obey()
        self._take_addresses([self.start, self.map, *maps])
        self.store.add_readings(_aside(one) for one, times in self._suspects.items() if times >= TRIES)
        self.known, self.read = self.store.count("address"), self.store.count("reading")
        self.dead = len({*self.store.failed(DEAD)} - {self.map.number})
        try:
            while not self.cancel.is_set() and not self.down and self._going():
                self._turn()
                now = monotonic()
                if now - committed > _COMMIT_S and self._dirty:
                    self._commit()
                    committed, self._dirty = now, False
                if now - shown_at > _SHOWN_S:
                    shown(self.progress())
                    shown_at = now
            done = not (self.cancel.is_set() or self.down or self._waits)
            if done:
                self.store.note("done", clock.now().isoformat())
            self._commit()
            if done:
                self._memory.finish(self._folder / STORED)
            shown(self.progress())
            return done
        finally:
            self._close()

    @property
    def helpers(self) -> list[int]:
        """The numbers of the processes that read along."""
        return [helper.pid for helper in self._helpers if helper.pid is not None]

    @property
    def has_robots(self) -> bool:
        """Whether the site has a robots.txt that is obeyed."""
        return self._robots.there

    def progress(self) -> Progress:
        """How far it is."""
        now = monotonic()
        rate = self._pace.at(now, self.read)
        return Progress(self.read, self.known, now - self._began, self.pause.is_set(), self.dead, rate)

    def _obey(self) -> list[Address]:
        """Read robots.txt once, if it is to be obeyed; the site maps that it names."""
        if not self.limits.robots:
            return []
        kept = self.store.about({})
        if "robots" not in kept:
            origin = self.start.url[: self.start.url.find("/", 8)]
            self.store.note("robots", text_for(origin, self.limits.fetch))
            kept = self.store.about({})
        text = kept["robots"]
        self._robots = robots_of(text) if text is not None else Robots()
        self._gap = max(self._gap, self._robots.delay_s)
        forms = (one_form(self.start.url, written) for written in self._robots.maps)
        return [addressed(url) for url in forms if url and site_of(url) == self.site]

    def _going(self) -> bool:
        self._load()
        return bool(self._under_way or (self._waits and self._left > 0))

    @property
    def _waits(self) -> bool:
        """Whether there is anything that nobody was asked for yet."""
        return bool(self._queue or self._outer or self._more or self._more_outer)

    @property
    def _under_way(self) -> int:
        """How many addresses are asked for at the moment."""
        return self._reader.under_way + self._outside.under_way + sum(len(h.given) for h in self._helpers)

    @property
    def _left(self) -> int:
        """How many more addresses may be asked for: what is under way counts as read."""
        return self.limits.addresses - self.read - self._under_way

    # What comes next

    def _load(self) -> None:
        if self._more and len(self._queue) < _LOADED // 2:
            self._loaded, self._more = self._fetch(self._queue, self._loaded, INSIDE)
        if self._more_outer and self.limits.external and len(self._outer) < _LOADED // 2:
            self._loaded_outer, self._more_outer = self._fetch(self._outer, self._loaded_outer, OUTSIDE)
        self._more_outer = self._more_outer and self.limits.external

    def _fetch(self, queue: deque[Address], after: int, inside: int) -> tuple[int, bool]:
        rows = self.store.unread(after, inside, _LOADED)
        queue.extend(self._memory.recognised(address) if inside else address for _, address in rows)
        return (rows[-1][0] if rows else after), len(rows) == _LOADED

    def _hand_out(self) -> None:
        left = self._left
        if self.pause.is_set() or left <= 0:
            return None
        self._join_in()
        if self._gap:
            return self._hand_out_slowly()
        room = self.limits.at_once * 2
        if len(self._queue) > room:
            for helper in (helper for helper in self._helpers if helper.ready):
                wanted = min(len(self._queue) // 2, self.limits.at_once * 12 - len(helper.given), left)
                if wanted >= self.limits.at_once * 4:
                    helper.give([self._queue.popleft() for _ in range(wanted)])
                    left -= wanted
        for _ in range(min(len(self._queue), room - self._reader.under_way, left)):
            self._reader.add(self._queue.popleft())
        return None

    def _hand_out_slowly(self) -> None:
        """One at a time, never two closer together than the gap: the site has visitors of its own."""
        now = monotonic()
        if self._queue and now >= self._next_start and self._reader.under_way < self.limits.at_once:
            self._reader.add(self._queue.popleft())
            self._next_start = now + self._gap

    def _join_in(self) -> None:
        worth = self.known >= data()["read"]["second_process_from"] and not self._gap
        while worth and len(self._helpers) < self.limits.processes - 1:
            file = self._folder / f"{FILE}-{self._joined}"
            self._helpers.append(joined(self.limits, self.today, file))
            self._joined += 1

    def _hand_out_outer(self) -> None:
        most = int(data()["pace"]["external_parallel"])
        wanted = 0 if self.pause.is_set() else min(most - self._outside.under_way, self._left)
        for _ in range(min(len(self._outer), wanted)):
            address = self._outer.popleft()
            self._outside.start(address.number, address.url)

    # What comes in

    def _turn(self) -> None:
        self._hand_out()
        self._hand_out_outer()
        if self.pause.is_set() and not self._reader.under_way and not self._outside.under_way:
            sleep(_TURN_S)
        self._take(self._reader.turn(_TURN_S if self._reader.under_way or self._helpers else 0.0))
        for helper in self._helpers:
            self._take(helper.taken())
        self._replace_lost()
        if self._outside.under_way:
            waits = 0.0 if self._reader.under_way or self._helpers else _TURN_S
            outer = [_outer(number, visit) for number, visit in self._outside.turn(waits)]
            self._take_readings(outer, inside=False)
        elif not self._reader.under_way and not self._helpers and self._gap:
            sleep(min(_TURN_S, self._gap))

    def _take(self, harvest: Harvest) -> None:
        harvest, forgotten = self._memory.completed(harvest)
        self._queue.extend(self._address(number)[0] for number in forgotten)
        if harvest.fresh:
            self._take_addresses(harvest.fresh)
        if harvest.readings:
            self._take_readings(harvest.readings)

    def _take_addresses(self, addresses: Iterable[Address]) -> None:
        new = self.store.add_addresses(self._row(address) for address in addresses)
        if new:
            self.known += new
            self._more = self._more_outer = self._dirty = True

    def _row(self, address: Address) -> tuple[int, str, int, str]:
        inside = site_of(address.url) == self.site
        return (
            address.number,
            address.url,
            int(inside),
            self._left_out(address.url) if inside else "",
        )

    def _left_out(self, url: str) -> str:
        """Why an address of the site is not followed; empty when it is."""
        return trap(url, self.today) or ("" if self._robots.allows(url) else ROBOTS)

    def _take_readings(self, readings: list[Reading], *, inside: bool = True) -> None:
        if inside:
            self._listen(readings)
        kept = [reading for reading in readings if not self._again(reading)]
        self.store.add_readings(kept)
        self._memory.keep(kept)
        self.read += len(kept)
        self.dead += sum(one.failure in DEAD and one.number != self.map.number for one in kept)
        self._dirty = self._dirty or bool(kept)
        if self.down:
            self.store.forget(self._silent)

    def _listen(self, readings: list[Reading]) -> None:
        """A site that no longer answers is left alone; what it did not answer is asked for another time."""
        for reading in readings:
            if reading.passing:
                self._silent.append(reading.number)
            else:
                self._silent.clear()
        if len(self._silent) >= int(data()["read"]["down_after"]):
            self.down = True

    def _again(self, reading: Reading) -> bool:
        """Look once more at what may have passed."""
        if not reading.passing or self.cancel.is_set():
            return False
        tried = self._tries.pop(reading.number, 0) + 1
        if tried >= int(data()["read"]["tries"]):
            return False
        self._tries[reading.number] = tried
        address, inside = self._address(reading.number)
        (self._queue if inside else self._outer).append(address)
        return True

    def _address(self, number: int) -> tuple[Address, bool]:
        """An address by its number, and whether it is the site's own."""
        url, inside = next(self.store.rows("SELECT url, inside FROM address WHERE number = ?", (number,)))
        return Address(number, url), bool(inside)

    def _commit(self) -> None:
        """What is remembered first: of what it lacks nothing is known, of what it has nothing is lost."""
        self._memory.commit()
        self.store.commit()

    def _replace_lost(self) -> None:
        """What a killed helper had in hand is read by the others."""
        for helper in [helper for helper in self._helpers if helper.lost]:
            self._take(helper.taken())
            number = helper.suspect
            if number in helper.given and suspect(self._folder, number) >= TRIES:
                del helper.given[number]
                self._take_readings([_aside(number)])
            self._queue.extendleft(helper.given.values())
            helper.close()
            self._helpers.remove(helper)

    def _close(self) -> None:
        for helper in self._helpers:
            helper.close()
        self._reader.close()
        self._outside.close()
        self._memory.close()
        self.store.close()


def _aside(number: int) -> Reading:
    """The reading of a page that ended two processes that took it apart."""
    return Reading(number, failure=Failure.PAGE_LIMITS.value, detail="put aside")


def _outer(number: int, visit: Visit) -> Reading:
    return Reading(
        number,
        visit.status,
        visit.failure.value if visit.failure else "",
        visit.detail,
        (visit.content_type or "").partition(";")[0].strip().lower(),
        len(visit.body),
        not visit.truncated,
        visit.total_ms,
    )
