"""The addresses of the big screen: the page, its parts as they are now, its script and style.

No page of Streamlit's: a screen runs for weeks, must not flicker, and asks for a few kilobytes at a time."""

import asyncio
from pathlib import Path
from string import Template

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from core.access import Actor, sign_ins
from core.access.actor import acting_as, operator
from core.access.mode import sign_in_needed
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, t, use_language
from pages.shell.big_screen.parts import parts
from pages.shell.frame import TAGS
from pages.shell.menu import openable
from pages.shell.sign_in.identity import COOKIE

HERE = Path(__file__).parent
PAGE = Template((HERE / "page.html").read_text("utf-8"))
ADDRESS = "screen"
WORDS = ("title", "lost", "signed_out", "full")


def routes() -> list[BaseRoute]:
    """Every address of the big screen."""
    return [
        Route(f"/{ADDRESS}", show, methods=["GET"]),
        Route(f"/{ADDRESS}/now.json", now, methods=["GET"]),
        Mount(f"/{ADDRESS}/static", StaticFiles(directory=HERE / "static")),
    ]


async def show(request: Request) -> Response:
    """The page itself, empty until its script has asked for the parts."""
    chosen = _language(request)
    words = {name: t(f"screen.{name}") for name in WORDS}
    return HTMLResponse(
        PAGE.substitute(words, tag=TAGS[chosen], lang=chosen, product=t("navigation.product"))
    )


async def now(request: Request) -> Response:
    """The parts as they are, as JSON: name of the part → its HTML. 403 for whoever may not see it."""
    chosen = _language(request)
    found = await asyncio.to_thread(_parts, request.cookies.get(COOKIE, ""), chosen)
    if found is None:
        return PlainTextResponse("403", 403)
    return Response(to_json(found), media_type="application/json", headers={"Cache-Control": "no-store"})


def _parts(token: str, chosen: Language) -> dict[str, str] | None:
    use_language(chosen)
    actor = _actor(token)
    if actor is None or "overview" not in {entry.key for entry in openable(actor)}:
        return None
    with acting_as(actor):
        return parts()


def _actor(token: str) -> Actor | None:
    if not sign_in_needed():
        return operator()
    known = sign_ins.look_up(token)
    return known.actor if known else None


def _language(request: Request) -> Language:
    asked = request.query_params.get("lang", "")
    chosen = next((known for known in LANGUAGES if known == asked), settings().language)
    use_language(chosen)
    return chosen
