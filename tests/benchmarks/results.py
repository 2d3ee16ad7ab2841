"""What a benchmark measured: shown as a table, and kept as JSON for the pages that quote it.

Kept under `SUPERVISION_BENCH_RESULTS` (`bench-results` in the repository), a file a benchmark."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.common import clock
from tests.benchmarks.programs import Cost
from tests.benchmarks.web import ROOT

FOLDER = Path(os.environ.get("SUPERVISION_BENCH_RESULTS", ROOT / "bench-results"))


def better(one: Cost | None, other: Cost) -> Cost:
    """Of two rounds the one that took less of the processor."""
    return other if one is None or other.processor_s < one.processor_s else one


def show(costs: Mapping[str, Cost], beside: str, **about: Any) -> None:
    """Print a table with ratios to the row `beside`, and keep it under the name `about["name"]`."""
    first = costs[beside]
    print(f"| {about['name']} | addresses/s | × {beside} | processor ms an address |")
    print("|---|---|---|---|")
    for name, cost in costs.items():
        ratio = cost.speed / first.speed
        print(f"| {name} | {cost.speed:,.0f} | {ratio:.3f} | {cost.ms:.3f} |")
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = {
        **about,
        "at": clock.now().isoformat(timespec="seconds"),
        "commit": _commit(),
        "load": [round(one, 1) for one in os.getloadavg()],
        "rows": {name: cost.as_dict() for name, cost in costs.items()},
    }
    (FOLDER / f"{about['name']}.json").write_text(json.dumps(kept, indent=1) + "\n")


def _commit() -> str:
    words = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
