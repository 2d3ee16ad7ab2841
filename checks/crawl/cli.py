"""`python -m checks crawl URL`: read a whole site, show how far it is, say what was found."""

import argparse
import json
import shlex
import signal
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import get_terminal_size
from unicodedata import east_asian_width

from checks.fetch import BadAddress, Limits, visitable
from core.common.settings import settings
from core.common.text import LANGUAGES, t, use_language

from .crawl import Crawl
from .garbage import seldom
from .limits import CrawlLimits, data
from .progress import Progress
from .recall import remembering
from .report import CrawlReport, Dead, report_of
from .store import CrawlRuns, NotThisCrawl

PASSED, FOUND, WRONG_USE = 0, 1, 2
_SHOWN = 50
_BAR = 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `crawl`."""
    parser.add_argument("url", metavar="URL", help=t("crawl.help.url"))
    parser.add_argument("--links-only", action="store_true", help=t("crawl.help.links_only"))
    parser.add_argument("--no-external", action="store_true", help=t("crawl.help.no_external"))
    parser.add_argument("--processes", type=int, default=1, metavar="N", help=t("crawl.help.processes"))
    parser.add_argument("--full-speed", action="store_true", help=t("crawl.help.full_speed"))
    parser.add_argument("--parallel", type=int, default=0, metavar="N", help=t("crawl.help.parallel"))
    parser.add_argument("--gap", type=float, default=-1.0, metavar="SECONDS", help=t("crawl.help.gap"))
    parser.add_argument("--ignore-robots", action="store_true", help=t("crawl.help.ignore_robots"))
    parser.add_argument("--full", action="store_true", help=t("crawl.help.full"))
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help=t("crawl.help.folder"))
    parser.add_argument("--json", action="store_true", help=t("crawl.help.json"))
    parser.add_argument("--language", choices=LANGUAGES, help=t("crawl.help.language"))
    parser.add_argument(
        "--allow", action="append", default=[], metavar="ADDRESS[:PORT[-PORT]]", help=t("crawl.help.allow")
    )


def main(args: argparse.Namespace) -> int:
    """Run it. 0 no dead link, 1 some, or not read to the end; 2 wrong use. Ctrl-C pauses."""
    use_language(args.language or settings().language)
    try:
        folder = args.folder or _folder(args.url)
        crawl = Crawl(args.url, folder, _limits(args))
    except BadAddress:
        return _refuse(t("crawl.wrong.address", address=args.url))
    except NotThisCrawl as wrong:
        return _refuse(t("crawl.wrong.folder", folder=folder, address=wrong))
    except CrawlRuns:
        return _refuse(t("crawl.wrong.runs", folder=folder))
    except (ValueError, OSError, sqlite3.Error) as wrong:
        return _refuse(t("crawl.wrong.use", reason=wrong))
    done = _run(crawl)
    if not done and crawl.cancel.is_set() and not args.json:
        sys.stderr.write(t("crawl.paused", read=f"{crawl.read:,}", command=_resumes(args, folder)) + "\n")
        return FOUND
    report = report_of(folder)
    text = json.dumps(report.as_dict(), ensure_ascii=False, indent=1) if args.json else _text(report, folder)
    sys.stdout.write(text + "\n")
    return PASSED if done and not report.dead else FOUND


def _limits(args: argparse.Namespace) -> CrawlLimits:
    fetch = Limits.from_settings(settings(), timeout_s=float(data()["read"]["timeout_s"]))
    return CrawlLimits(
        replace(fetch, allowed_private=(*fetch.allowed_private, *args.allow)),
        parallel=args.parallel,
        gap_s=args.gap,
        polite=not args.full_speed,
        processes=max(args.processes, 1),
        page_facts=not args.links_only,
        external=not args.no_external,
        robots=not args.ignore_robots,
        remember=remembering(settings(), full=args.full),
    )


def _resumes(args: argparse.Namespace, folder: Path) -> str:
    """The command that goes on where this one stopped."""
    kept = [word for word in sys.argv[1:] if args.folder or word != args.url]
    named = [] if args.folder else [args.url, "--folder", str(folder)]
    return shlex.join(["python", "-m", "checks", *kept[:1], *named, *kept[1:]])


def _folder(url: str) -> Path:
    name = "".join(c if c.isalnum() or c in ".-" else "_" for c in visitable(url).partition("//")[2])
    return settings().data_dir / "crawls" / name.strip("_")[:120]


def _run(crawl: Crawl) -> bool:
    """Read until done; the first Ctrl-C keeps what was read and ends."""
    before = {
        sign: signal.signal(sign, lambda *_: crawl.cancel.set()) for sign in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with seldom():
            return crawl.run(_bar if sys.stderr.isatty() else lambda _: None)
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
        if sys.stderr.isatty():
            sys.stderr.write("\n")


def _bar(progress: Progress) -> None:
    filled = _BAR * progress.read // max(progress.known, 1)
    line = t(
        "crawl.progress",
        read=f"{progress.read:,}",
        known=f"{progress.known:,}",
        speed=f"{progress.rate:,.0f}",
        dead=f"{progress.dead:,}",
        left=_clock(progress.left_s),
    )
    bar = f"{'█' * filled}{'░' * (_BAR - filled)} {line}"
    sys.stderr.write(f"\r\x1b[K{_cut(bar, get_terminal_size().columns - 1)}")
    sys.stderr.flush()


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "--:--"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes:02}:{rest:02}"


def _cut(line: str, columns: int) -> str:
    """As much of the line as fits: one that wraps could not be written over. Chinese takes two columns."""
    width = 0
    for place, letter in enumerate(line):
        width += 2 if east_asian_width(letter) in "WF" else 1
        if width > columns:
            return line[:place]
    return line


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return WRONG_USE


def _text(report: CrawlReport, folder: Path) -> str:
    return "\n".join(_lines(report, folder))


def _lines(report: CrawlReport, folder: Path) -> Iterator[str]:
    if report.refused:
        yield t("crawl.refused")
    elif not report.pages and report.read:
        yield t("crawl.unread")
    elif not report.complete:
        yield t("crawl.unfinished", folder=folder)
    for name in ("addresses", "read", "pages", "external", "redirects"):
        yield f"{t(f'crawl.row.{name}')}{t('crawl.colon')}{getattr(report, name):,}"
    yield f"{t('crawl.row.depth')}{t('crawl.colon')}{max(report.depth, default=0)}"
    for kind in report.attachments:
        yield t("crawl.attachment", type=kind.type, count=f"{kind.count:,}", bytes=f"{kind.bytes:,}")
    for kind_of_trap, count in sorted(report.traps.items()):
        yield t("crawl.trap", kind=t(f"crawl.traps.{kind_of_trap}"), count=f"{count:,}")
    if report.unpaged:
        yield t("crawl.unpaged", count=f"{report.unpaged:,}")
    yield from _listed("orphans", report.orphans)
    yield from _listed("duplicates", [" = ".join(group[:4]) for group in report.duplicates])
    yield from _links("blocked", report.blocked)
    yield from _links("dead", report.dead)


def _links(name: str, links: tuple[Dead, ...]) -> Iterator[str]:
    yield f"{t(f'crawl.row.{name}')}{t('crawl.colon')}{len(links):,}"
    for link in links[:_SHOWN]:
        yield f"  {link.address}  {link.status or ''} {t(f'failure.{link.failure}.name')}"
        yield t("crawl.carried", count=f"{len(link.carried_by):,}", pages="  ".join(link.carried_by[:3]))


def _listed(name: str, rows: tuple[str, ...] | list[str]) -> Iterator[str]:
    yield f"{t(f'crawl.row.{name}')}{t('crawl.colon')}{len(rows):,}"
    yield from (f"  {row}" for row in rows[:_SHOWN])
