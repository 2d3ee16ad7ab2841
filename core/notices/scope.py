"""What a notice speaks of: the channels that were examined, with their verdicts, and the issues it names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.common import clock
from core.inspections.issues import belongs
from core.issues.filters import title_of
from core.issues.progress import ASIDE
from core.monitoring import verdict_cache
from core.notices.groups import SEVERAL
from core.registry.kinds import kinds
from core.registry.slices import is_running
from core.rules import store
from core.rules.indicator import Group, Indicator
from core.rules.results import Found, Grade
from core.rules.verdict import DIGITS
from db.engine import reading
from db.models import (
    AccountProof,
    Channel,
    ChannelVerdict,
    InspectionChannel,
    InspectionMark,
    Issue,
    JudgedAs,
    NoticeEntry,
    NoticeIssue,
    Unit,
)

CLASS_LIMIT = 48  # what the column of a class holds
# Letters of a title that names a class even where one issue alone has it; a longer one is a sentence.
NAME_LIMIT = 24


@dataclass(frozen=True, slots=True)
class Examined:
    """One channel that was examined. `grade` is a word of `core.rules.results.Grade`; `problem` is what
    was wrong, in the language of the notice."""

    channel_id: int
    grade: str
    vetoed: bool = False
    score: float | None = None
    problem: str = ""
    machine_score: float | None = None
    score_reason: str = ""


def examined_now(only: Iterable[int] | None = None) -> tuple[Examined, ...]:
    """All running channels, or those of `only`, by the verdict on what is known of them now.

    Judges first what changed since it was judged, in transactions of its own."""
    verdict_cache.refresh()
    wanted = None if only is None else set(only)
    with reading() as session:
        rows = session.execute(
            select(ChannelVerdict)
            .join(Channel, col(Channel.id) == col(ChannelVerdict.channel_id))
            .where(is_running(clock.today()))
            .order_by(col(ChannelVerdict.channel_id))
        ).scalars()
        return tuple(_examined(row) for row in rows if wanted is None or row.channel_id in wanted)


def examined_by(inspection_id: int) -> tuple[Examined, ...]:
    """The channels of an inspection by the grades it closed with; one not closed yet has judged nothing."""
    with reading() as session:
        rows = session.execute(
            select(InspectionChannel)
            .where(col(InspectionChannel.inspection_id) == inspection_id)
            .order_by(col(InspectionChannel.id))
        ).scalars()
        channels = list(rows)
        known = _rules_of(session, channels)
        marks: dict[int, dict[str, bool]] = {}
        for mark in session.execute(
            select(InspectionMark).where(
                col(InspectionMark.inspection_channel_id).in_([one.id for one in channels])
            )
        ).scalars():
            failed = mark.judged_as is JudgedAs.FAILED
            marks.setdefault(mark.inspection_channel_id, {})[mark.indicator] = failed
    return tuple(_inspected(one, marks.get(one.id, {}), known[one.channel_id]) for one in channels)


def issues_of(inspection_id: int) -> tuple[int, ...]:
    """The issues that an inspection opened or joined, without false alarms and waivers."""
    with reading() as session:
        rows = session.execute(
            select(col(Issue.id))
            .where(belongs(inspection_id), col(Issue.state).not_in(ASIDE))
            .order_by(col(Issue.id))
        ).scalars()
        return tuple(one for one in rows if one is not None)


def write_entries(session: Session, paper_id: int, examined: Sequence[Examined]) -> None:
    """Copy the facts of every examined channel as they stand now."""
    known = {
        channel.id: (channel, unit)
        for channel, unit in session.execute(
            select(Channel, col(Unit.name)).join(Unit, col(Unit.id) == col(Channel.unit_id))
        )
    }
    posts = _last_posts(session)
    for one in examined:
        channel, unit = known[one.channel_id]
        session.add(
            NoticeEntry(
                paper_id=paper_id,
                channel_id=one.channel_id,
                unit_id=channel.unit_id,
                medium=kinds()[channel.kind].medium,
                kind=channel.kind,
                category=channel.category,
                level=channel.level,
                name=channel.name,
                unit=unit,
                site_code=channel.site_code,
                address=channel.url or channel.account,
                grade=one.grade,
                vetoed=one.vetoed,
                score=one.score,
                machine_score=one.machine_score,
                score_reason=one.score_reason,
                problem=one.problem,
                last_post_on=posts.get(one.channel_id),
            )
        )


def write_issues(session: Session, paper_id: int, ids: Sequence[int]) -> None:
    """Copy the facts of every issue that the notice names."""
    rows = session.execute(
        select(Issue, col(Unit.name), col(Channel.name))
        .join(Unit, col(Unit.id) == col(Issue.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(Issue.channel_id))
        .where(col(Issue.id).in_(ids))
    ).all()
    judged = _indicators(session, ids)
    titles = Counter(issue.title.strip() for issue, _, _ in rows)
    for issue, unit, channel in rows:
        session.add(
            NoticeIssue(
                paper_id=paper_id,
                issue_id=issue.id,
                unit_id=issue.unit_id,
                channel_id=issue.channel_id,
                problem=judged.get(issue.id) or issue.check or _class_of(issue, titles),
                severity=issue.severity,
                number=issue.number,
                title=title_of(issue.check, issue.title),
                unit=unit,
                channel=channel or "",
                due_on=issue.due_on,
            )
        )


def _class_of(issue: Issue, titles: Mapping[str, int]) -> str:
    """What a person entered is of the class that the office's list names, else a class by its title, where
    that is as short as a class is called or several issues have it."""
    title = issue.title.strip()
    longest = CLASS_LIMIT if titles[title] > 1 else NAME_LIMIT
    return issue.category or (title if 0 < len(title) <= longest else issue.source.value)


def _indicators(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Issue → the name of the indicator by which an inspector found it: the class it is named under."""
    rows = session.execute(
        select(
            col(InspectionMark.issue_id), col(InspectionMark.indicator), col(Channel.kind), col(Channel.level)
        )
        .join(InspectionChannel, col(InspectionChannel.id) == col(InspectionMark.inspection_channel_id))
        .join(Channel, col(Channel.id) == col(InspectionChannel.channel_id))
        .where(col(InspectionMark.issue_id).in_(ids), col(InspectionMark.judged_as) == JudgedAs.FAILED)
    )
    named = {
        issue: store.rule_set(kind=kind, level=level).indicator.get(key) for issue, key, kind, level in rows
    }
    return {issue: one.name[:CLASS_LIMIT] for issue, one in named.items() if one is not None}


