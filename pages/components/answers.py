"""The four answers of the first screen: is all supervised, is it well, what is late, how far is closing."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.common import clock
from core.common.text import t
from core.issues import progress, queries
from core.monitoring import verdict_cache
from core.monitoring.health import health
from core.reporting import attention
from core.reporting.statistics import availability, closing, issues, registry, verdict
from core.reporting.statistics.websites import down_now
from core.rules import rule_set
from core.rules.results import GradeCounts
from pages.components.format import number, percent
from pages.components.period import Period

Tone = Literal["well", "wrong", "late", "unknown", "plain"]
DAYS, YEAR = 30, 365


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of an answer's second line; its rows open by `key`."""

    key: str
    label: str
    value: str
    change: str = ""
    tone: Tone = "plain"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the four: a figure with its change since last month, and what stands beside it."""

    key: str
    label: str
    value: str
    change: str
    tone: Tone
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict on everything in one sentence and one colour; `brief` is what can be copied and sent."""

    tone: Tone
    sentence: str
    brief: str = ""


def since_census() -> Period:
    """The period of the closing figure."""
    today = clock.today()
    return Period(closing.first_census() or closing.first_event() or today, today)


def last_year() -> Period:
    """The period of the rectification figure."""
    return Period(clock.today() - timedelta(days=YEAR - 1), clock.today())


def standing() -> Standing:
    """Red when a website is down or a channel fails, amber when something is overdue or nobody has looked for
    too long, grey while most channels have no verdict, green otherwise."""
    down, late = down_now(limit=1).total, queries.count(queries.parts()["overdue"])
    of_all = verdict.verdicts(None)
    said = [
        t(f"overview.band.{key}", count=number(count))
        for key, count in (("down", down), ("failed", of_all.failed), ("overdue", late))
        if count
    ]
    if said:
        sentence = t(
            "overview.band.in_units",
            said=t("overview.band.comma").join(said),
            count=number(attention.units_concerned()),
        )
        return Standing("wrong" if down or of_all.failed else "late", sentence)
    return _calm(of_all)


def _calm(found: GradeCounts) -> Standing:
    """Nothing wrong is known, which is green only as long as somebody looks."""
    if not found.judged:
        return Standing("unknown", _parts(found, "well") or t("overview.band.unjudged", count=number(0)))
    state = health()
    # A checker that has just begun is not called late yet; what it has not looked at is old all the same.
    if state["status"] != "ok" or state["late"]:
        words = t("overview.band.comma").join((t("overview.band.stale"), _parts(found, "was_well")))
        return Standing("late", words)
    most = found.judged > found.unjudged + found.unchecked
    return Standing("well" if most else "unknown", _parts(found, "well"))


def _parts(found: GradeCounts, well: str) -> str:
    counts = {well: found.qualified, "unjudged": found.unjudged, "unchecked": found.unchecked}
    return t("overview.band.comma").join(
        t(f"overview.band.{key}", count=number(n)) for key, n in counts.items() if n
    )


def answers() -> list[Answer]:
    """All four, in the order of the page."""
    return [_supervised(), _healthy(), _late(), _closing()]


def _month_ago() -> date:
    return clock.today().replace(day=1) - timedelta(days=1)


def _change(now: int, then: int) -> str:
    if now == then:
        return t("overview.change.none")
    return t("overview.change.more" if now > then else "overview.change.less", count=number(abs(now - then)))


def _supervised() -> Answer:
    today = clock.today()
    now, before = registry.running(today), registry.running(_month_ago())
    share = registry.supervised(today)
    whole = share.whole and share.part == share.whole
    return Answer(
        "supervised",
        t("metric.supervised"),
        percent(share.share),
        t("overview.supervised_note", part=number(share.part), whole=number(share.whole)),
        "well" if whole else "late" if share.whole else "unknown",
        (
            Part("running", t("metric.running"), number(now.total), _change(now.total, before.total)),
            Part("websites", t("metric.running_websites"), number(now.websites)),
            Part("accounts", t("metric.running_accounts"), number(now.accounts)),
        ),
    )


def _healthy() -> Answer:
    sites, accounts = verdict.verdicts("website"), verdict.verdicts("account")
    visits = availability.availability(DAYS)
    return Answer(
        "passed",
        t("metric.passed_websites"),
        percent(sites.rate),
        _judged(sites),
        _passing(sites),
        (
            Part("passed_accounts", t("metric.passed_accounts"), percent(accounts.rate),
                 _judged(accounts), _passing(accounts)),
            Part("availability", t("metric.availability", days=DAYS), percent(visits.share, 2),
                 tone=_reached(visits.share),
                 title=t("overview.availability_note", unchecked=number(visits.blocked + visits.suspect))),
        ),
    )  # fmt: skip


def _reached(share: float | None) -> Tone:
    """Red from the share of failed visits on that fails a website."""
    failing = share is not None and 1 - share >= rule_set().availability.fail_share
    return "wrong" if failing else "plain"


def _passing(found: GradeCounts) -> Tone:
    if not found.judged:
        return "unknown"
    return "wrong" if found.failed else "well"


def _judged(found: GradeCounts) -> str:
    note = t(
        "overview.passed_note",
        qualified=number(found.qualified),
        judged=number(found.judged),
        unjudged=number(found.unjudged),
        unchecked=number(found.unchecked),
    )
    waiting = verdict_cache.waiting()
    return t("overview.passed_waiting", note=note, n=number(waiting)) if waiting else note


def _late() -> Answer:
    found = queries.counts()
    period = last_year()
    done = issues.rectification(period.first, period.last)
    then = progress.bucket(progress.Span(_month_ago().replace(day=1), _month_ago())).overdue
    return Answer(
        "overdue",
        t("metric.overdue"),
        t("overview.of_units", count=number(found.overdue), units=number(attention.units_overdue())),
        _change(found.overdue, then),
        "late" if found.overdue else "well",
        (
            Part("open", t("metric.open"), number(found.open)),
            Part("rectification", t("metric.rectification"), percent(done.share),
                 title=t("overview.rectification_note", part=done.part, whole=done.whole)),
        ),
    )  # fmt: skip


def _closing() -> Answer:
    period = since_census()
    steps = closing.funnel(period.first, period.last)
    whole, done, late = steps[0].reached, steps[-1].reached, sum(step.late for step in steps)
    return Answer(
        "closing",
        t("metric.closing"),
        percent(done / whole if whole else None),
        t("overview.closing_note", done=number(done), whole=number(whole)),
        "late" if late else "well" if whole and done == whole else "plain",
        (Part("cases_late", t("metric.cases_late"), number(late), tone="late" if late else "plain"),),
    )
