"""What the units do with an issued notice: acknowledge it, and report back."""

from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from core.access import Actor, Role, reaches, record, require
from core.common import clock
from core.common.errors import NoticeRefused
from db.engine import changed, writing
from db.models import Notice, NoticeReceipt, Unit

REPLY_LIMIT = 4_000


def acknowledge(notice_id: int, unit_id: int, *, actor: Actor) -> None:
    """The unit has received the notice. A second time changes nothing."""
    require(actor, Role.STAFF)
    with writing() as session:
        receipt = _receipt(session, notice_id, unit_id, actor)
        if receipt.received_at is None:
            _set(session, receipt, actor, "acknowledge", _received(actor))


def reply(
    notice_id: int,
    unit_id: int,
    text: str,
    *,
    actor: Actor,
    replied_on: date | None = None,
    file: tuple[str, str] | None = None,
) -> None:
    """The unit reports back; a later reply replaces an earlier one, and both stand in the audit trail.

    `replied_on` is for replies that came on paper; a reply also acknowledges. `file` is digest and name of
    the receipt that came with it."""
    require(actor, Role.STAFF)
    words, day = text.strip(), replied_on or clock.today()
    if not words:
        raise NoticeRefused("reply")
    if len(words) > REPLY_LIMIT:
        raise NoticeRefused("too_long", limit=REPLY_LIMIT)
    with writing() as session:
        receipt = _receipt(session, notice_id, unit_id, actor)
        notice = session.get(Notice, notice_id)
        if notice is None or not notice.issued_on <= day <= clock.today():
            raise NoticeRefused("replied_on")
        values: dict[str, Any] = {"replied_on": day, "replied_by": actor.name, "reply": words}
        if file is not None:
            values |= {"digest": file[0], "file_name": file[1]}
        if receipt.received_at is None:
            values |= _received(actor)
        _set(session, receipt, actor, "reply", values)


def withdraw_reply(notice_id: int, unit_id: int, *, actor: Actor) -> None:
    """Take back a reply that was entered by mistake."""
    require(actor, Role.STAFF)
    with writing() as session:
        receipt = _receipt(session, notice_id, unit_id, actor)
        if receipt.replied_on is not None:
            gone: dict[str, Any] = {"replied_on": None, "replied_by": "", "reply": ""}
            gone |= {"digest": "", "file_name": ""}
            _set(session, receipt, actor, "withdraw", gone)


def _received(actor: Actor) -> dict[str, Any]:
    return {"received_at": clock.now(), "received_by": actor.name}


def _receipt(session: Session, notice_id: int, unit_id: int, actor: Actor) -> NoticeReceipt:
    """Staff of a unit answer for it and the units below it only."""
    if not reaches(session, unit_id, actor):
        raise NoticeRefused("not_theirs")
    receipt = session.get(NoticeReceipt, (notice_id, unit_id))
    if receipt is None:
        unit = session.get(Unit, unit_id)
        raise NoticeRefused("no_unit", unit=unit.name if unit else unit_id)
    return receipt


def _set(session: Session, receipt: NoticeReceipt, actor: Actor, action: str, values: dict[str, Any]) -> None:
    old = {name: getattr(receipt, name) for name in values}
    same = update(NoticeReceipt).where(
        col(NoticeReceipt.notice_id) == receipt.notice_id,
        col(NoticeReceipt.unit_id) == receipt.unit_id,
        col(NoticeReceipt.version) == receipt.version,
    )
    notice_id, unit_id, version = receipt.notice_id, receipt.unit_id, receipt.version
    session.expunge(receipt)
    if not changed(session, same.values(version=version + 1, **values)):
        raise NoticeRefused("someone_first", who=receipt.replied_by or receipt.received_by or "-", when="-")
    changes = {name: (old[name], value) for name, value in values.items()} | {"unit": (None, unit_id)}
    record(session, actor=actor, action=action, noun="notice-receipt", noun_id=notice_id, changes=changes)
