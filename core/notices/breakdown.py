"""The section of a notice that divides what was examined: by platform, level and category with the rate of
each, by score, and against earlier periods."""

from collections.abc import Iterable, Sequence

from core.common.settings import settings
from core.common.text import t
from core.notices import comparison
from core.notices.comparison import Earlier
from core.notices.figure import Figure, Figures
from core.notices.groups import LUMPED, dimensions, score_bands, score_limits
from core.notices.records import MOVEMENTS
from core.registry.kinds import kinds

MEDIA = ("websites", "accounts")


def counts(figures: Figures) -> list[str]:
    """Its sentences, a line each; a division into a single group says nothing and is left out."""
    lines = []
    for medium in MEDIA:
        lines += [*_running(medium, figures), *_examined(medium, figures), *_scores(medium, figures)]
        lines += _in_full(medium, figures)
    if "published.total" in figures:
        lines.append(_published(figures))
    if "visits.total" in figures:
        lines.append(t("notice.text.counts.visits", count=figures["visits.total"].words))
    return [*lines, *_moved(figures), *_received(figures)]


def compared(figures: Figures, periods: Sequence[Earlier]) -> list[str]:
    """A sentence for each earlier period of which there are figures."""
    lines = []
    for one in periods:
        clauses = [clause for medium in MEDIA for clause in comparison.said(medium, one.which, figures)]
        if clauses:
            parts = t("notice.text.change.next").join(clauses)
            lines.append(t("notice.text.change.line", period=one.name, source=one.source, parts=parts))
    return lines


def _running(medium: str, figures: Figures) -> list[str]:
    """What runs, by kind or platform; by level and category where only some of it was examined."""
    lines = []
    for dimension in ("group", "kind") if medium == "websites" else ("group",):
        parts = _parts(figures, f"{medium}.{dimension}.")
        lines += _line(f"{medium}.{dimension}", parts)
    if figures[f"{medium}.examined"].value != figures[f"{medium}.running"].value:
        wanted = "cross" if _crossed(figures, f"{medium}.running_") else "level"
        lines += _line(f"{medium}.running_{wanted}", _parts(figures, f"{medium}.running_{wanted}."))
    return lines


def _examined(medium: str, figures: Figures) -> list[str]:
    """What was examined, by each division, with verdicts and rate. The office says which divisions name
    groups of none as well."""
    lines = []
    for dimension in dimensions(medium):
        if dimension.key == "cross" and not _crossed(figures, f"{medium}."):
            continue
        prefix = f"{medium}.{dimension.key}."
        groups = [key.removeprefix(prefix) for key in figures if key.startswith(prefix)]
        kept = dimension.key in settings().notice_zeros
        parts = [
            _rated(medium, dimension.key, group, figures)
            for group in groups
            if kept or figures[prefix + group].value
        ]
        lines += _line(f"{medium}.{dimension.key}", parts, t("notice.text.counts.next"))
    return lines


def _crossed(figures: Figures, prefix: str) -> bool:
    """Whether level and category each divide; otherwise one of them says all that both would."""
    return all(
        sum(bool(one.value) for key, one in figures.items() if key.startswith(f"{prefix}{dimension}.")) > 1
        for dimension in ("level", "category")
    )


def _rated(medium: str, dimension: str, group: str, figures: Figures) -> str:
    examined = figures[f"{medium}.{dimension}.{group}"]
    of = f"{medium}.of_{dimension}.{group}"
    rate, mean = figures[f"{of}.pass_rate"], figures.get(f"{of}.mean")
    if rate.value is None:
        return t("notice.text.part", name=examined.name, count=examined.words)
    return t(
        "notice.text.rated",
        name=examined.name, count=examined.words, passed=figures[f"{of}.passed"].words,
        failed=figures[f"{of}.failed"].words, rate=rate.words,
        mean=t("notice.text.rated_mean", mean=mean.words) if mean else "",
    )  # fmt: skip


