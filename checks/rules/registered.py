"""What the page says of itself against what the registry says: site code, ICP filing, sponsor."""

import re

from checks.page import Mark, State
from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.pieces import tail
from core.common.outcome import Problem, Report

NAME = "registered"
_FILING = re.compile(r"(?P<province>\w)?ICP备(?P<number>\d+)(?:号)?(?:-(?P<site>\d+))?", re.I)


def _judge(site: Site) -> Report:
    """A code or filing other than the registered one is a problem. A sponsor in other words may be an
    abbreviation: it is one only when neither name is part of the other."""
    marks, target = site.home.marks, site.target
    problems = []
    tag = site.home.tags.get("SiteIDCode", "").lower()
    code = target.site_code.lower()
    if code and _said(marks["site_code"]) and marks["site_code"].value.lower() != code:
        problems.append(
            _problem(site, "site_code", code, marks["site_code"].value, marks["site_code"].confidence)
        )
    if code and tag and tag != code and re.fullmatch(r"\d{10}|bm\d{8}", tag):
        problems.append(_problem(site, "site_code_tag", code, tag, 1.0))
    filings = (marks["icp"].value, *marks["icp"].others)
    if target.icp and _said(marks["icp"]) and not any(same_filing(target.icp, one) for one in filings):
        problems.append(_problem(site, "icp", target.icp, marks["icp"].value, marks["icp"].confidence))
    sponsor = marks["sponsor"]
    doubts = []
    if target.sponsor and _said(sponsor) and not _same_name(target.sponsor, sponsor.value):
        if sponsor.confidence >= 0.9:
            problems.append(_problem(site, "sponsor", target.sponsor, sponsor.value, sponsor.confidence))
        else:
            doubts.append("sponsor")
    said = {name: marks[name].value for name in ("site_code", "icp", "sponsor")}
    return site.report(NAME, problems, doubts=doubts, page_says=said)


def same_filing(one: str, other: str) -> bool:
    """Whether two ICP filings are one; the number behind the dash is compared only where both have it."""
    first, second = _FILING.search(one.replace(" ", "")), _FILING.search(other.replace(" ", ""))
    if not first or not second:
        return one.strip() == other.strip()
    both = first["site"] and second["site"]
    return (
        first["number"] == second["number"]
        and (first["province"] or "") == (second["province"] or "")
        and (not both or first["site"] == second["site"])
    )


def _said(mark: Mark) -> bool:
    return mark.state is State.PRESENT and bool(mark.value)


def _same_name(one: str, other: str) -> bool:
    one, other = one.strip(), other.strip()
    return one in other or other in one


def _problem(site: Site, name: str, registered: str, said: str, confidence: float) -> Problem:
    return Problem(
        name,
        site.address,
        site.visit.status,
        confidence=confidence,
        piece=tail(site.home.html),
        same=f"{registered} {said}",
        detail={"fact": name, "registered": registered, "page_says": said},
    )


check = of_site(NAME, _judge, needs_words=True)
