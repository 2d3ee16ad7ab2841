"""python -m core import FILE: take the registry in from a spreadsheet, or only say what that would do."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from core.access import current_actor
from core.commands.help import both
from core.common.errors import DomainError
from core.common.text import t
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.learned import learned
from core.registry.importing.owners import grid_is_empty
from core.registry.importing.plan import ACTIONS, Options, Plan, PlannedRow
from core.registry.importing.reading import RegistryFile, read_file
from core.registry.importing.wording import level_sentences, sentences

OPTIONS = ("create_units", "clear_blanks", "skip_wrong")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the options."""
    parser.add_argument("file", type=Path, metavar="FILE", help=both("registry_file"))
    parser.add_argument("--dry-run", action="store_true", help=both("dry_run"))
    for option in OPTIONS:
        parser.add_argument(f"--{option.replace('_', '-')}", action="store_true", help=both(option))
    parser.add_argument(
        "--keep-level-names", dest="level_names", action="store_false", help=both("level_names")
    )
    parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help=both("since"))
    parser.add_argument("--json", action="store_true", help=both("json"))


def main(args: argparse.Namespace) -> int:
    """Import the file. Exit status 0 done, 1 some rows are wrong, 2 the file was refused."""
    chosen = {option: getattr(args, option) for option in OPTIONS}
    chosen["create_units"] |= grid_is_empty()
    options = Options(**chosen, level_names=args.level_names, since=args.since)
    try:
        file = read_file(args.file.read_bytes(), args.file.name, learned())
        plan = dry_run(file, options)
        stopped = bool(plan.count("wrong")) and not options.skip_wrong
        batch = None
        if not args.dry_run and not stopped and plan.does_something():
            batch = apply(file, options, seen=plan.fingerprint(), actor=current_actor())
    except DomainError as why:
        sys.stderr.write(f"{why}\n")
        return 2
    said = (
        json.dumps(_facts(file, plan, batch), ensure_ascii=False, indent=2)
        if args.json
        else _page(file, plan, batch)
    )
    sys.stdout.write(said + "\n")
    return int(bool(plan.count("wrong")))


def _facts(file: RegistryFile, plan: Plan, batch: int | None) -> dict[str, Any]:
    return {
        "import": batch,
        **{action: plan.count(action) for action in ACTIONS},
        "units": [unit.name for unit in plan.units],
        "missing_units": plan.missing_units,
        "unknown_headings": plan.unknown,
        "remarks": [str(one) for one in file.remarks],
        "level_names": plan.level_names,
        "level_words": level_sentences(plan),
        "questions": [
            {"field": one.field, "word": one.word, "taken": one.taken, "rows": one.count}
            for one in plan.questions
        ],
        "rows": [
            {"sheet": row.sheet, "row": row.number, "action": row.action, "code": row.code, "name": row.name}
            | {"said": sentences(row)}
            for row in plan.rows
            if row.action != "same" or row.notes
        ],
    }


def _page(file: RegistryFile, plan: Plan, batch: int | None) -> str:
    counts = {action: plan.count(action) for action in ACTIONS}
    lines = [_line(row) for row in plan.rows if row.action != "same" or row.notes]
    lines += [*map(str, file.remarks), *level_sentences(plan)]
    lines.append(t("importing.command.summary", **counts, units=len(plan.units)))
    if plan.unknown:
        lines.append(t("importing.table.unknown", headings=", ".join(plan.unknown)))
    if batch is None:
        lines.append(t("importing.command.not_imported"))
    else:
        figures = {"added": counts["add"], "changed": counts["change"], "unchanged": counts["same"]}
        lines.append(t("importing.apply.done", number=batch, left_out=counts["wrong"], **figures))
    return "\n".join(lines)


def _line(row: PlannedRow) -> str:
    return t(
        "importing.command.row",
        number=f"{row.sheet} {row.number}".strip(),
        action=t(f"importing.action.{row.action}"),
        name=row.name,
        what=" ".join(sentences(row)),
    ).rstrip()
