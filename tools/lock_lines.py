"""python -m tools.lock_lines LOCK MACHINE PYTHON: the lines of a lock that apply to another machine.

Without their conditions, because pip judges those by the Python that runs it. Run in the environment, which
has `packaging`."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ENTRY = re.compile(r"\n(?=[A-Za-z0-9])")
HASH = re.compile(r"--hash=\S+")


def lines(lock: str, machine: str, python: str) -> Iterator[str]:
    """`name==version --hash=…` for each pin of `lock` that Linux on `machine` with `python`, such as 3.11.2,
    installs."""
    there = {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "platform_machine": machine,
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    for entry in ENTRY.split(lock):
        head, _, rest = entry.partition("\n")
        if head.startswith("#") or "==" not in head:
            continue
        pin = Requirement(head.removesuffix("\\").strip())
        if pin.marker is None or pin.marker.evaluate(there):
            yield f"{pin.name}{pin.specifier} {' '.join(HASH.findall(rest))}"


if __name__ == "__main__":
    print("\n".join(lines(Path(sys.argv[1]).read_text("utf-8"), *sys.argv[2:4])))
