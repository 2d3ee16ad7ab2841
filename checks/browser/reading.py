"""A visit made again by a browser, for what a script writes on its page."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from checks.fetch import Limits, Visit
from checks.page.sites import same_site

from .browser import Browser, browser


def by_browser(limits: Limits) -> Callable[[Visit], Visit] | None:
    """What makes a visit again by the browser of this machine; None where there is none."""
    there = browser()
    return partial(again, there, limits) if there is not None else None


def again(there: Browser, limits: Limits, visit: Visit) -> Visit:
    """`visit` with what the page shows once its scripts have run; `visit` itself where nothing came of it, or
    where its scripts lead to another site."""
    rendered = there.read(visit.final_url, limits)
    if (
        rendered is None
        or not 200 <= rendered.status < 300
        or not rendered.address.startswith(("http://", "https://"))
        or not same_site(rendered.address, visit.final_url)
    ):
        return visit
    return replace(
        visit,
        body=rendered.html.encode("utf-8", "replace"),
        headers={**visit.headers, "content-type": "text/html; charset=utf-8"},
        final_url=rendered.address,
        truncated=False,
        rendered=rendered,
    )
