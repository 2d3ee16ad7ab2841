"""One cause, one issue: what a reading of the whole site found needs no second issue when the home page's
check comes across it."""

from sqlalchemy import exists, select
from sqlmodel import Session, col

from core.monitoring.crawl_work import beside
from db.models import UNSETTLED, Finding, FindingState, Issue


def already_open(session: Session, finding: Finding) -> bool:
    """Whether the same fault is an open finding of the check of the whole site, and people work on it."""
    whole = next((check for check, other in beside().items() if other == finding.check), None)
    if whole is None:
        return False
    same = exists().where(
        col(Finding.channel_id) == finding.channel_id,
        col(Finding.check) == whole,
        col(Finding.key) == finding.key,
        col(Finding.state) == FindingState.OPEN,
    )
    worked_on = exists().where(
        col(Issue.channel_id) == finding.channel_id,
        col(Issue.check) == whole,
        col(Issue.finding_id).is_not(None),
        col(Issue.state).in_(UNSETTLED),
    )
    return bool(session.execute(select(same & worked_on)).scalar_one())
