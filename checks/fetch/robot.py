"""Posts a message to the robot of a group chat. Runs in a process under the guard (`whole_process`)."""

from core.common import clock
from core.reminders.robots import Robot, meaning, requests_for

TIMEOUT_S = 15
MOST_BYTES = 65_536


def post(robot: Robot, title: str, body: str) -> tuple[str, str]:
    """Post a message, in as many parts as it takes; what came of it, as (result, error).

    Once a first part has arrived, a later failure is for a person to decide: another try would tell the
    group the beginning twice. Raises what `requests` raises for an answer that did not come."""
    import requests

    with requests.Session() as session:
        session.trust_env = False
        session.verify = _authorities()
        for place, (url, order) in enumerate(requests_for(robot, title, body, clock.now())):
            answer = session.post(url, json=order, timeout=TIMEOUT_S, allow_redirects=False, stream=True)
            with answer:
                said = answer.raw.read(MOST_BYTES, decode_content=True)
            result, error = meaning(robot.service, answer.status_code, said)
            if result != "sent":
                return (result, error) if place == 0 else ("unsure", "robot_part")
    return "sent", ""


def _authorities() -> str | bool:
    """The file of authorities that `deliver_one` made for this process, if any."""
    import os

    return os.environ.get("REQUESTS_CA_BUNDLE") or True
