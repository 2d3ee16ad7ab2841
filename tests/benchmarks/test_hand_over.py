"""What it costs to have pages taken apart in another process: `pytest tests/benchmarks/test_hand_over.py -s`.

The own samples of `tests/data/pages`, 500 pages as they stand and 100 as the middle of a long page, are read
here and in the sandbox by turns, each fact asked for as checks ask for it. Processor time stands beside: what
the checker's process still does itself is what keeps it from its heart and its other sites."""

from collections.abc import Callable
from itertools import cycle, islice
from statistics import median
from time import perf_counter, process_time

from checks.page import Page, open_page
from checks.sandbox.limits import SandboxLimits
from checks.sandbox.page import Sandbox
from tests.benchmarks.volumes import table
from tests.checks.page.corpus import TODAY, samples, topics

URL = "http://www.example.gov.cn/a/b.html"
# fmt: off
FACTS = (
    "onward", "title", "links", "items", "newest_of_list", "text_length",
    "passages", "tags", "marks", "references", "filled", "under_construction",
    "search_box", "interaction", "personal", "planted", "head", "fingerprint",
)
# fmt: on
ROW = "<li><a href='/a/{n}.html'>全区工作会议召开 {n}</a><span>2026-11-{d:02}</span></li>"
LONG = "".join(ROW.format(n=n, d=n % 20 + 1) for n in range(300))
ROUNDS = 5


def bodies(count: int, around: str = "") -> list[bytes]:
    every = [sample["html"] for topic in topics() for sample in samples(topic)]
    return [f"{around}{html}".encode() for html in islice(cycle(every), count)]


def test_the_hand_over_costs_little_beside_the_reading():
    sandbox = Sandbox(SandboxLimits(processes=1))
    sandbox.open(b"<p>x", URL, today=TODAY).ask(_every)
    rows = []
    for name, pages in (("samples", bodies(500)), ("long pages", bodies(100, LONG))):
        here, there = _by_turns(pages, open_page, sandbox.open)
        size = sum(map(len, pages)) / len(pages) / 1000
        row = [f"{len(pages)} {name}, {size:.1f} kB", *_ms(here, pages), *_ms(there, pages)]
        rows.append([*row, f"{there[0] / here[0]:.2f}", f"{(there[0] - here[0]) / len(pages) * 1e3:.2f}"])
    sandbox.close()
    heads = ["", "here ms", "processor", "sandbox ms", "processor here", "ratio", "hand-over ms"]
    print("\n" + table("Every fact of a page, by turns", heads, rows))


def _by_turns(
    pages: list[bytes], *openings: Callable[..., Page]
) -> tuple[tuple[float, float], tuple[float, float]]:
    spent: list[list[tuple[float, float]]] = [[], []]
    for _ in range(ROUNDS):
        for taken, opened in zip(spent, openings, strict=True):
            began, worked = perf_counter(), process_time()
            for body in pages:
                page = opened(body, URL, content_type="text/html; charset=utf-8", today=TODAY)
                for fact in FACTS:
                    getattr(page, fact)
            taken.append((perf_counter() - began, process_time() - worked))
    first, second = ((median(w for w, _ in taken), median(c for _, c in taken)) for taken in spent)
    return first, second


def _ms(spent: tuple[float, float], pages: list[bytes]) -> list[str]:
    return [f"{each / len(pages) * 1e3:.2f}" for each in spent]


def _every(page: Page) -> int:
    return len([getattr(page, fact) for fact in FACTS])