def _rules_of(session: Session, inspected: Sequence[InspectionChannel]) -> dict[int, Mapping[str, Indicator]]:
    """Channel → the indicators of the set it is judged by, which may be a local one for its kind or level."""
    mine = {one.channel_id for one in inspected}
    rows = session.execute(select(col(Channel.id), col(Channel.kind), col(Channel.level)))
    return {
        ident: store.rule_set(kind=kind, level=level).indicator
        for ident, kind, level in rows
        if ident in mine
    }


def _inspected(
    channel: InspectionChannel, marks: dict[str, bool], known: Mapping[str, Indicator]
) -> Examined:
    """A person's mark goes before what the machine said of the same indicator."""
    said = {key: one.get("found") == Found.FAILED for key, one in channel.machine.items()} | marks
    failed = [known[key] for key, broken in said.items() if broken and key in known]
    vetoes = [one for one in failed if one.group is Group.VETO]
    grade = channel.grade or Grade.UNJUDGED.value
    broken = (vetoes or failed) if grade == Grade.FAILED else failed
    return Examined(
        channel.channel_id,
        grade,
        vetoed=bool(vetoes) and grade == Grade.FAILED,
        score=channel.score,
        problem=SEVERAL.join(dict.fromkeys(one.name for one in broken)),
        machine_score=channel.machine_score,
        score_reason=channel.given_reason if channel.score is not None else "",
    )


def _examined(verdict: ChannelVerdict) -> Examined:
    return Examined(
        verdict.channel_id,
        verdict.grade,
        vetoed=bool(verdict.vetoes),
        score=None if verdict.base is None else round(verdict.base + (verdict.bonus or 0.0), DIGITS),
        problem=SEVERAL.join(dict.fromkeys(_names(verdict))),
    )


def _names(verdict: ChannelVerdict) -> list[str]:
    """What is broken, as the rule set it was judged by names it; a veto a person entered in their words."""
    edition = store.edition(verdict.rule_version)
    known = edition.rules.indicator if edition else {}
    return [known[key].name if key in known else key for key in verdict.vetoes or verdict.deducted]


def _last_posts(session: Session) -> dict[int, date]:
    rows = session.execute(
        select(col(AccountProof.channel_id), func.max(AccountProof.last_post_on)).group_by(
            col(AccountProof.channel_id)
        )
    )
    return {channel_id: day for channel_id, day in rows}  # noqa: C416  mypy knows no dict(Row)