def _scores(medium: str, figures: Figures) -> list[str]:
    """Mean, highest and grades of the scores, the best first; then the bands above full marks."""
    lines = []
    if f"{medium}.score.mean" in figures:
        full = score_bands(medium)[0]
        low = [limit for limit in score_limits(medium) if limit < full]
        grades = [figures[f"{medium}.score.grade.{limit}"] for limit in reversed(low)]
        bands = [figures[f"{medium}.score.from.{full}"], *grades, figures[f"{medium}.score.below"]]
        words = {name: figures[f"{medium}.score.{name}"].words for name in ("scored", "mean", "highest")}
        lines.append(t(f"notice.text.counts.{medium}.score", parts=_listed(bands), **words))
    lines += _ranked(medium, figures)
    over, share = figures[f"{medium}.over"], figures[f"{medium}.over_share"]
    if over.value:
        bands = [figures[f"{medium}.beyond"]]
        bands += reversed([one for key, one in figures.items() if key.startswith(f"{medium}.band.")])
        given = {"name": over.name, "count": over.words, "share": share.words}
        lines.append(t(f"notice.text.counts.{medium}.scores", parts=_listed(bands), **given))
    return lines


def _ranked(medium: str, figures: Figures) -> list[str]:
    """How many scores lie in each rank that a rule set names, with their share; nothing where none does."""
    head = f"{medium}.score.rank."
    parts = [
        t(
            "notice.text.ranked",
            name=one.name, count=one.words, share=figures[f"{medium}.score.rank_share.{one.name}"].words,
        )
        for key, one in figures.items()
        if key.startswith(head) and one.value
    ]  # fmt: skip
    return [t(f"notice.text.counts.{medium}.ranks", parts=t("document.comma").join(parts))] if parts else []


def _in_full(medium: str, figures: Figures) -> list[str]:
    """How many units passed as a whole, where some did not."""
    if figures[f"{medium}.units_in_full"].value and figures[f"{medium}.failed"].value:
        count = figures[f"{medium}.units_in_full"].words
        return [t(f"notice.text.counts.{medium}.in_full", count=count)]
    return []


def _published(figures: Figures) -> str:
    parts = [
        t("notice.text.items", name=figure.label, count=figure.words)
        for key, figure in figures.items()
        if key.startswith("published.") and key != "published.total" and figure.value
    ]
    total = figures["published.total"].words
    return t("notice.text.counts.published", total=total, parts=t("document.comma").join(parts))


def _moved(figures: Figures) -> list[str]:
    """What entered and left the registry and what was rectified; nothing where nothing did."""
    named = dict.fromkeys((*MOVEMENTS.values(), "rectified"))
    keys = (f"{medium}.{movement}" for medium in MEDIA for movement in named)
    parts = _listed(figures[key] for key in keys)
    return [t("notice.text.counts.moved", parts=parts)] if parts else []


def _received(figures: Figures) -> list[str]:
    """What the public wrote, where anything is recorded, and what was done about it."""
    topics = {"messages": ("received", "handled", "rate"), "error_reports": ("received", "closed")}
    return [
        t(f"notice.text.counts.{topic}", **{name: figures[f"{topic}.{name}"].words for name in names})
        for topic, names in topics.items()
        if f"{topic}.received" in figures
    ]


def _parts(figures: Figures, prefix: str) -> list[str]:
    shown = {key: figure for key, figure in figures.items() if key.startswith(prefix)}
    if shown.pop(f"{prefix}{LUMPED}", None):
        # What the groups of published totals lump together is named kind by kind.
        medium = prefix.partition(".")[0]
        kept = (f"{medium}.kind.{kind}" for kind in _lumped())
        shown |= {key: figures[key] for key in kept if key in figures}
    return [_part(one) for one in shown.values() if one.value]


def _part(figure: Figure) -> str:
    return t("notice.text.part", name=figure.name, count=figure.words)


def _listed(figures: Iterable[Figure]) -> str:
    return t("document.comma").join(_part(one) for one in figures if one.value)


def _line(key: str, parts: Sequence[str], between: str = "") -> list[str]:
    if len(parts) < 2:
        return []
    return [t(f"notice.text.counts.{key}", parts=(between or t("document.comma")).join(parts))]


def _lumped() -> list[str]:
    return [key for key, kind in kinds().items() if kind.report == LUMPED]
