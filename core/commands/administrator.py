"""`python -m core administrator`: make the first administrator, with a one-time password on the terminal."""

import argparse
import sys

from core.access import set_up
from core.common.errors import AccountRefused
from core.common.text import t


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The name to sign in with."""
    parser.add_argument("--name", default="admin", help=t("command.administrator_name"))
    parser.add_argument("--again", action="store_true", help=t("command.administrator_again"))


def main(args: argparse.Namespace) -> int:
    """Print name and password once; say nothing when an administrator exists. Exit status 0 either way.

    `--again`: another one-time password for one who cannot get in; 1 when there is none of this name."""
    if args.again:
        return _again(args.name)
    password = set_up.first_administrator(args.name, t("access.role.administrator"))
    if password is not None:
        sys.stdout.write(t("command.administrator_made", name=args.name, password=password) + "\n")
    return 0


def _again(name: str) -> int:
    try:
        password = set_up.let_in_again(name)
    except AccountRefused as why:
        sys.stderr.write(f"{why}\n")
        return 1
    sys.stdout.write(t("command.administrator_let_in", name=name, password=password) + "\n")
    return 0
