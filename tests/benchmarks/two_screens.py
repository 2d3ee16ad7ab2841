"""Two checkouts draw the same pages over the demonstration, by turns: what each run takes of the processor.

    python -m tests.benchmarks.two_screens OTHER [--rounds 7] [page …]

OTHER is a folder with another state of the code, as `git worktree add --detach OTHER COMMIT` makes one. Each
checkout fills a database of its own. A page's figure is its fastest run; above 1.1 it is marked."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from pages.shell.navigation import TABLE
from tests.page_queries import PAGES

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("screen_worker.py")
LIMIT = 1.1


def environment(checkout: Path, data: Path) -> dict[str, str]:
    """In which a process takes the code of `checkout`, with its data in `data`."""
    ours = {"SUPERVISION_DATA_DIR": str(data), "SUPERVISION_SIGN_IN": "open", "SUPERVISION_JOBS": "external"}
    return {**os.environ, **ours, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": ""}


class Drawer:
    """One process that draws pages of one checkout."""

    def __init__(self, checkout: Path, data: Path) -> None:
        command = [sys.executable, "-P", str(WORKER)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=checkout,
            env=environment(checkout, data),
        )

    def draw(self, file: str, parameters: dict[str, str]) -> Any:
        """Processor seconds of one run, or why there is none."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([file, parameters]) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith('["answer"'):
                return json.loads(line)[1]
        return "ended"


@contextmanager
def drawer(checkout: Path, folder: Path) -> Iterator[Drawer]:
    """A process over the demonstration as `checkout` makes it."""
    data = folder / "data"
    made = subprocess.run(
        [sys.executable, "-m", "db", "demo"],
        cwd=checkout,
        env=environment(checkout, data),
        capture_output=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(made.stderr.decode()[-2000:])
    one = Drawer(checkout, data)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.wait()


def compared(old: Drawer, new: Drawer, file: str, parameters: dict[str, str], rounds: int) -> str:
    """A line about one page."""
    turns = [(old.draw(file, parameters), new.draw(file, parameters)) for _ in range(rounds + 1)][1:]
    wrong = next((said for turn in turns for said in turn if isinstance(said, str)), "")
    if wrong:
        return f"not compared: {wrong[:120]}"
    there, here = (min(each) * 1000 for each in zip(*turns, strict=True))
    return f"{there:7.1f} ms there {here:7.1f} ms here  {here / there:5.2f} x" + " !" * (here > LIMIT * there)


def main() -> None:
    """Print a line for each page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("other", type=Path)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        places = [Path(folder) / name for name in ("old", "new")]
        old = stack.enter_context(drawer(args.other.resolve(), places[0]))
        new = stack.enter_context(drawer(ROOT, places[1]))
        for entry in TABLE:
            if not args.pages or entry.key in args.pages:
                asked = PAGES.get(entry.file.partition("/")[0], {})
                asked = {name: value for name, value in asked.items() if name != "print"}
                print(f"{entry.key:12}", compared(old, new, entry.file, asked, args.rounds), flush=True)


if __name__ == "__main__":
    main()
