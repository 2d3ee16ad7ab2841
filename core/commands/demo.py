"""`python -m core demo`: fill an empty database with the demonstration."""

import argparse
import json
import sys

from core.commands.help import both
from core.demonstration.fill import fill
from db.demo.fill import NotEmpty

PORT = 8700


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--demo-port` and `--json`."""
    parser.add_argument("--demo-port", type=int, default=PORT, help=both("demo_port"))
    parser.add_argument("--json", action="store_true", help=both("json"))


def main(args: argparse.Namespace) -> int:
    """Exit status 0, or 2 when the database holds anything else."""
    try:
        said = fill(demo_port=args.demo_port)
    except NotEmpty as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps({"demonstration": said}) + "\n" if args.json else f"demonstration: {said}\n")
    return 0
