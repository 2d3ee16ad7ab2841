"""`python -m db volume`: its words, and a bar that shows how far it is."""

import argparse
import sys
from datetime import date

from db.demo.story import today
from db.migrate import upgrade
from db.volume.fill import fill
from db.volume.size import Size

WIDTH = 40


def add_words(parser: argparse.ArgumentParser) -> None:
    """The words of the command; the defaults stand in `Size`."""
    parser.add_argument("--channels", type=int, default=15_000, help="渠道数 / channels")
    parser.add_argument("--days", type=int, default=365, help="汇总天数 / days of rollups")
    parser.add_argument("--raw-days", type=int, default=90, help="明细天数 / days of raw results")
    parser.add_argument("--probes", type=int, default=4, help="每站每天访问次数 / visits to a website a day")
    parser.add_argument("--checks", type=int, default=4, help="每站每天内容检查项数 / content checks a day")
    parser.add_argument("--seed", type=int, default=2019, help="随机种子 / seed")
    parser.add_argument(
        "--until", type=date.fromisoformat, default=None, help="最后一天（默认今天）/ last day (today)"
    )


def run(args: argparse.Namespace) -> dict[str, object]:
    """Fill the configured database. Raises `NotEmpty`, `WrongSize`."""
    size = Size(
        channels=args.channels,
        until=args.until or today(),
        days=args.days,
        raw_days=args.raw_days,
        probes_a_day=args.probes,
        checks_a_day=args.checks,
        seed=args.seed,
    )
    upgrade()
    counts = fill(size, progress=_bar)
    return {"rows": sum(counts.values()), **counts}


def _bar(done: int, whole: int) -> None:
    if not sys.stderr.isatty() and done != whole and done % max(1, whole // 10):
        return
    full = WIDTH * done // whole
    end = "\n" if done == whole or not sys.stderr.isatty() else "\r"
    sys.stderr.write(f"[{'█' * full}{'·' * (WIDTH - full)}] {done}/{whole}{end}")
    sys.stderr.flush()
