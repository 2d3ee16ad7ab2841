"""Whether the page is written in the charset it declares."""

from checks.rules.of_site import of_site
from checks.site import Site
from core.common.outcome import Report

NAME = "charset"


def _judge(site: Site) -> Report:
    """A declaration that lies is suspect: some browsers guess right, and visitors then see no fault."""
    charset = site.page(site.visit).charset
    return site.report(
        NAME,
        doubts=["declared"] if charset.lies else [],
        actual=charset.name,
        declared=list(charset.declared),
        unreadable=charset.broken,
    )


check = of_site(NAME, _judge)
