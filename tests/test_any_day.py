"""The whole suite on days on which software goes wrong, in processes whose clock stands there.

The monotonic clock is left alone: timed waits would never end. Each day takes as long as the suite itself;
`SUPERVISION_SOAK_TESTS` names the tests to run instead, set apart by blanks."""

import os
import subprocess
import sys
from pathlib import Path

import libfaketime
import pytest

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = Path(libfaketime.__file__).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"
WITHOUT = "not soak and not browser"
# In UTC; Shanghai is eight hours ahead.
DAYS = {
    "a Monday at half past midnight": "2026-11-29 16:30:00",
    "the first of January": "2026-12-31 16:30:00",
    "the 29th of February": "2028-02-29 03:00:00",
    "the last minute of a year": "2026-12-31 15:59:00",
    "a day of Spring Festival": "2026-02-18 02:00:00",
    "a year whose holidays are not announced": "2027-06-09 02:00:00",
}


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="the clock is moved for Linux only")
@pytest.mark.parametrize("moment", DAYS.values(), ids=DAYS.keys())
def test_the_suite_passes_on(moment: str) -> None:
    moved = {"TZ": "UTC", "FAKETIME": f"@{moment}", "LD_PRELOAD": str(LIBRARY)}
    moved |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    environment = {**os.environ, **moved}
    asked = [sys.executable, "-c", "import datetime; print(datetime.datetime.now(datetime.UTC))"]
    now = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout
    assert now.startswith(moment[:-1])
    tests = os.environ.get("SUPERVISION_SOAK_TESTS", "tests").split()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", WITHOUT, *tests]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
