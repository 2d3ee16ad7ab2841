"""The programs whose reading of sites is compared, each a process of its own, with what it cost."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic

from tests.benchmarks.web import ROOT

LYCHEE, LINKINATOR, MUFFET = "lychee", "linkinator", "muffet"
# Another checkout of the product, read beside this one in the same rounds.
BASE = os.environ.get("SUPERVISION_BENCH_BASE", "")
_READ = """
import sys
from pathlib import Path
from checks.crawl.crawl import Crawl
from checks.crawl.limits import CrawlLimits
from checks.fetch import Limits
if __name__ == "__main__":
    url, folder, processes, facts, memory = sys.argv[1:]
    more = {}
    if memory:
        from checks.crawl.memory import Remember
        more["remember"] = Remember(Path(memory), 4000, 30)
    limits = CrawlLimits(
        Limits(allowed_private=("127.0.0.1",)), polite=False, processes=int(processes),
        page_facts=facts == "facts", **more,
    )
    Crawl(url, Path(folder), limits).run()
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took, start included: seconds of time, and of processor with all its processes."""

    seconds: float
    processor_s: float
    addresses: int

    @property
    def speed(self) -> float:
        """Addresses a second."""
        return self.addresses / self.seconds

    @property
    def ms(self) -> float:
        """Milliseconds of processor an address."""
        return self.processor_s / self.addresses * 1000

    def as_dict(self) -> dict[str, float]:
        """Ready for JSON."""
        return {**asdict(self), "speed": round(self.speed, 1), "processor_ms": round(self.ms, 4)}


def run(words: Sequence[str], addresses: int, *, root: Path = ROOT) -> Cost:
    """Run a program to its end. Raises RuntimeError when it fails: 0 and 2 (dead links found) are success."""
    began = monotonic()
    environment = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen(
        words, env=environment, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 2):
        raise RuntimeError(f"{words[0]}: {process.returncode}")
    return Cost(monotonic() - began, used.ru_utime + used.ru_stime, addresses)


def ours(
    url: str, folder: Path, addresses: int, what: str, *, processes: int = 2, memory: str = "", base: str = ""
) -> Cost:
    """The reader: `what` links or facts, into `folder`; `memory`: where readings are remembered."""
    shutil.rmtree(folder, ignore_errors=True)
    script = folder.parent / "read.py"
    script.write_text(_READ)
    words = [sys.executable, str(script), url, str(folder), str(processes), what, memory]
    return run(words, addresses, root=Path(base) if base else ROOT)


def curl(url: str, paths: Sequence[str], folder: Path) -> Cost:
    """`curl --parallel` over the known list: fetching, and nothing else."""
    rows = (f'url="{url}{path[1:]}"\noutput=/dev/null\n' for path in paths)
    (folder / "list").write_text("".join(rows))
    words = ["curl", "-s", "--no-progress-meter", "--parallel", "--parallel-max", "64", "-K"]
    return run([*words, str(folder / "list")], len(paths))


def scrapy(folder: Path, urls: Sequence[str], addresses: int) -> Cost:
    """Scrapy, tuned by hand, links only."""
    (folder / "first").write_text("\n".join(urls))
    script = ROOT / "tests/benchmarks/scrapy_peer.py"
    return run([sys.executable, str(script), str(folder / "first")], addresses)


def lychee(url: str, pages: Sequence[str], folder: Path, addresses: int) -> Cost:
    """lychee does not follow pages: it is given the list of them."""
    (folder / "pages").write_text("".join(f"{url}{path[1:]}\n" for path in pages))
    words = [LYCHEE, "--no-progress", "--max-concurrency", "64", "--host-concurrency", "64"]
    words += ["--max-retries", "0", "--host-request-interval", "0ms", "--files-from", str(folder / "pages")]
    return run(words, addresses)


def linkinator(url: str, addresses: int) -> Cost:
    """linkinator follows all pages."""
    return run([LINKINATOR, url, "--recurse", "--concurrency", "64", "--verbosity", "error"], addresses)


def muffet(url: str, addresses: int) -> Cost:
    """muffet follows all pages."""
    return run([MUFFET, "--buffer-size", "65536", "-c", "64", url], addresses)


def present(programs: dict[str, Callable[[], Cost]]) -> dict[str, Callable[[], Cost]]:
    """Those that can be run; a sentence for each other one. Its name begins with that of its command."""
    there = {}
    for name, program in programs.items():
        command = name.split()[0].rstrip(",")
        if command in (LYCHEE, LINKINATOR, MUFFET) and not shutil.which(command):
            print(f"  {command} is not on the path and is left out")
        else:
            there[name] = program
    return there
