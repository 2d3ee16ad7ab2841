"""How far a chapter of a year is kept, in words."""

from core.common.text import t
from core.records.completeness import ChapterYear
from core.records.gaps import month_words
from pages.components.format import actor, instant


def gap_words(state: ChapterYear) -> str:
    """The months that a chapter kept month by month leaves out; empty where there are none."""
    return month_words(state.gaps)


def state_words(state: ChapterYear) -> str:
    """Kept, begun, confirmed as empty, or missing."""
    if state.since:
        who, when = actor(state.confirmed_by), instant(state.confirmed_at)
        part = "kept_since" if state.rows else "begun_since"
        return t(f"records.state.{part}", who=who, when=when, month=f"{state.since:%Y-%m}")
    if state.rows:
        return t("records.state.kept")
    if state.confirmed_by:
        who, when = actor(state.confirmed_by), instant(state.confirmed_at)
        said = "old" if state.old else "none" if state.none else "begun"
        return t(f"records.state.{said}", who=who, when=when)
    return t("records.state.missing")
