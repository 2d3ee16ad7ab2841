"""What a page costs in several states of the code, read by turns, kept as JSON for `tests.benchmarks.plot`.

    python -m tests.benchmarks.states FILE.json NAME=FOLDER … [--pages 240] [--rounds 3]

FOLDER is a checkout, as `git worktree add --detach FOLDER COMMIT` makes one; this one joins as `today`."""

import argparse
import json
import os
import tempfile
from pathlib import Path

from core.common import clock
from tests.benchmarks.real_pages import pages
from tests.benchmarks.two_checkouts import ROOT, seconds, written

KINDS = {"links": "links", "facts": "every fact"}


def measured(states: dict[str, Path], count: int, rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds of processor a page by `kind, state`: the least of the rounds, made by turns."""
    least: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = written(pages(1, count), Path(folder) / "pages")
        for _ in range(rounds):
            for what, kind in KINDS.items():
                for name, checkout in states.items():
                    took = seconds(checkout, file, what) / count * 1000
                    key = f"{kind}, {name}"
                    least[key] = min(took, least.get(key, took))
    names = (f"{kind}, {name}" for kind in KINDS.values() for name in states)
    return {name: {"processor_ms": round(least[name], 3)} for name in names}


def main() -> None:
    """Measure and keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("states", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--pages", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    named = (one.partition("=") for one in args.states)
    states = {name: Path(folder).absolute() for name, _, folder in named} | {"today": ROOT}
    about = {"name": "one page", "pages": args.pages, "rounds": args.rounds, "each": "a page"}
    about |= {
        "at": clock.now().isoformat(timespec="seconds"),
        "load": [round(one, 1) for one in os.getloadavg()],
    }
    kept = {**about, "rows": measured(states, args.pages, args.rounds)}
    args.file.write_text(json.dumps(kept, indent=1) + "\n")
    for name, row in kept["rows"].items():
        print(f"{name}: {row['processor_ms']:.2f} ms")


if __name__ == "__main__":
    main()
