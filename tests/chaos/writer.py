"""One person at work, a process that may be killed at any moment: `python -m tests.chaos.writer FOLDER NAME`.

Who acts is asked as a page asks, by the token that lies in the folder, in every action. What is begun, what
was acknowledged and what was refused is written to a file, each line brought to the disk."""

import json
import os
import sys
import time
from pathlib import Path
from random import Random
from secrets import token_hex

from core.access.actor import current_actor
from core.common import clock
from core.common.errors import NotSignedIn
from core.issues import transitions
from db import chain
from pages.shell.sign_in import identity

PAUSE_S = 0.05
SEALS = 0.02


def main(folder: Path, name: str) -> None:
    token_file, log = folder / f"{name}.token", folder / f"{name}.log"
    issues = [int(one) for one in (folder / f"{name}.issues").read_text().split()]
    setattr(identity, "browser_token", lambda: token_file.read_text())  # noqa: B010
    identity.install()
    chance = Random(token_hex(4))
    with log.open("ab") as written:

        def say(**words: object) -> None:
            # A line that a kill cut short is ended first.
            written.write(b"\n" + json.dumps(words).encode())
            written.flush()
            os.fsync(written.fileno())

        while True:
            one, number = token_hex(8), chance.choice(issues)
            say(what="begun", one=one, token=token_file.read_text(), at=clock.now().isoformat())
            try:
                done = act(number, one, chance)
            except NotSignedIn:
                say(what="refused", one=one)
                time.sleep(0.5)
            else:
                say(what="done", one=one, did=done, issue=number)
            if chance.random() < SEALS:
                chain.seal_all()
            time.sleep(chance.uniform(0, 2 * PAUSE_S))


def act(number: int, one: str, chance: Random) -> str:
    """Report an issue rectified, or take that back; what was done, empty when it was not possible."""
    actor = current_actor()
    if chance.random() < 0.5:
        return "report" if transitions.report_fixed([number], note=one, actor=actor).done else ""
    return "withdraw" if transitions.withdraw_report([number], actor=actor).done else ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
