"""A person's word on one indicator of one channel, with an audit row; the last word counts."""

from datetime import date

from sqlalchemy import select, update
from sqlmodel import col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import RuleRefused
from core.rules import store
from core.rules.indicator import JUDGED, Group
from db.engine import changed, writing
from db.models import Channel, JudgedAs, Judgement

REASON_LIMIT = 500
MOST_FAULTS = 1000


def judge(
    channel_id: int,
    indicator: str,
    judged_as: JudgedAs,
    *,
    reason: str,
    actor: Actor,
    faults: int = 1,
    valid_until: date | None = None,
) -> int:
    """Enter what a person found, until `valid_until` (or for good); return its id. Supervisors.

    `faults` counts the single faults of a broken indicator. A whole group can only be not applicable."""
    require(actor, Role.SUPERVISOR)
    why = checked_reason(reason)
    if valid_until is not None and valid_until < clock.today():
        raise RuleRefused("until_past")
    if not 1 <= faults <= MOST_FAULTS:
        raise RuleRefused("faults", most=MOST_FAULTS)
    with writing() as session:
        channel = session.get(Channel, channel_id)
        if channel is None:
            raise RuleRefused("unknown_channel", number=channel_id)
        rules = store.rule_set(kind=channel.kind, level=channel.level)
        known = rules.indicator.get(indicator)
        whole_group = known is not None and known.group is Group.DEDUCT_GROUP and judged_as is JudgedAs.EXEMPT
        if known is None or not (known.group in JUDGED or whole_group):
            raise RuleRefused("unknown_indicator", indicator=indicator)
        row = Judgement(
            channel_id=channel_id, indicator=indicator, judged_as=judged_as, faults=faults, reason=why,
            valid_until=valid_until, rule_version=rules.version, judged_at=clock.now(), judged_by=actor.name,
        )  # fmt: skip
        session.add(row)
        session.flush()
        changes = {
            indicator: (None, judged_as.value),
            "faults": (None, faults),
            "valid_until": (None, valid_until),
        }
        record(
            session,
            actor=actor,
            action="judge",
            noun="channel",
            noun_id=channel_id,
            changes=changes,
            reason=why,
        )
        return row.id


def withdraw(judgement_id: int, *, actor: Actor) -> None:
    """Take back a judgement and all earlier ones on the same indicator: the checks speak again."""
    require(actor, Role.SUPERVISOR)
    with writing() as session:
        row = session.execute(select(Judgement).where(col(Judgement.id) == judgement_id)).scalar_one_or_none()
        if row is None:
            raise RuleRefused("unknown_judgement")
        same = update(Judgement).where(
            col(Judgement.channel_id) == row.channel_id,
            col(Judgement.indicator) == row.indicator,
            col(Judgement.id) <= judgement_id,
            col(Judgement.withdrawn_at).is_(None),
        )
        if not changed(session, same.values(withdrawn_at=clock.now(), withdrawn_by=actor.name)):
            raise RuleRefused("withdrawn_already")
        record(
            session, actor=actor, action="withdraw_judgement", noun="channel", noun_id=row.channel_id,
            changes={row.indicator: (row.judged_as.value, None)},
        )  # fmt: skip


def checked_reason(reason: str) -> str:
    """A reason without spaces at its ends. Raises `RuleRefused` when there is none, or too much of it."""
    text = reason.strip()
    if not text:
        raise RuleRefused("reason_missing")
    if len(text) > REASON_LIMIT:
        raise RuleRefused("note_too_long", limit=REASON_LIMIT)
    return text
