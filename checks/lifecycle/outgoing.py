"""The links of a page that lead out of its site."""

from checks.page import PageFacts
from core.monitoring.outgoing_links import Outgoing, host_of


def outgoing(facts: PageFacts) -> tuple[Outgoing, ...]:
    """Links to other hosts, each address once, for `core.monitoring.outgoing_links.note_links`."""
    here = host_of(facts.url)
    found = {
        link.address: Outgoing(link.address, link.text)
        for link in facts.links
        if host_of(link.address) not in ("", here)
    }
    return tuple(found.values())
