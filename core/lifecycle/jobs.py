"""Starting a census, and answering one for many channels, as long work: a census asks for every channel, and
each answer is a transaction of its own."""

from datetime import date

from sqlmodel import Session

from core.access import Actor, Role
from core.jobs import Kind, Outcome, Sentence, Work, start
from core.lifecycle import census
from core.lifecycle.census import Campaign
from db.models import CensusResult

START, ANSWER = "census.start", "census.answer"


def ask_to_start(campaign: Campaign, *, actor: Actor, once: str = "") -> int:
    """Ask for `census.start` as a job and return its id. Raises at once what `census.start` would refuse."""
    name = census.asked(campaign, actor=actor)
    given = {
        "name": name,
        "day": campaign.day.isoformat(),
        "closes_on": campaign.closes_on.isoformat() if campaign.closes_on else None,
        "kinds": list(campaign.kinds),
        "unit_ids": list(campaign.unit_ids),
    }
    return start(START, given, actor=actor, title=Sentence("census.start.job", {"name": name}), once=once)


def ask_to_answer(
    census_id: int,
    channel_ids: list[int],
    result: CensusResult,
    *,
    note: str = "",
    actor: Actor,
    day: date | None = None,
    once: str = "",
) -> int:
    """Ask for `census.answer` as a job and return its id. Raises at once what no channel could be answered
    with."""
    text = census.answerable(census_id, result, note, actor=actor)
    given = {"census": census_id, "channels": channel_ids, "result": result.value, "note": text}
    given |= {"day": day.isoformat() if day else None}
    title = Sentence(f"census.answer.{result.value}")
    return start(
        ANSWER, given, actor=actor, title=Sentence("census.answer.title", {"result": title}), once=once
    )


def _start(work: Work) -> Outcome:
    given = work.parameters
    closes = given["closes_on"]
    campaign = Campaign(
        given["name"], date.fromisoformat(given["day"]), date.fromisoformat(closes) if closes else None,
        tuple(given["kinds"]), tuple(given["unit_ids"]),
    )  # fmt: skip

    def done(session: Session, census_id: int, count: int) -> None:
        said = Sentence("census.start.done", {"name": given["name"], "count": count, "census": census_id})
        work.finish(session, Outcome(said))

    census.start(campaign, actor=work.actor, done=done)
    return Outcome()


def _answer(work: Work) -> Outcome:
    given = work.parameters
    result = CensusResult(given["result"])
    day = date.fromisoformat(given["day"]) if given.get("day") else None
    census.answer(given["census"], given["channels"], result, note=given["note"], actor=work.actor, day=day)
    return Outcome()


KINDS = (Kind(START, _start, Role.SUPERVISOR), Kind(ANSWER, _answer, Role.STAFF))
