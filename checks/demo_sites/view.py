"""What a page of a demo site is made from and what an answer consists of; answers that only lead on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from checks.demo_sites.faults import Fault, Faults, measures
from db.demo.sites import DemoSite


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, ready to be sent."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """A site as one visitor meets it: its faults, its port's base, and the day in Asia/Shanghai."""

    site: DemoSite
    base_port: int
    faults: Faults
    day: date


def onward(view: View, path: str) -> Page | None:
    """The redirect that a fault puts in the way of the home page, or None."""
    if Fault.MOVED in view.faults and path == "/":
        host = measures(Fault.MOVED)["to"]
        return _redirect(f"{view.site.scheme}://{host}:{view.base_port + view.site.offset}/index.html")
    if Fault.LONG_WAY not in view.faults:
        return None
    hops = int(measures(Fault.LONG_WAY)["hops"])
    way = ["/", *(f"/go/{number}" for number in range(1, hops)), "/index.html"]
    return _redirect(way[way.index(path) + 1]) if path in way[:-1] else None


def _redirect(address: str) -> Page:
    return Page(302, "text/html", b"", {"location": address})
