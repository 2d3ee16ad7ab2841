"""The page of public figures: one address, read without sign-in, off until an office chooses figures.

It reads the copy that was published and nothing else, sets no cookie, takes no form, and leads nowhere."""

import asyncio
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from core.common import clock
from core.common.settings import settings
from core.common.text import LANGUAGES, language, t, use_language
from core.reporting.public import published

ADDRESS = "public"


def routes() -> list[BaseRoute]:
    """The one address there is."""
    return [Route(f"/{ADDRESS}", show, methods=["GET"])]


async def show(request: Request) -> Response:
    """The figures in the language that is asked for; 404 while nothing is public."""
    asked = request.query_params.get("lang", "")
    use_language(asked if asked in LANGUAGES else settings().language)
    shown = await asyncio.to_thread(published)
    if shown is None:
        return PlainTextResponse("404", 404, headers={"Cache-Control": "no-store"})
    at = clock.day_of(shown.at).isoformat()
    drawn = _template().render(shown=shown, at=at, language=language(), t=t)
    return HTMLResponse(drawn, headers={"Cache-Control": "public, max-age=60"})


@lru_cache(maxsize=1)
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=loader, autoescape=True).get_template("public.html")
