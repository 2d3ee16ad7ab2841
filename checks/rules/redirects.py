"""Where the registered address leads: not to another owner's site, and not by a long way round."""

from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.hosts import place
from core.common.outcome import Problem, Report

NAME = "redirects"


def _judge(site: Site) -> Report:
    """An address that ends on a site the registry does not know as the channel's contradicts the registry."""
    own = {place(site.target.url), *(place(f"//{domain}") for domain in site.target.domains)}
    way = [*site.first.redirects, site.first.final_url]
    if site.address != site.first.final_url:
        way.append(site.address)
    problems = []
    if place(site.address) not in own and not _same_host_other_scheme(site):
        problems.append(
            Problem(
                "elsewhere",
                site.address,
                site.visit.status,
                confidence=0.95,
                same=place(site.address),
                detail={"redirects": way},
            )
        )
    if len(site.first.redirects) > site.limit(NAME, "most"):
        problems.append(Problem("long", site.address, confidence=1.0, same="long", detail={"redirects": way}))
    return site.report(NAME, problems, redirects=way if len(way) > 1 else [])


def _same_host_other_scheme(site: Site) -> bool:
    one, other = place(site.target.url).split(":"), place(site.address).split(":")
    return one[0] == other[0] and set(one[1:] + other[1:]) <= {"0"}


check = of_site(NAME, _judge)
