"""Two checkouts read the same pages: whether every fact is the same, and what each takes of the processor.

    python -m tests.benchmarks.two_checkouts OTHER [--pages 3132] [--rounds 5]

OTHER is a folder with another state of the code, as `git worktree add --detach OTHER COMMIT` makes one."""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from tests.benchmarks.real_pages import RealPage, pages
from tests.checks.page.corpus import URLS, samples, topics

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("page_worker.py")
HTML = "text/html; charset=utf-8"


def corpus(count: int) -> Iterator[RealPage]:
    """`count` pages as large as real ones, all samples, samples put together, and pages cut and spliced."""
    yield from pages(1, count)
    marked = [(topic, sample) for topic in topics() for sample in samples(topic)]
    for topic, sample in marked:
        encoding, url = (
            sample.get("encoding", "utf-8"),
            sample.get("url", URLS.get(topic, "http://www.a.gov.cn/")),
        )
        header = sample.get("header", "text/html" if "encoding" in sample else HTML)
        yield RealPage(url, sample["html"].encode(encoding), header)
    chance, whole = Random(5), list(pages(7, 120))
    for number in range(count // 10):
        html = "<div>".join(sample["html"] for _, sample in chance.sample(marked, 5))
        yield RealPage(f"https://www.a.gov.cn/b{number}/c.html", html.encode("utf-8", "replace"), HTML)
        one, other = (chance.choice(whole).body for _ in range(2))
        at, to = chance.randrange(len(one)), chance.randrange(len(other))
        inside = html.encode("utf-8", "replace") if number % 2 else b""
        yield RealPage(
            f"http://www.b.gov.cn/c{number % 9}/t{number}.html", one[:at] + inside + other[to:], HTML
        )


def written(made: Iterable[RealPage], file: Path) -> Path:
    """The pages as the worker reads them."""
    with file.open("w") as lines:
        for page in made:
            body = base64.b64encode(page.body).decode()
            lines.write(json.dumps([page.address, body, page.content_type]) + "\n")
    return file


def command(file: Path, what: str) -> list[str]:
    """The worker's command line."""
    return [sys.executable, "-P", str(WORKER), str(file), what]


def environment(checkout: Path) -> dict[str, str]:
    """In which the worker takes the code of `checkout`."""
    return {**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": ""}


def differences(one: Path, other: Path, file: Path) -> Iterator[tuple[int, str, Any, Any]]:
    """Number of the page, name of the fact, and what each checkout read, wherever that is not the same."""
    readers = [
        subprocess.Popen(command(file, "everything"), stdout=subprocess.PIPE, env=environment(each), cwd=each)
        for each in (one, other)
    ]
    first, second = (reader.stdout or () for reader in readers)
    for number, (ours, theirs) in enumerate(zip_longest(first, second)):
        if ours != theirs:
            here, there = (json.loads(each or "{}") for each in (ours, theirs))
            for name in {**here, **there}:
                if here.get(name) != there.get(name):
                    yield number, name, here.get(name), there.get(name)
    if any(reader.wait() for reader in readers):
        raise RuntimeError("a reader failed")


def seconds(checkout: Path, file: Path, what: str) -> float:
    """Processor seconds of reading every page once, in a process of its own: caches begin empty."""
    done = subprocess.run(
        command(file, what), capture_output=True, check=True, env=environment(checkout), cwd=checkout
    )
    return float(done.stdout)


def ratios(other: Path, file: Path, what: str, rounds: int) -> Iterator[tuple[float, float]]:
    """Seconds of the other checkout and of this one, by turns."""
    for _ in range(rounds):
        yield seconds(other, file, what), seconds(ROOT, file, what)


def main() -> int:
    """Compare; 1 when a fact differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("other", type=Path)
    parser.add_argument("--pages", type=int, default=3_132)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--measured", type=int, default=600)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = 0
        if args.pages:
            file = written(corpus(args.pages), Path(folder) / "corpus")
            for number, name, ours, theirs in differences(ROOT, args.other, file):
                found += 1
                if found <= 20:
                    print(f"page {number}, {name}:\n  here  {str(ours)[:600]}\n  other {str(theirs)[:600]}")
            print(f"{found} differences")
        file = written(pages(1, args.measured), Path(folder) / "measured")
        for what in ("facts", "links") if args.rounds else ():
            turns = list(ratios(args.other, file, what, args.rounds))
            old, new = (min(each) / args.measured * 1000 for each in zip(*turns, strict=True))
            ratio = median(one / two for one, two in turns)
            print(f"{what}: {old:.2f} ms a page there, {new:.2f} here, {ratio:.2f} x ({args.rounds} rounds)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
