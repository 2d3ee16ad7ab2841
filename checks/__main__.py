"""python -m checks: the checker itself, one site looked at once, the parts of a cluster, the demo sites."""

import argparse
import logging
import os
import signal
import sys
from importlib import import_module
from threading import Event
from typing import Protocol, cast

from core.common.settings import BadSettings, settings
from core.common.text import t, use_language
from db.private import keep_private


class Command(Protocol):
    """What a sub-command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def main(self, args: argparse.Namespace) -> int: ...


# Only the one that is asked for is imported: a worker needs no database, demo sites no cluster.
COMMANDS = {
    "once": "checks.once",
    "page": "checks.page_cli",
    "evaluate": "checks.evaluate",
    "crawl": "checks.crawl.cli",
    "worker": "checks.engine.worker",
    "scheduler": "checks.engine.scheduler",
    "certificates": "checks.engine.certificates",
    "demo-sites": "checks.demo_sites.cli",
}
# Names of the last release: each is answered with the name to use now.
RENAMED = {"fleet": "demo-sites", "plant": "inject", "mend": "clear"}
LOG = "%(asctime)s %(levelname)s %(name)s %(message)s"


def main(words: list[str] | None = None) -> int:
    """Run one command. Exit status 0 done, 1 found problems, 2 wrong use."""
    try:
        use_language(settings().language)
    except BadSettings as error:
        print(error, file=sys.stderr)
        return 2
    given = sys.argv[1:] if words is None else words
    if new := _renamed(given):
        line = " ".join(("python -m checks", *new))
        print(t("checks.renamed", old=" ".join(given[:2]), new=line), file=sys.stderr)
        return 2
    args = _parser(given).parse_args(given)
    command: int = args.run(args)
    return command


def _renamed(words: list[str]) -> list[str]:
    """The same line with today's names; empty when it has none of the last release's."""
    if words[:1] not in (["fleet"], ["demo-sites"]):
        return []
    new = [*(RENAMED.get(word, word) for word in words[:2]), *words[2:]]
    return [] if new == words else new


def _parser(words: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m checks", description=t("checks.about"))
    parser.set_defaults(run=_check)
    commands = parser.add_subparsers(metavar=" | ".join(COMMANDS))
    for name, place in COMMANDS.items():
        made = commands.add_parser(name, help=t(f"checks.{name}"), description=t(f"checks.{name}"))
        if name in words:
            module = cast(Command, import_module(place))
            module.add_arguments(made)
            made.set_defaults(run=module.main)
    return parser


def _check(_args: argparse.Namespace) -> int:
    # Scheduler and database are imported here, so that `once` and `demo-sites` start without them.
    from sqlalchemy.exc import SQLAlchemyError

    from checks.engine import engine_for
    from checks.schedule import work_until
    from db.migrate import UnfitDatabase, upgrade

    logging.basicConfig(level=logging.INFO, format=LOG)
    # A tick that finds its last one still at work is skipped, as it should be: no line for each.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    try:
        upgrade()
    except (UnfitDatabase, SQLAlchemyError) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        engine = engine_for(settings())
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    work_until(stop, settings(), engine)
    logging.shutdown()
    # Visits still waiting for a slow site hold nothing: the interpreter would wait for them at its exit.
    os._exit(0)


if __name__ == "__main__":
    keep_private()
    sys.exit(main())
