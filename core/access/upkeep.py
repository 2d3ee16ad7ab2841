"""What the checker does for accounts and the trail every hour."""

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select

from core.access.rules import sign_in_rules
from core.common import clock
from db import chain
from db.engine import changed, writing
from db.models import SignIn, SignInFailure

BATCH = 5_000


def upkeep() -> None:
    """Seal what was written to the trail, so that little of it can be changed without showing; and drop
    sign-ins and failures past their time, a batch in each short transaction. The trail itself stays."""
    chain.seal_all()
    for drop in (_drop_sign_ins, _drop_failures):
        while True:
            with writing() as session:
                if not drop(session):
                    break


def _drop_sign_ins(session: Session) -> int:
    """Drop sign-ins that are over and old. The newest of each person stays: it says when that was."""
    rules = sign_in_rules()
    before = clock.now() - max(rules.keep_sign_ins, rules.longest)
    newer = aliased(SignIn)
    superseded = (
        select(newer.id)
        .where(col(newer.account_id) == col(SignIn.account_id), col(newer.id) > col(SignIn.id))
        .exists()
    )
    old = select(col(SignIn.id)).where(col(SignIn.seen_at) < before, superseded).limit(BATCH)
    return changed(session, delete(SignIn).where(col(SignIn.id).in_(old.scalar_subquery())))


def _drop_failures(session: Session) -> int:
    """Drop old failures, but none that the limits still count."""
    rules = sign_in_rules()
    before = clock.now() - max(rules.keep_failures, rules.window, rules.locked)
    old = select(col(SignInFailure.id)).where(col(SignInFailure.at) < before).limit(BATCH)
    return changed(session, delete(SignInFailure).where(col(SignInFailure.id).in_(old.scalar_subquery())))
