"""How readings of whole sites are put into words."""

from core.common.text import has, t
from core.monitoring.crawl_view import CrawlLine
from pages.components.format import failure

KB, HOUR, MINUTE = 1024, 3600, 60


def lasting(seconds: float | None) -> str:
    """A length of time to the minute, or in seconds below one."""
    if seconds is None:
        return t("common.none")
    whole = round(seconds)
    if whole < MINUTE:
        return t("crawls.span.seconds", n=whole)
    if whole < HOUR:
        return t("crawls.span.minutes", n=whole // MINUTE, s=whole % MINUTE)
    return t("crawls.span.hours", h=whole // HOUR, n=whole % HOUR // MINUTE)


def bytes_of(size: float) -> str:
    """A size in the unit that keeps it short."""
    for unit in ("B", "KB", "MB"):
        if size < KB:
            return f"{size:,.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
        size /= KB
    return f"{size:,.1f} GB"


def error_of(line: CrawlLine) -> str:
    """Why a reading was not carried through, and what to do; empty when it was."""
    if not line.error:
        return ""
    if line.error.startswith("failure."):
        return t("crawls.error.failure", failure=failure(line.error.removeprefix("failure.")))
    key = f"crawls.error.{line.error}"
    return t(key) if has(key) else line.error


def robots_of(line: CrawlLine) -> str:
    """What was done with the site's robots.txt."""
    return t(f"crawls.robots_use.{line.robots}") if line.robots else t("common.none")
