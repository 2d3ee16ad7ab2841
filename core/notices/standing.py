"""What notices say of those that stand out: regions without a failure, platforms with one, the best scores,
and websites that answer at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from core.common.text import t
from core.issues.deadlines import working_days_between
from core.notices.figure import Figures
from core.notices.groups import Counted, platform_of, reasons_of, score_of, units_in_full
from core.notices.rules import notice_rules
from core.rules.results import JUDGED, QUALIFIED, Grade
from db.models import CitizenMessage, NoticeEntry, Unit, UnitLevel


class Region(NamedTuple):
    """The region that a unit belongs to; `kind` is a key of the rules, such as city."""

    unit_id: int
    name: str
    kind: str


def regions_of(session: Session) -> dict[int, Region]:
    """Unit → the highest unit above it, or itself, that is called as a region is; the office's own district
    is none. Units of no region are left out."""
    rows = session.execute(select(col(Unit.id), col(Unit.name), col(Unit.level), col(Unit.parent_id))).all()
    units = {row[0]: row for row in rows}
    found: dict[int, Region] = {}
    for unit_id in units:
        seen: set[int] = set()
        above: int | None = unit_id
        while above is not None and above in units and above not in seen:
            seen.add(above)
            _, name, level, parent = units[above]
            kind = "" if level is UnitLevel.DISTRICT else _kind_of(name)
            if kind:
                found[unit_id] = Region(above, name, kind)
            above = parent
    return found


def answered_at_once(session: Session, first: date, last: date) -> tuple[int, int] | None:
    """Of the channels that messages of the period came through, how many answered each within the working
    days of the rules, and how many there are; None where no message says through which it came."""
    rows = session.execute(
        select(col(CitizenMessage.channel_id), col(CitizenMessage.received_on), col(CitizenMessage.closed_on))
        .where(col(CitizenMessage.received_on).between(first, last))
        .where(col(CitizenMessage.channel_id).is_not(None))
    ).all()
    most = notice_rules().answered_within
    at_once: dict[int, bool] = {}
    for channel, received, closed in rows:
        soon = closed is not None and working_days_between(received, closed) <= most
        at_once[channel] = at_once.get(channel, True) and soon
    return (sum(at_once.values()), len(at_once)) if at_once else None


def counted(entries: Sequence[NoticeEntry], regions: Mapping[int, Region]) -> list[Counted]:
    """The figures of one medium, of those examined."""
    found: list[Counted] = []
    for kind, (whole, every) in by_kind(entries, regions).items():
        name = t(f"notice.region.{kind}")
        found.append(Counted(f"region.{kind}.in_full", t("notice.region.in_full", name=name), len(whole)))
        found.append(Counted(f"region.{kind}.examined", t("notice.region.examined", name=name), len(every)))
    failed = [entry for entry in entries if entry.grade == Grade.FAILED]
    if failed and failed[0].medium == "account":
        found.append(Counted("platforms", t("notice.platforms.all"), len(set(map(platform_of, failed)))))
        for reason, count in platforms_by_reason(failed).items():
            name = t("notice.platforms.of", name=reason)
            found.append(Counted(f"platforms_of.{reason}", name, count, group=reason, general="platforms"))
    best = leading(entries)
    return [*found, Counted("leading", t("notice.score.leading"), len(best))] if best else found


def by_kind(
    entries: Sequence[NoticeEntry], regions: Mapping[int, Region]
) -> dict[str, tuple[list[Region], list[Region]]]:
    """Kind of region → those of which every judged channel passed, and all of which one was judged."""
    # All channels of a region are taken for those of one unit.
    moved = [(regions[one.unit_id], one) for one in entries if one.unit_id in regions]
    whole = _in_full(moved)
    found: dict[str, tuple[list[Region], list[Region]]] = {}
    for region in dict.fromkeys(region for region, _ in moved):
        if region in whole:
            passed, every = found.setdefault(region.kind, ([], []))
            every.append(region)
            if whole[region]:
                passed.append(region)
    return found


def platforms_by_reason(failed: Iterable[NoticeEntry]) -> dict[str, int]:
    """On how many platforms there are accounts that failed for a reason, where a reason is known."""
    found: dict[str, set[str]] = {}
    for entry in failed:
        for reason in filter(None, reasons_of(entry)):
            found.setdefault(reason, set()).add(platform_of(entry))
    return {reason: len(platforms) for reason, platforms in found.items()}


def leading(entries: Iterable[NoticeEntry]) -> list[NoticeEntry]:
    """Those that passed with the best scores, the best first; of equal scores all or none. Nobody leads where
    no more were scored than are named."""
    scored = [(score, one) for one in entries if (score := score_of(one)) is not None]
    most = notice_rules().leading_most
    if len(scored) <= most:
        return []
    ranked = sorted(scored, key=lambda pair: (-pair[0], pair[1].channel_id))
    next_score = ranked[most][0]
    return [one for score, one in ranked[:most] if score > next_score and one.grade in QUALIFIED]


def said(
    medium: str, entries: Sequence[NoticeEntry], regions: Mapping[int, Region], figures: Figures
) -> list[str]:
    """Their sentences, a line each: regions by name unless all of them passed, and the leading channels."""
    lines = []
    for kind, (whole, every) in by_kind(entries, regions).items():
        if not whole or len(every) < 2:
            continue
        names = [] if len(whole) == len(every) else [one.name for one in whole]
        lines.append(
            t(
                f"notice.text.counts.{medium}.region",
                name=t(f"notice.region.{kind}"),
                count=figures[f"{medium}.region.{kind}.in_full"].words,
                names=_behind(names),
            )
        )
    if best := leading(entries):
        names = [t("notice.text.led", name=one.name, score=f"{one.score:g}") for one in best]
        count = figures[f"{medium}.leading"].words
        lines.append(t(f"notice.text.counts.{medium}.leading", count=count, names=_behind(names)))
    if medium == "websites" and (at_once := figures.get("messages.at_once")):
        lines.append(
            t("notice.text.counts.at_once", days=notice_rules().answered_within, count=at_once.words)
        )
    platforms = figures.get(f"{medium}.platforms")
    if platforms and (platforms.value or 0) > 1:
        lines.append(t("notice.text.counts.platforms", count=platforms.words))
    return lines


def _behind(names: Sequence[str]) -> str:
    return t("notice.text.counts.names", names=t("document.comma").join(names)) if names else ""


def _in_full(moved: Iterable[tuple[Region, NoticeEntry]]) -> dict[Region, bool]:
    of_region: dict[Region, list[NoticeEntry]] = {}
    for region, entry in moved:
        of_region.setdefault(region, []).append(entry)
    found = {}
    for region, mine in of_region.items():
        judged = {entry.unit_id for entry in mine if entry.grade in JUDGED}
        if judged:
            found[region] = judged <= units_in_full(mine)
    return found


def _kind_of(name: str) -> str:
    return next((kind for kind, ends in notice_rules().region.items() if name.endswith(ends)), "")
