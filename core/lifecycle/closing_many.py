"""Cases that close many accounts in one go: looked at before, each opened once, taken back together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Actor, Role, require
from core.common import clock
from core.common.errors import CaseRefused, DomainError
from core.common.notes import reason_of
from core.jobs import Kind, Outcome, Sentence, Undo, Work, start
from core.jobs.work import items_of
from core.lifecycle.moves import withdraw
from core.lifecycle.opening import Wanted, fitting, open_in
from core.lifecycle.screening import IN_SERVICE, platform_of, screening_rules
from core.lifecycle.writes import channel_of
from core.registry.kinds import keys_of
from db.engine import reading, writing
from db.models import Case, CaseKind, Channel

CLOSE, TAKE_BACK = "lifecycle.close", "lifecycle.close_back"
MOST = 500


@dataclass(frozen=True, slots=True)
class Proposed:
    """What would become of one chosen account: `why` it would be left out, else a case, into the account of
    its unit on the platform that stays (`successor`). `leaves_none`: the unit would have none there."""

    channel_id: int
    name: str
    kind: str
    successor_id: int | None
    successor: str
    leaves_none: bool
    why: Sentence | None


def preview(ids: Sequence[int], *, actor: Actor) -> tuple[Proposed, ...]:
    """What closing the chosen accounts would do, one by one. Writes nothing. Staff and above."""
    require(actor, Role.STAFF)
    with reading() as session:
        chosen = list(dict.fromkeys(ids))
        staying = _staying(session, chosen)
        return tuple(_proposed(session, ident, staying.get(ident, ()), actor) for ident in chosen)


def ask_to_close(ids: Sequence[int], *, reason: str, owner: str = "", actor: Actor, once: str = "") -> int:
    """Ask for a case for each of the accounts as a job; returns its id. One that has a case, or that cannot
    be closed, is left out with its sentence. Staff and above, with a reason."""
    require(actor, Role.STAFF)
    why = reason_of(reason)
    if not ids:
        raise CaseRefused("nothing_chosen")
    if len(ids) > MOST:
        raise CaseRefused("too_many", most=MOST)
    found = preview(ids, actor=actor)
    successors = {str(one.channel_id): one.successor_id for one in found if one.successor_id}
    given = {
        "ids": [one.channel_id for one in found], "reason": why, "owner": owner.strip(),
        "successors": successors, "day": clock.today().isoformat(), "version": screening_rules().version,
    }  # fmt: skip
    return start(CLOSE, given, actor=actor, title=Sentence("screening.job.title"), once=once)


def _proposed(
    session: Session, ident: int, staying: Sequence[tuple[int, str]], actor: Actor
) -> Proposed:  # fmt: skip
    try:
        channel = channel_of(session, ident)
    except DomainError as none:
        return Proposed(ident, str(ident), "", None, "", False, Sentence.of(none))
    successor, called = staying[0] if len(staying) == 1 else (None, "")
    why = None
    try:
        fitting(session, [channel], Wanted(CaseKind.CANCEL, "", successor), actor)
    except DomainError as refused:
        why = Sentence.of(refused)
    return Proposed(ident, channel.name, channel.kind, successor, called, not staying, why)


def _staying(session: Session, chosen: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Account → the accounts of its unit on its platform that stay: not chosen, and no case under way."""
    own = session.execute(
        select(col(Channel.id), col(Channel.unit_id), col(Channel.kind)).where(col(Channel.id).in_(chosen))
    ).all()
    under_way = set(
        session.execute(select(col(Case.channel_id)).where(col(Case.ended_on).is_(None))).scalars()
    )
    others = session.execute(
        select(col(Channel.id), col(Channel.name), col(Channel.unit_id), col(Channel.kind)).where(
            col(Channel.unit_id).in_({row[1] for row in own}),
            col(Channel.kind).in_(keys_of("account")),
            col(Channel.registered).in_(IN_SERVICE),
            col(Channel.id).not_in(chosen),
        )
    )
    by_group: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for ident, name, unit_id, kind in others:
        if ident not in under_way:
            by_group[unit_id, platform_of(kind)].append((ident, name))
    return {ident: by_group[unit_id, platform_of(kind)] for ident, unit_id, kind in own}


def _close(work: Work) -> Outcome:
    given: dict[str, Any] = work.parameters
    work.can_be_undone(Undo(TAKE_BACK, {"job": work.id}))

    def one(ident: int) -> None:
        successor = given["successors"].get(str(ident))
        wanted = Wanted(CaseKind.CANCEL, given["reason"], successor, owner=given["owner"])
        with writing() as session:
            kind = channel_of(session, ident).kind
            open_in(session, ident, wanted, batch=f"{given['day']}-j{work.id}-{kind}", actor=work.actor)

    def kept(session: Session, ident: int) -> dict[str, Any]:
        query = select(col(Case.id)).where(col(Case.channel_id) == ident, col(Case.ended_on).is_(None))
        return {"case": session.execute(query).scalar()}

    work.each(given["ids"], one, kept)
    return Outcome()


def _take_back(work: Work) -> Outcome:
    cases = [kept["case"] for kept in items_of(work.parameters["job"]).values() if kept.get("case")]
    reason = str(Sentence("screening.job.taken_back"))
    work.each(cases, lambda case: withdraw(case, reason=reason, actor=work.actor))
    return Outcome()


KINDS = (Kind(CLOSE, _close, Role.STAFF), Kind(TAKE_BACK, _take_back, Role.STAFF))
