"""Issues of 2019, all rectified within the year, and of every month since, some of them open now."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from db.demo.audit import decided
from db.demo.channels import Registry
from db.demo.notices import Papers
from db.demo.story import HISTORY_FROM, RULES, YEAR, Story, days, instant, months, weekdays_after, words
from db.models import (
    Channel,
    Finding,
    FindingState,
    Issue,
    IssueSource,
    IssueState,
    RegisteredState,
    Severity,
)

WEAK_SITES = ("site06", "site09", "site12", "site14", "site16", "site09", "site06")
FAILURES = ("timeout", "refused", "server-error", "unreachable")


class Finder:
    """Makes resolved findings of the demo sites, weak sites more often."""

    def __init__(self, story: Story, registry: Registry) -> None:
        self._book = story.book
        self._channels = [*registry.sites.values(), *(registry.sites[key] for key in WEAK_SITES)]

    def settled(self, chance: Random, opened: date, lasted_days: int) -> tuple[str, int, int]:
        """Write a finding seen first on `opened`; returns (check, channel id, finding id)."""
        check = chance.choice(("availability", "availability", "home_freshness"))
        channel = chance.choice(self._channels)
        seen = instant(opened, chance.randint(0, 23), chance.randint(0, 59))
        resolved = instant(opened + timedelta(days=lasted_days), 8)
        finding = self._book.add(
            Finding,
            channel_id=channel,
            check=check,
            state=FindingState.RESOLVED,
            failure=chance.choice(FAILURES) if check == "availability" else None,
            first_seen_at=seen,
            confirmed_at=seen + timedelta(minutes=1),
            last_seen_at=resolved - timedelta(hours=1),
            resolved_at=resolved,
            times_seen=chance.randint(2, 40),
            rule_version=RULES,
        )
        return check, channel, finding


OF_2019 = {
    IssueSource.MLPS: 7,
    IssueSource.VULNERABILITY: 189,
    IssueSource.INSPECTION: 73,
    IssueSource.CONTENT: 1_046,
}
SIBLINGS = {IssueSource.ERROR_REPORT: IssueSource.MESSAGE, IssueSource.VULNERABILITY: IssueSource.ALERT}
LATER = {
    IssueSource.FINDING: 34,
    IssueSource.CONTENT: 26,
    IssueSource.INSPECTION: 16,
    IssueSource.VULNERABILITY: 8,
    IssueSource.PERSON: 6,
    IssueSource.NOTICE: 5,
    IssueSource.ERROR_REPORT: 5,
}
PACE_NOW, PACE_BEFORE, BUSY_MONTHS = (25, 60), (8, 20), 24
DUE_WEEKDAYS = {Severity.VETO: 5, Severity.SERIOUS: 10, Severity.GENERAL: 15}
OVERDUE_NOW = 5
LAST_OPENED = date(YEAR, 12, 6)
SAMPLE = 12


@dataclass
class Draft:
    """An issue before it has a number; `rectified_in` is days from opening to verification."""

    source: IssueSource
    opened_on: date
    channel_id: int
    title: str
    rectified_in: int
    fields: dict[str, Any] = field(default_factory=dict)


def rectify(story: Story, registry: Registry, papers: Papers) -> None:
    """Write every issue, numbered by year in the order of opening."""
    drafts = _drafts_of_2019(story, registry, papers) + _later_drafts(story, registry, papers)
    numbers: dict[int, count[int]] = {}
    for draft in sorted(drafts, key=lambda one: (one.opened_on, one.source, one.channel_id)):
        number = next(numbers.setdefault(draft.opened_on.year, count(1)))
        _write(story, draft, f"{draft.opened_on.year}-{number:05}")


def _drafts_of_2019(story: Story, registry: Registry, papers: Papers) -> list[Draft]:
    chance = story.chance("issues of 2019")
    workdays = [day for day in days(date(YEAR, 1, 7), LAST_OPENED) if day.weekday() < 5]
    inspections = [paper for paper in papers.inspections if paper[0].year == YEAR]
    sites = list(registry.sites.values())
    channels = sites * 6 + [account.id for account in registry.accounts]
    drafts = []
    for source, wanted in OF_2019.items():
        for number in range(wanted):
            channel, opened = chance.choice(channels), chance.choice(workdays)
            fields: dict[str, Any] = {}
            if source in (IssueSource.MLPS, IssueSource.VULNERABILITY):
                channel = registry.portal if source is IssueSource.MLPS else chance.choice(sites)
            elif source is IssueSource.INSPECTION:
                started, fields["inspection_id"] = inspections[number % len(inspections)]
                opened = started + timedelta(days=chance.randint(1, 10))
            drafts.append(_draft(chance, source, opened, channel, number, fields))
    return drafts


def _later_drafts(story: Story, registry: Registry, papers: Papers) -> list[Draft]:
    chance = story.chance("later issues")
    finder = Finder(story, registry)
    channels = _running(story, registry)
    busy_from = story.until - timedelta(days=BUSY_MONTHS * 30)
    drafts = []
    for month in months(HISTORY_FROM, story.until):
        wanted = chance.randint(*(PACE_NOW if month >= busy_from else PACE_BEFORE))
        for number in range(wanted):
            opened = month + timedelta(days=chance.randint(0, 27))
            source = chance.choices(list(LATER), weights=list(LATER.values()))[0]
            if opened < story.until:
                # Their lists of titles are as long, so that every other draw stays what it was.
                source = SIBLINGS.get(source, source) if number % 2 else source
                drafts.append(
                    _later(story, chance, finder, papers, source, opened, chance.choice(channels), number)
                )
    return drafts + _overdue(story, chance, channels)


def _later(
    story: Story,
    chance: Random,
    finder: Finder,
    papers: Papers,
    source: IssueSource,
    opened: date,
    channel: int,
    number: int,
) -> Draft:
    rectified_in = max(1, round(chance.lognormvariate(1.9, 0.6)))
    if source is IssueSource.FINDING:
        # What the checker sees now it writes itself: a finding of the past is a settled one.
        if opened + timedelta(days=rectified_in) >= story.until:
            source = IssueSource.CONTENT
        else:
            check, channel, finding = finder.settled(chance, opened, rectified_in)
            fields = {"check": check, "finding_id": finding, "rule_version": RULES}
            return Draft(source, opened, channel, "", rectified_in, fields)
    fields = _paper(papers, source, opened)
    draft = _draft(chance, source, opened, channel, number, fields)
    draft.rectified_in = rectified_in
    return draft


def _paper(papers: Papers, source: IssueSource, opened: date) -> dict[str, Any]:
    """The inspection or notice an issue comes from: the last one before it."""
    if source is IssueSource.INSPECTION:
        return {"inspection_id": max(paper for paper in papers.inspections if paper[0] <= opened)[1]}
    if source is IssueSource.NOTICE:
        return {"notice_id": max(paper for paper in papers.notices if paper[0] <= opened)[1]}
    return {}


def _overdue(story: Story, chance: Random, channels: list[int]) -> list[Draft]:
    sources = (IssueSource.CONTENT, IssueSource.INSPECTION, IssueSource.VULNERABILITY, IssueSource.PERSON)
    return [
        Draft(
            sources[number % len(sources)],
            story.until - timedelta(days=19 + number * 4),
            chance.choice(channels),
            _title(chance, sources[number % len(sources)]),
            rectified_in=60,
        )
        for number in range(OVERDUE_NOW)
    ]


def _running(story: Story, registry: Registry) -> list[int]:
    """Demo sites often, accounts that still run seldom."""
    accounts = [
        account.id
        for account in registry.accounts
        if story.book.row(Channel, account.id)["registered"] is RegisteredState.RUNNING
    ]
    return list(registry.sites.values()) * 8 + accounts


def _draft(
    chance: Random, source: IssueSource, opened: date, channel: int, number: int, fields: dict[str, Any]
) -> Draft:
    titles = words()["titles"][source.value]
    title = titles[number % len(titles)] if source is IssueSource.MLPS else chance.choice(titles)
    return Draft(source, opened, channel, title, chance.randint(2, 14), fields)


def _title(chance: Random, source: IssueSource) -> str:
    title: str = chance.choice(words()["titles"][source.value])
    return title


def _write(story: Story, draft: Draft, number: str) -> None:
    chance = story.chance(f"issue {number}")
    severity = _severity(chance, draft)
    due = weekdays_after(draft.opened_on, DUE_WEEKDAYS[severity])
    issue = story.book.add(
        Issue,
        number=number,
        channel_id=draft.channel_id,
        unit_id=story.book.row(Channel, draft.channel_id)["unit_id"],
        source=draft.source,
        severity=severity,
        title=draft.title,
        opened_on=draft.opened_on,
        first_due_on=due,
        due_on=due,
        **draft.fields,
        **_outcome(story, chance, draft),
    )
    row = story.book.row(Issue, issue)
    if issue % SAMPLE == 0 and row["verified_on"] and not row["finding_id"]:
        changes = {"state": [IssueState.REPORTED, IssueState.VERIFIED]}
        decided(story, instant(row["verified_on"], 16), "verify", "issue", issue, changes, "复核通过")


def _severity(chance: Random, draft: Draft) -> Severity:
    if check := draft.fields.get("check"):
        return Severity.SERIOUS if check == "availability" else Severity.VETO
    serious = draft.source in (IssueSource.VULNERABILITY, IssueSource.MLPS) and chance.random() < 0.4
    return Severity.SERIOUS if serious or chance.random() < 0.06 else Severity.GENERAL


def _outcome(story: Story, chance: Random, draft: Draft) -> dict[str, Any]:
    """The state and what belongs to it."""
    settled = draft.opened_on + timedelta(days=draft.rectified_in)
    if settled >= story.until:
        return _under_way(story, chance, draft)
    if draft.opened_on >= HISTORY_FROM and draft.source is not IssueSource.FINDING:
        if chance.random() < 0.04:
            reason, until = chance.choice(words()["dismissals"]["reasons"]), settled + timedelta(days=90)
            return {"state": IssueState.DISMISSED, "reason": reason, "dismissed_until": until}
        if chance.random() < 0.01:
            reason = chance.choice(words()["dismissals"]["waivers"])
            return {"state": IssueState.WAIVED, "reason": reason}
    returned = int(draft.rectified_in > 4 and chance.random() < 0.08)
    reported = settled - timedelta(days=1)
    return {
        "state": IssueState.VERIFIED,
        "verified_on": settled,
        "times_returned": returned,
        **_report(chance, reported),
    }


def _under_way(story: Story, chance: Random, draft: Draft) -> dict[str, Any]:
    """States of issues open now, by how much of their time has passed."""
    passed = (story.until - draft.opened_on).days / draft.rectified_in
    if draft.rectified_in >= 60:
        state = chance.choice((IssueState.ACCEPTED, IssueState.RETURNED, IssueState.OPEN))
    elif passed < 0.3:
        state = IssueState.OPEN
    elif passed < 0.6:
        state = IssueState.ACCEPTED
    else:
        state = IssueState.REPORTED if chance.random() < 0.75 else IssueState.RETURNED
    if state in (IssueState.OPEN, IssueState.ACCEPTED):
        return {"state": state}
    reported = max(draft.opened_on, story.until - timedelta(days=2))
    times = int(state is IssueState.RETURNED)
    return {"state": state, "times_returned": times, **_report(chance, reported)}


def _report(chance: Random, day: date) -> dict[str, Any]:
    return {
        "reported_at": instant(day, chance.randint(9, 17), chance.randint(0, 59)),
        "reported_by": chance.choice(words()["people"]),
        "report_note": "已按要求整改，请复核",
    }
