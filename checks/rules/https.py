"""Whether a site is safe on the way: no step back from https, nothing active loaded in the clear."""

from urllib.parse import urlsplit

from checks.rules.of_site import of_site
from checks.site import Site
from core.common.outcome import Problem, Report

NAME = "https"


def _judge(site: Site) -> Report:
    """An https address that leads to http, scripts or styles loaded in the clear, and passwords asked for in
    the clear are problems; having no https at all is one where the rule set requires it."""
    head = site.home.head
    problems = [*_downgrade(site)]
    if head.mixed_active:
        where = list(head.mixed_active[:20])
        problems.append(
            Problem("mixed", site.address, confidence=0.95, same=" ".join(where), detail={"loaded": where})
        )
    if head.open_password:
        problems.append(Problem("password", site.address, confidence=0.9, same="password"))
    offered = _secure(site.address) or _offered(site)
    if offered is False and site.limit(NAME, "required"):
        problems.append(Problem("none", site.address, confidence=0.9, same="none"))
    return site.report(NAME, problems, https=offered, mixed_passive=list(head.mixed_passive[:20]))


def _downgrade(site: Site) -> list[Problem]:
    if not _secure(site.target.url) or _secure(site.address):
        return []
    way = {"redirects": [*site.first.redirects, site.address]}
    return [Problem("downgrade", site.address, site.visit.status, confidence=1.0, same="http", detail=way)]


def _offered(site: Site) -> bool | None:
    """Whether the site answers under https as well; None where that cannot be asked: on another port than
    http's own nothing says where https would be."""
    parts = urlsplit(site.address)
    if parts.port not in (None, 80):
        return None
    return site.fetcher.glance(parts._replace(scheme="https", netloc=parts.hostname or "").geturl()).readable


def _secure(address: str) -> bool:
    return urlsplit(address).scheme == "https"


check = of_site(NAME, _judge)
