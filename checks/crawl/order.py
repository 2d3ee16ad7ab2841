"""What the checker tells the process that reads a site of its limits, as JSON.

The process reads no settings of its own: what they are made of takes longer to start than a small site takes
to be read."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.fetch.limits import Limits
from checks.sandbox.limits import SandboxLimits
from core.wording.entry import Entry, WordList

from .limits import CrawlLimits, data
from .memory import Remember
from .recall import remembering

if TYPE_CHECKING:
    from core.common.settings import Settings


def limits_said(settings: "Settings") -> dict[str, Any]:
    """The limits that `settings` set, ready for JSON."""
    remember = remembering(settings)
    fetch = Limits.from_settings(settings, timeout_s=float(data()["read"]["timeout_s"]))
    return {
        "fetch": asdict(fetch),
        "parallel": settings.crawl_parallel,
        "gap_s": settings.crawl_gap_s,
        "processes": settings.crawl_processes,
        "page": {"seconds": settings.page_s, "memory_mb": settings.page_memory_mb},
        "remember": {**asdict(remember), "folder": str(remember.folder)} if remember else None,
    }


def limits_of(job: dict[str, Any]) -> CrawlLimits:
    """The limits of a job, in which stand what `limits_said` gave and what was chosen for this reading."""
    said = job["limits"]
    fetch, remember = said["fetch"], said["remember"]
    return CrawlLimits(
        Limits(**{**fetch, "allowed_private": tuple(fetch["allowed_private"])}),
        parallel=said["parallel"],
        gap_s=said["gap_s"],
        polite=not job["full_speed"],
        processes=said["processes"],
        page=SandboxLimits(**said["page"]),
        remember=Remember(**{**remember, "folder": Path(remember["folder"])}) if remember else None,
        robots=job["robots"],
        words=tuple(
            Entry(WordList(which), phrase, right, confidence, tuple(unless))
            for which, phrase, right, confidence, unless in job["words"]
        ),
    )
