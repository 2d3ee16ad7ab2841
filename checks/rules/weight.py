"""How heavy the home page is and how long its first byte takes."""

from checks.rules.of_site import of_site
from checks.site import Site
from core.common.outcome import Problem, Report

NAME = "weight"


def _judge(site: Site) -> Report:
    """A page beyond the rule's bytes is a problem; a slow first byte may be the way there and is suspect."""
    visit = site.visit
    most, slow = site.limit(NAME, "bytes"), site.limit(NAME, "first_byte_ms")
    size = {"bytes": len(visit.body), "truncated": visit.truncated, "most_bytes": most}
    details = {**size, "first_byte_ms": visit.first_byte_ms, "total_ms": visit.total_ms}
    heavy = len(visit.body) > most
    problems = [Problem("bytes", site.address, visit.status, confidence=1.0, same="bytes", detail=size)]
    late = (visit.first_byte_ms or 0.0) > slow
    return site.report(NAME, problems if heavy else [], doubts=["time"] if late else [], details=details)


check = of_site(NAME, _judge)
