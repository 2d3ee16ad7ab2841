#!/usr/bin/env bash
# What surprises: an interval job of a running APScheduler stops for as long as the machine's clock was set back.
# The next run is kept as an instant of the wall clock and compared with the wall clock, so after a correction by
# one hour a job "every second" is silent for one hour, heartbeats included; nothing is logged and the scheduler
# calls itself running.
# Who meets it: checkers on virtual machines that resume with a wrong clock and are corrected by NTP a moment later.
# Version: APScheduler 3.11.3 (schedulers/base.py, triggers/interval.py); time-machine 3.6.0 moves the clock.
# Run by hand; takes about ten seconds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check APScheduler==3.11.3 time-machine==3.6.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import time
from datetime import UTC, datetime, timedelta

import apscheduler
import time_machine
from apscheduler.schedulers.background import BackgroundScheduler

runs = []
scheduler = BackgroundScheduler(timezone=UTC)
scheduler.add_job(lambda: runs.append(1), "interval", seconds=1)
scheduler.start()
time.sleep(3.5)
before = len(runs)
with time_machine.travel(datetime.now(UTC) - timedelta(hours=1), tick=True):
    time.sleep(1.5)  # the wait that was under way when the clock was corrected
    runs.clear()
    time.sleep(3.5)
    after, running = len(runs), scheduler.running
scheduler.shutdown(wait=False)
print("APScheduler", apscheduler.version)
print(f"runs in 3.5 s before the clock is set back by an hour: {before}")
print(f"runs in 3.5 s afterwards: {after}; the scheduler says running={running}")
if not (before >= 3 and after == 0 and running):
    sys.exit("CHANGED: interval jobs go on when the clock is set back")
print("as described: silent until the wall clock has caught up")
PYTHON
