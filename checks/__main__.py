"""python -m checks: the checker itself, one site looked at once, the town."""

import argparse
import logging
import os
import signal
import sys
from threading import Event
from typing import Protocol

from checks import once, page_cli
from checks.crawl import cli as crawl
from checks.fleet import cli as fleet
from core.settings import settings
from core.text import t, use_language


class Command(Protocol):
    """What a sub-command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def main(self, args: argparse.Namespace) -> int: ...


COMMANDS: dict[str, Command] = {"once": once, "page": page_cli, "crawl": crawl, "fleet": fleet}
LOG = "%(asctime)s %(levelname)s %(name)s %(message)s"


def main(words: list[str] | None = None) -> int:
    """Run one command. Exit status 0 done, 1 found problems, 2 wrong use."""
    use_language(settings().language)
    args = _parser().parse_args(words)
    command: int = args.run(args)
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m checks", description=t("checks.about"))
    parser.set_defaults(run=_check)
    commands = parser.add_subparsers(metavar=" | ".join(COMMANDS))
    for name, module in COMMANDS.items():
        made = commands.add_parser(name, help=t(f"checks.{name}"), description=t(f"checks.{name}"))
        module.add_arguments(made)
        made.set_defaults(run=module.main)
    return parser


def _check(_args: argparse.Namespace) -> int:
    # Scheduler and database are imported here, so that `once` and `fleet` start without them.
    from sqlalchemy.exc import SQLAlchemyError

    from checks.schedule import work_until
    from db.migrate import DatabaseTooNew, upgrade

    logging.basicConfig(level=logging.INFO, format=LOG)
    # A tick that finds its last one still at work is skipped, as it should be: no line for each.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    try:
        upgrade()
    except (DatabaseTooNew, SQLAlchemyError) as error:
        print(error, file=sys.stderr)
        return 2
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    work_until(stop, settings())
    logging.shutdown()
    # Visits still waiting for a slow site hold nothing: the interpreter would wait for them at its exit.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
