"""`python -m core administrator`: make the first administrator, with a one-time password on the terminal."""

import argparse
import sys

from core.access import accounts
from core.common.text import t


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The name to sign in with."""
    parser.add_argument("--name", default="admin", help=t("command.administrator_name"))


def main(args: argparse.Namespace) -> int:
    """Print name and password once; say nothing when an administrator exists. Exit status 0 either way."""
    password = accounts.first_administrator(args.name, t("access.role.administrator"))
    if password is not None:
        sys.stdout.write(t("command.administrator_made", name=args.name, password=password) + "\n")
    return 0
