"""Personal numbers on public pages: citizens' numbers, mobiles of persons, bank cards. Masked throughout."""

from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.personal import problem_of
from core.common.outcome import Problem, Report

NAME = "privacy"


def _judge(site: Site) -> Report:
    """A number that is surely somebody's own is a problem; one that may be is suspect.

    The home page, the columns, some of the newest articles and pages where numbers stood are read."""
    least = site.limit(NAME, "sure")
    problems: dict[str, Problem] = {}
    doubts: list[str] = []
    read = 0
    for visit, page in site.sample(NAME):
        read += 1
        for one in page.personal:
            problem = problem_of(visit.final_url, visit.status, one)
            if one.confidence >= least:
                problems.setdefault(problem.key, problem)
            else:
                doubts.append(problem.key)
    return site.report(NAME, problems.values(), doubts=[*doubts, *site.unread(NAME)], pages_read=read)


check = of_site(NAME, _judge)
