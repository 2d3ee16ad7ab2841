"""python -m core: registry, figures and reports from the command line."""

import argparse
import sys
from importlib import import_module

from sqlalchemy.exc import SQLAlchemyError

from core.commands import COMMANDS
from core.commands.help import both
from core.common.settings import BadSettings, settings
from core.common.text import use_language
from db.migrate import UnfitDatabase, upgrade
from db.private import keep_private


def main(words: list[str] | None = None) -> int:
    """Run one command. Exit status 0 done, 1 found problems, 2 wrong use or refused."""
    try:
        use_language(settings().language)
        given = sys.argv[1:] if words is None else words
        args = _parser(given).parse_args(given)
        upgrade()
        status: int = args.run(args)
    except (BadSettings, UnfitDatabase, SQLAlchemyError, OSError) as error:
        print(str(error), file=sys.stderr)
        return 2
    return status


def _parser(words: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core", description=both("about"))
    commands = parser.add_subparsers(required=True, metavar=" | ".join(COMMANDS))
    for name, place in COMMANDS.items():
        made = commands.add_parser(name, help=both(name), description=both(name))
        if name in words:
            module = import_module(place)
            module.add_arguments(made)
            made.set_defaults(run=module.main)
    return parser


if __name__ == "__main__":
    keep_private()
    sys.exit(main())
