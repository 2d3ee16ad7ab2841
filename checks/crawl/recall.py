"""What one reading takes from earlier ones, and leaves for later ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .address import Address
from .limits import CrawlLimits
from .reading import Harvest, Reading

if TYPE_CHECKING:  # a reading that knows of no other does without
    from core.common.settings import Settings

    from .memory import Memory, Remember
    from .store import Store


FOLDER = "crawl-memory"


@dataclass(frozen=True, slots=True)
class Recall:
    """`memory`: what is remembered, None for nothing. `full`: everything is read anew this time, and
    remembered."""

    memory: "Memory | None" = None
    remember: "Remember | None" = None
    full: bool = True

    @classmethod
    def of(cls, start: str, limits: CrawlLimits, today: date, store: "Store") -> "Recall":
        """For the reading in `store`; begun as a full one, it goes on as a full one."""
        if limits.remember is None:
            return cls()
        from .memory import memory_of
        from .version import version_of

        version = version_of(page_facts=limits.page_facts, words=limits.words)
        memory = memory_of(start, version, limits.remember, today)
        kept = store.about({})
        if "full" not in kept:
            store.note("full", memory is None or memory.due(limits.remember.full_every_days))
            kept = store.about({})
        return cls(memory, limits.remember, bool(kept["full"]))

    def recognised(self, address: Address) -> Address:
        """`address` with what it is known by."""
        return address if self.memory is None or self.full else self.memory.recognised(address)

    def completed(self, harvest: Harvest) -> tuple[Harvest, list[int]]:
        """What a process brought in, with the rest of what it recognised; and the numbers of what is not
        remembered any more and has to be asked for again."""
        if self.memory is None:
            return harvest, []
        if harvest.fresh:
            self.memory.meet(harvest.fresh)
        readings, fresh, forgotten = [], list(harvest.fresh), []
        for reading in harvest.readings:
            recalled = self.memory.recalled(reading) if reading.same else None
            if recalled:
                readings.append(recalled.reading)
                fresh += recalled.fresh
            elif reading.same:
                forgotten.append(reading.number)
            else:
                readings.append(reading)
        return Harvest(readings, fresh), forgotten

    def keep(self, readings: Iterable[Reading]) -> None:
        """Remember what was read."""
        if self.memory is not None:
            self.memory.keep(readings)

    def commit(self) -> None:
        """Everything so far outlives a kill."""
        if self.memory is not None and self.remember is not None:
            self.memory.commit(self.remember.most_mb)

    def finish(self, crawl: Path) -> None:
        """The reading in the file `crawl` is complete."""
        if self.memory is not None and self.remember is not None:
            from .memory import prune

            self.memory.finish(crawl, full=self.full)
            self.memory.close()
            prune(self.remember)

    def close(self) -> None:
        """Keep everything and let go."""
        if self.memory is not None:
            self.memory.close()


def remembering(settings: "Settings", *, full: bool = False) -> "Remember | None":
    """Where the settings want readings remembered; None for nowhere. `full`: this one is read anew."""
    if not settings.crawl_memory_mb:
        return None
    from .memory import Remember

    folder = settings.data_dir.absolute() / FOLDER
    return Remember(folder, settings.crawl_memory_mb, 0 if full else settings.crawl_full_every_days)
