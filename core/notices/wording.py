"""The sections of a draft, in words, from the figures and the rows behind them. Nothing is said that no
record shows: a section without records stays empty for a person to write."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.accountability import lists as accountability
from core.common.text import t
from core.notices import breakdown, standing
from core.notices.comparison import Earlier
from core.notices.figure import Figures
from core.notices.figures import MEDIA, OTHER, WITHOUT_VERDICT, class_of, problem_name
from core.notices.groups import MEDIUM_OF, reasons_of
from core.notices.praise import Objections, proposed
from core.notices.recheck import Recheck, Unsettled
from core.notices.rules import notice_rules
from core.rules import rule_set
from core.rules.results import Grade
from db.models import NoticeEntry, NoticeIssue, NoticePaper, Severity

Section = dict[str, str]


@dataclass(frozen=True, slots=True)
class Material:
    """What the words are made of."""

    paper: NoticePaper
    inspection: str
    entries: Sequence[NoticeEntry]
    issues: Sequence[NoticeIssue]
    last: Recheck | None
    figures: Figures
    against: Objections
    compared: Sequence[Earlier] = ()
    regions: Mapping[int, standing.Region] = field(default_factory=dict)


def sections(material: Material, only: Iterable[str] | None = None) -> list[Section]:
    """{key, heading, body} of every section of this kind of notice, or those of `only`."""
    wanted = notice_rules().sections[material.paper.kind]
    chosen = set(wanted if only is None else only)
    return [
        {"key": key, "heading": t(f"notice.heading.{key}"), "body": WRITERS[key](material).strip()}
        for key in wanted
        if key in chosen
    ]


def day_words(day: object) -> str:
    """A day as notices write it."""
    year, month, number = str(day).split("-")
    return t("document.day", year=int(year), month=int(month), day=int(number))


def joined(names: Iterable[str]) -> str:
    """Names in one sentence, each once."""
    return t("document.comma").join(dict.fromkeys(names))


def _basis(material: Material) -> str:
    paper = material.paper
    what = t("notice.text.inspected", name=material.inspection) if material.inspection else ""
    return t(
        f"notice.text.basis.{paper.kind.value}",
        source=rule_set().source, first=day_words(paper.first), last=day_words(paper.last), what=what,
    )  # fmt: skip


def _recheck(material: Material) -> str:
    last = material.last
    if last is None:
        return ""
    words = {name.removeprefix("recheck."): count for name, count in last.counts().items()}
    lines = []
    if last.named:
        shown = _only(words, "named", "units", "settled")
        lines.append(t("notice.text.recheck.head", number=last.number, **shown))
    if last.unsettled:
        lines.append(_unsettled(last.unsettled, last.counts()["recheck.returned"]))
    for medium in MEDIA:
        if count := last.still_failing.get(MEDIUM_OF[medium]):
            lines.append(t(f"notice.text.recheck.still_{medium}", count=count))
    if last.not_reported:
        named = joined(last.not_reported)
        lines.append(t("notice.text.recheck.silent", not_reported=len(last.not_reported), names=named))
    elif last.not_reported is not None:
        lines.append(t("notice.text.recheck.all_replied"))
    return "\n".join(lines)


def _unsettled(unsettled: Sequence[Unsettled], returned: int) -> str:
    """Each channel once, with all that is not rectified there."""
    what: dict[tuple[str, str], list[str]] = {}
    for one in unsettled:
        what.setdefault((one.unit, one.channel), []).append(one.title)
    named = [
        t("notice.text.recheck.of", where=_owned(*where), what=joined(titles))
        for where, titles in what.items()
    ]
    return t(
        "notice.text.recheck.unsettled",
        unsettled=len(unsettled),
        returned=t("notice.text.recheck.returned", returned=returned) if returned else "",
        names=t("notice.text.recheck.next").join(named),
    )


def _scope(material: Material) -> str:
    figures = material.figures
    lines = [
        t(
            "notice.text.scope.running",
            day=day_words(material.paper.last),
            websites=figures["websites.running"].words,
            accounts=figures["accounts.running"].words,
        )
    ]
    for medium in MEDIA:
        if figures[f"{medium}.examined"].value:
            lines.append(_examined(medium, figures))
    return "\n".join([*lines, *breakdown.compared(figures, material.compared)])


def _examined(medium: str, figures: Figures) -> str:
    words = {
        name: figures[f"{medium}.{name}"].words
        for name in ("examined", "share_examined", "passed", "failed", "vetoed", "pass_rate")
    }
    why = _without_verdict(medium, figures)
    if not any(figures[f"{medium}.{name}"].value for name in ("passed", "basic", "failed")):
        given = _only(words, "examined", "share_examined")
        return t(f"notice.text.scope.{medium}_unjudged", **given, why=why)
    basic, low = figures[f"{medium}.basic"], figures[f"{medium}.low"]
    # Only where a rule set gives scores can one be too low.
    scored = bool(low.value) and f"{medium}.score.mean" in figures
    text = t(
        f"notice.text.scope.{medium}",
        basic=t("notice.text.scope.basic", count=basic.words) if basic.value else "",
        low=t("notice.text.scope.low", count=low.words) if scored else "",
        **words,
    )
    return text + (t("notice.text.scope.left_out", why=why) if why else "")


def _without_verdict(medium: str, figures: Figures) -> str:
    """What the pass rate leaves out: not judged yet, and what could not be checked, each by its name."""
    left_out = ((name, figures[f"{medium}.{name}"]) for name in WITHOUT_VERDICT)
    said = [t(f"notice.text.scope.{name}", count=one.words) for name, one in left_out if one.value]
    return t("notice.text.scope.and").join(said)


def _counts(material: Material) -> str:
    lines = breakdown.counts(material.figures)
    for medium in MEDIA:
        mine = [entry for entry in material.entries if entry.medium == MEDIUM_OF[medium]]
        lines += standing.said(medium, mine, material.regions, material.figures)
    return "\n".join(lines)


def _praise(material: Material) -> str:
    """A proposal, by rule; the office decides whether it stays."""
    names = proposed(material.entries, material.against, notice_rules().praised_most)
    return t("notice.text.praise", names=joined(names)) if names else ""


def _problems(material: Material) -> str:
    figures = material.figures
    if not material.issues:
        return "\n".join(_failed(material.entries))
    lines = [
        t(
            "notice.text.problems.head",
            issues=figures["problems.issues"].words,
            units=figures["problems.units"].words,
        )
    ]
    classes: dict[str, list[NoticeIssue]] = {}
    for one in sorted(material.issues, key=lambda one: (one.unit_id, one.channel, one.issue_id)):
        classes.setdefault(class_of(one), []).append(one)
    gravest_first = sorted(classes.items(), key=_gravest)
    for place, (name, mine) in enumerate(gravest_first, start=1):
        lines.append(
            t(
                "notice.text.problems.class",
                place=second_number(place), name=problem_name(name), count=len(mine),
                names=joined(_where(one.unit, one.channel) for one in mine),
            )
        )  # fmt: skip
    known = {one.channel_id for one in material.issues}
    without = [entry for entry in material.entries if entry.channel_id not in known]
    return "\n".join([*lines, *_failed(without, after=len(classes))])


def _gravest(one: tuple[str, list[NoticeIssue]]) -> tuple[bool, Severity, int, str]:
    """Classes by their worst issue, then the largest first; what is in no class comes last."""
    name, mine = one
    return (name == OTHER, min(_severities(mine)), -len(mine), name)


def _failed(entries: Iterable[NoticeEntry], after: int = 0) -> list[str]:
    """Without issues, the channels that failed by what failed them: of each medium first what alone fails a
    channel, then the most frequent, at the end those of which nobody said why. Numbered on from `after`."""
    classes: dict[tuple[str, str], list[NoticeEntry]] = {}
    for entry in sorted(entries, key=lambda one: (one.unit_id, one.id)):
        if entry.grade == Grade.FAILED:
            for reason in reasons_of(entry):
                classes.setdefault((entry.medium, reason), []).append(entry)

    def gravest(one: tuple[tuple[str, str], list[NoticeEntry]]) -> tuple[bool, bool, bool, int, str]:
        (medium, reason), mine = one
        return (
            medium != MEDIUM_OF["websites"],
            not reason,
            not any(e.vetoed for e in mine),
            -len(mine),
            reason,
        )

    return [
        t(
            "notice.text.problems.failed",
            place=second_number(place), name=reason or t(f"notice.text.problems.unnamed_{medium}"),
            count=len(mine), platforms=_platforms(reason, mine),
            names=joined(_where(one.unit, one.name) for one in mine),
        )
        for place, ((medium, reason), mine) in enumerate(
            sorted(classes.items(), key=gravest), start=after + 1
        )
    ]  # fmt: skip


def _platforms(reason: str, mine: Sequence[NoticeEntry]) -> str:
    """On how many platforms accounts failed for a reason; said of several only."""
    count = standing.platforms_by_reason(mine).get(reason, 0) if mine[0].medium == "account" else 0
    return t("notice.text.problems.platforms", count=count) if count > 1 else ""


def _requirements(material: Material) -> str:
    paper = material.paper
    until = day_words(paper.reply_by) if paper.reply_by else t("notice.text.no_day")
    return t(f"notice.text.requirements.{paper.kind.value}", until=until)


def second_number(place: int) -> str:
    """The number of a second-level heading, such as （三）."""
    return t("document.second", n=numeral(place))


def numeral(number: int) -> str:
    """A Chinese numeral up to 99 where the language has them, a digit otherwise."""
    digits = t("document.numerals")
    if not digits.strip():
        return str(number)
    ten, one = divmod(number, 10)
    tens = "" if not ten else (digits[9] if ten == 1 else digits[ten - 1] + digits[9])
    return tens + (digits[one - 1] if one else "")


def _severities(issues: Iterable[NoticeIssue]) -> Iterable[Severity]:
    return (issue.severity for issue in issues)


def _where(unit: str, channel: str) -> str:
    if not channel or channel.startswith(unit):
        return channel or unit
    return t("notice.text.where", unit=unit, channel=channel)


def _owned(unit: str, channel: str) -> str:
    if not channel or channel.startswith(unit):
        return channel or unit
    return t("notice.text.recheck.owned", unit=unit, channel=channel)


def _only(words: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: words[name] for name in names}


WRITERS: dict[str, Callable[[Material], str]] = {
    "basis": _basis,
    "recheck": _recheck,
    "scope": _scope,
    "counts": _counts,
    "praise": _praise,
    "problems": _problems,
    "accountability": lambda material: accountability.words(material.paper.first, material.paper.last),
    "requirements": _requirements,
}
