"""python -m core export FILE: the registry as XLSX or CSV, which can be imported again."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from core.commands.help import both
from core.commands.output import written
from core.common.export import rows_csv, rows_xlsx
from core.common.sheet import Sheet
from core.common.text import t
from core.registry.exporting import registry_sheet
from core.registry.search import Filter

WRITERS: dict[str, Callable[[Sheet], bytes]] = {".xlsx": rows_xlsx, ".csv": rows_csv}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the filter."""
    parser.add_argument("file", type=Path, metavar="FILE", help=both("registry_file"))
    parser.add_argument("--words", default="", help=both("words"))
    parser.add_argument("--medium", choices=("website", "account"), default=None, help=both("medium"))
    parser.add_argument("--json", action="store_true", help=both("json"))


def main(args: argparse.Namespace) -> int:
    """Write the file; an old one is replaced only by a whole new one. Exit status 0 done, 2 wrong use."""
    write = WRITERS.get(args.file.suffix.lower())
    if write is None:
        sys.stderr.write(t("importing.command.ending") + "\n")
        return 2
    sheet = registry_sheet(Filter(medium=args.medium, words=args.words))
    if not written(args.file, write(sheet)):
        return 2
    if args.json:
        said = json.dumps({"file": str(args.file), "channels": len(sheet.rows)}, ensure_ascii=False)
    else:
        said = t("importing.command.exported", count=len(sheet.rows), file=args.file)
    sys.stdout.write(said + "\n")
    return 0
