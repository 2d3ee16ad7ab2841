"""One demo site as an ASGI application: its pages, and those faults that lie in how it answers."""

import asyncio
from dataclasses import replace
from email.utils import format_datetime

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from checks.demo_sites.accounts import account
from checks.demo_sites.faults import Fault, Faults, measures
from checks.demo_sites.pages import bare, page
from checks.demo_sites.view import Page, View, onward
from core.common.clock import now, today
from db.demo.sites import DemoSite


class SiteApp:
    """Answers for one site. `faults` may be replaced at any time; the next request obeys."""

    def __init__(self, site: DemoSite, base_port: int, faults: Faults) -> None:
        self.site, self.base_port, self.faults = site, base_port, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        faults = self.faults
        if Fault.SLOW in faults and await _left(receive, measures(Fault.SLOW)["hold_s"]):
            return
        answer = self._answer(scope["path"], faults)
        headers = {
            "content-type": answer.content_type,
            "date": format_datetime(now(), usegmt=True),
            "x-content-type-options": "nosniff",
            "x-frame-options": "SAMEORIGIN",
            **answer.headers,
        }
        if self.site.scheme == "https":
            headers["strict-transport-security"] = "max-age=31536000"
        if Fault.OLD_SERVER in faults:
            headers |= measures(Fault.OLD_SERVER)["headers"]
        response = Response(answer.body, answer.status, headers)
        await response(scope, receive, _Drip(receive, send) if Fault.DRIP in faults else send)

    def _answer(self, path: str, faults: Faults) -> Page:
        view = View(self.site, self.base_port, faults, today())
        if Fault.ERROR in faults:
            return bare(view, "error.html", measures(Fault.ERROR)["status"])
        if Fault.FIREWALL in faults:
            return bare(view, "firewall.html", measures(Fault.FIREWALL)["status"])
        if Fault.CHALLENGE in faults:
            row = measures(Fault.CHALLENGE)
            page_ = bare(view, "challenge.html", row["status"])
            return replace(page_, headers={"set-cookie": row["cookie"]})
        return onward(view, path) or account(view, path) or page(view, path)


class _Drip:
    """Sends what it is given a few bytes at a time, until the visitor leaves."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send

    async def __call__(self, message: Message) -> None:
        if message["type"] != "http.response.body":
            return await self._send(message)
        row, body = measures(Fault.DRIP), message["body"]
        for start in range(0, len(body), row["bytes"]):
            piece = body[start : start + row["bytes"]]
            await self._send({**message, "body": piece, "more_body": True})
            if await _left(self._receive, row["every_s"]):
                return None
        return await self._send({**message, "body": b""})


async def _left(receive: Receive, seconds: float) -> bool:
    """Wait, and say whether the visitor left, or was cut off, meanwhile."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True
