"""Whether the home page is still the site's own: its words and title against what they were before."""

from typing import Any

from checks.fetch import Visit
from checks.fetch.other_pages import DEFACED
from checks.page import Fingerprint, similarity
from checks.site import Getter, Site
from checks.site.pieces import piece_around
from core.common.outcome import Failure, Problem, Report, Target
from core.rules import RuleSet

NAME = "tampering"


def _judge(site: Site) -> Report:
    """A page whose words are far from all that was seen before, and that does not name its site any more, is
    a problem; far words alone may be a redesign and are suspect.

    What was seen is kept in the evidence and comes back as the target's memory. A page in doubt is not
    added to it, so that an intruder's page never becomes what is expected."""
    seen = _seen(site)
    if site.other_page == DEFACED:
        return site.report(NAME, [_defaced(site)], details={"seen": seen, "title": site.home.title.value})
    print_, title = site.home.fingerprint, site.home.title.value
    if not seen:
        kept = [{"print": print_.to_text(), "title": title}]
        return site.report(NAME, seen=kept, first_reading=True)
    alike = max(similarity(print_, Fingerprint.from_text(one["print"])) for one in seen)
    details: dict[str, Any] = {"similarity": round(alike, 3), "title": title, "titles_before": _titles(seen)}
    if alike >= site.limit(NAME, "doubtful"):
        most = int(site.limit(NAME, "kept"))
        details["seen"] = [*seen, {"print": print_.to_text(), "title": title}][-most:]
        return site.report(NAME, details=details)
    details["seen"] = seen
    if alike > site.limit(NAME, "far") or _names_itself(site) or title in _titles(seen):
        return site.report(NAME, doubts=[""], details=details)
    wrong = Problem(
        "",
        site.address,
        site.visit.status,
        confidence=0.95,
        piece=piece_around(site.home.html, "<title", before=100),
        same=f"{title} {print_.chars}",
        detail={"similarity": round(alike, 3), "title": title, "titles_before": _titles(seen)},
    )
    return site.report(NAME, [wrong], details=details)


def _defaced(site: Site) -> Problem:
    """A page that says itself that an intruder put it there, at whatever reading."""
    title = site.home.title.value
    piece = piece_around(site.home.html, "<title", before=100)
    return Problem(
        "", site.address, site.visit.status, confidence=0.95, piece=piece, same=title, detail={"title": title}
    )


def _seen(site: Site) -> list[dict[str, str]]:
    """What was kept of earlier readings; what cannot be read any more is left out."""
    kept = site.target.memory.get(NAME, {}).get("seen", [])
    return [
        one for one in kept if isinstance(one, dict) and one.get("print") and one.get("title") is not None
    ]


def _titles(seen: list[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(one["title"] for one in seen))


def _names_itself(site: Site) -> bool:
    """Whether the page still says whose it is: by its code, its filing, or its sponsor."""
    text, target = site.home.text, site.target
    return any(mark and mark in text for mark in (target.site_code, target.icp, target.sponsor))


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """As `of_site` makes it; an intruder's page is none of the site's, and is just what is looked for."""
    site = Site.of(target, fetcher, rules, visit)
    why_not = site.blocked(NAME)
    # Asked in this order: an exempt site is not even visited.
    defaced = why_not and why_not.failure is Failure.OTHER_PAGE and site.other_page == DEFACED
    return why_not if why_not and not defaced else _judge(site)
