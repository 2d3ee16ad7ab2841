"""The marks that every page of a government website has to carry in its foot, and its standard page tags."""

import re
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

from .patterns import normal
from .words import words

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
_CODE = re.compile(r"(?:网站)?标识码\s*[:：]?\s*(bm\d{8}|\d{10})(?!\d)", re.I)
_FOOT_SCRIPT = re.compile(r"<script[^>]+src\s*=\s*[\"']?[^\"'>]*(foot|bottom|copyright|common|include)", re.I)


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


def footer_marks(html: str, text: str) -> FooterMarks:
    """Read the marks from a page's source `html` and visible `text`.

    The mark and the 找错 entry may be an image, a link or an `onclick` with a code and no address, so
    those are looked for in the source."""
    plain = normal(text)
    return FooterMarks(
        site_code=_first(_CODE, plain).lower(),
        icp=_filing(plain, "icp"),
        police=_filing(plain, "police"),
        sponsor=_labelled(plain, "sponsor"),
        undertaker=_labelled(plain, "undertaker"),
        contact=_labelled(plain, "contact"),
        government_mark=_any("government", html),
        sitemap=_any("sitemap", html),
        error_report=_any("marks", html),
        scripted=bool(_FOOT_SCRIPT.search(html)),
    )


def page_tags(tree: LexborHTMLParser) -> dict[str, str]:
    """The standard page tags (meta) by their proper names, whatever the case they were written in."""
    proper = {tag.lower(): tag for tag in TAGS}
    tags: dict[str, str] = {}
    for node in tree.css("meta[name]"):
        tag = proper.get((node.attributes.get("name") or "").strip().lower())
        if tag:
            tags.setdefault(tag, (node.attributes.get("content") or "").strip())
    return tags


@lru_cache(maxsize=1)
def _filings() -> dict[str, re.Pattern[str]]:
    provinces = words()["footer"]["provinces"]
    return {
        # ICP证 is a licence to trade, not the filing.
        "icp": re.compile(rf"[{provinces}]\s*ICP\s*备\s*\d{{6,10}}\s*号?(?:\s*-\s*\d+)?", re.I),
        "police": re.compile(rf"[{provinces}]\s*公网安备\s*(?:第\s*)?\d{{10,14}}\s*号?"),
    }


def _filing(text: str, kind: str) -> str:
    found = _filings()[kind].search(text)
    return re.sub(r"\s+", "", found[0]) if found else ""


@lru_cache(maxsize=8)
def _label(kind: str) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, words()["footer"][kind]))
    return re.compile(rf"(?:{labels})\s*[:：]\s*([^\s|;,。<>©]{{2,60}})")


def _labelled(text: str, kind: str) -> str:
    """The words after the last such label: the foot comes last."""
    found = _label(kind).findall(text)
    words_found = str(found[-1]) if found else ""
    # A bracket that a space cuts open holds office hours and the like.
    return words_found if ")" in words_found else words_found.partition("(")[0]


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _any(kind: str, html: str) -> bool:
    low = html.lower()
    return any(word.lower() in low for word in words()["footer"][kind])
