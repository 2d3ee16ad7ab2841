"""python -m core pack: the slides, brief and annex for a meeting."""

import argparse
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from core.commands.help import both
from core.commands.output import written
from core.common.errors import DomainError
from core.common.export import file_name
from core.common.text import t
from core.reporting.pack.files import FILES, Pack, make_pack
from core.reporting.reports.period import Period, read_period
from core.reporting.statistics.registry import any_channel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the period, the topics and the file."""
    parser.add_argument("--period", required=True, metavar="P", help=both("report_period"))
    parser.add_argument("--topics", default="", metavar="T,T", help=both("pack_topics"))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=both("pack_out"))


def main(args: argparse.Namespace) -> int:
    """Write one of the files, or all three in a ZIP. Exit status 0 done, 2 wrong use."""
    ending = args.out.suffix.lower().lstrip(".")
    if ending not in {*FILES, "zip"}:
        sys.stderr.write(both("pack_ending", given=args.out.name) + "\n")
        return 2
    if not any_channel():
        sys.stderr.write(t("report.nothing_yet") + "\n")
        return 2
    try:
        pack = make_pack(_period(args.period), [one for one in args.topics.split(",") if one])
    except DomainError as why:
        sys.stderr.write(f"{why}\n")
        return 2
    data = _zipped(pack) if ending == "zip" else FILES[ending](pack)
    if not written(args.out, data):
        return 2
    sys.stdout.write(t("figure.row", label=pack.report.title, value=args.out) + "\n")
    return 0


def _period(text: str) -> Period:
    """The period in any of its forms: its length says which."""
    kind = {4: "yearly", 7: "monthly", 10: "daily"}.get(len(text.strip()), "quarterly")
    return read_period("quarterly" if "Q" in text.upper() else kind, text)


def _zipped(pack: Pack) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as book:
        for ending, make in FILES.items():
            book.writestr(file_name(pack.report.title, ending), make(pack))
    return buffer.getvalue()
