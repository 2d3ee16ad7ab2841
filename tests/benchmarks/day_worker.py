"""`python -m tests.benchmarks.day_worker FILE worker …`: a worker whose clock stands where FILE says."""

import runpy
import sys
from datetime import datetime
from pathlib import Path

from core.common import clock


def main() -> None:
    """Be `python -m checks …` at another time."""
    file, *words = sys.argv[1:]
    clock._source = lambda: datetime.fromisoformat(Path(file).read_text())
    sys.argv = ["checks", *words]
    runpy.run_module("checks", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
