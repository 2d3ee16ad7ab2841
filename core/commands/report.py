"""python -m core report KIND: a report of a period as a file."""

import argparse
import json
import sys
from pathlib import Path

from core.commands.help import both
from core.commands.output import written
from core.common.errors import DomainError
from core.common.text import t
from core.reporting.reports.files import FILES
from core.reporting.reports.period import KINDS, newest_complete, read_period
from core.reporting.reports.report import make_report
from core.reporting.statistics.registry import any_channel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the kind, the period and the file."""
    parser.add_argument("kind", choices=KINDS, help=both("report_kind"))
    parser.add_argument("--period", default="", metavar="P", help=both("report_period"))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=both("report_out"))
    parser.add_argument("--json", action="store_true", help=both("json"))


def main(args: argparse.Namespace) -> int:
    """Write the file; an old one is replaced only by a whole new one. Exit status 0 done, 1 figures
    contradict each other (the file is written), 2 wrong use."""
    make = FILES.get(args.out.suffix.lower().lstrip("."))
    if make is None:
        sys.stderr.write(both("report_ending", given=args.out.name) + "\n")
        return 2
    if not any_channel():
        sys.stderr.write(t("report.nothing_yet") + "\n")
        return 2
    try:
        period = read_period(args.kind, args.period) if args.period else newest_complete(args.kind)
        report = make_report(period)
    except DomainError as why:
        sys.stderr.write(f"{why}\n")
        return 2
    if not written(args.out, make(report)):
        return 2
    if args.json:
        figures = {one.path: one.value for one in report.figures}
        facts = {"file": str(args.out), "period": period.key, "figures": figures}
        sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(t("figure.row", label=report.title, value=args.out) + "\n")
    return int(not all(one.holds for one in report.identities))
