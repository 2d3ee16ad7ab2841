"""The marks that every page of a government website has to carry in its foot, and its standard page tags."""

from collections.abc import Mapping
from dataclasses import dataclass

from .elements import Elements
from .fact import Mark, State
from .marks import MARKS, read_marks
from .outline import Outline

TAGS = (
    "SiteName",
    "SiteDomain",
    "SiteIDCode",
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
    "ArticleTitle",
    "PubDate",
    "ContentSource",
)


@dataclass(frozen=True, slots=True)
class FooterMarks:
    """What the foot says; empty or False when it was not found. `scripted`: a script may write the foot,
    so what is missing here is unknown rather than missing."""

    site_code: str = ""
    icp: str = ""
    police: str = ""
    sponsor: str = ""
    undertaker: str = ""
    contact: str = ""
    government_mark: bool = False
    sitemap: bool = False
    error_report: bool = False
    scripted: bool = False


def footer_marks(elements: Elements, page: Outline) -> tuple[FooterMarks, Mapping[str, Mark]]:
    """The marks in short, and each with its state, place and confidence."""
    marks, scripted = read_marks(elements, page)
    present = {name: marks[name].state is State.PRESENT for name in MARKS}
    short = FooterMarks(
        site_code=marks["site_code"].value,
        icp=marks["icp"].value,
        police=marks["police"].value,
        sponsor=marks["sponsor"].value,
        undertaker=marks["undertaker"].value,
        contact=marks["contact"].value,
        government_mark=present["government_mark"],
        sitemap=present["sitemap"],
        error_report=present["error_report"],
        scripted=scripted,
    )
    return short, marks


def page_tags(elements: Elements) -> dict[str, str]:
    """The standard page tags (meta) by their proper names, whatever the case they were written in."""
    proper = {tag.lower(): tag for tag in TAGS}
    tags: dict[str, str] = {}
    for _, _, attributes in elements.named("meta"):
        tag = proper.get((attributes.get("name") or "").strip().lower())
        if tag:
            tags.setdefault(tag, (attributes.get("content") or "").strip())
    return tags
