"""What the dashboard's server does beside drawing pages: start, stop, health, fonts."""

import asyncio
import gc
import importlib
import pkgutil
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import core
import pages
from core.common.export import check_fonts
from core.common.settings import settings
from core.monitoring.health import health
from core.monitoring.lease import holder
from pages.shell import big_screen, public
from pages.shell.checker_child import JOBS, CheckerChild, end_with_parent
from pages.shell.navigation import TABLE, UNKNOWN
from pages.shell.sign_in import identity
from pages.shell.sign_in import routes as sign_in

# Words that Streamlit itself answers to: the way back from a sign-in elsewhere.
STREAMLITS = ("oauth2callback", "auth")
# A checker beats every few seconds, from a few seconds after its start: so long without a lease is too long.
HEART_STOPPED_S = 30.0
_WORD = re.compile(r"[\w-]+")
FONTS = Path(__file__).parent / "fonts"


@asynccontextmanager
async def serving() -> AsyncIterator[None]:
    """Everything that lives as long as the server. The database is at its newest version before.

    Raises what `check_fonts` raises: charts without a font would lose their words in silence."""
    identity.install()
    await asyncio.to_thread(check_fonts)
    await asyncio.to_thread(_import_early)
    tasks = [asyncio.create_task(end_with_parent())]
    if settings().checker == "embedded":
        checker = CheckerChild(lambda: holder() is not None, silence=HEART_STOPPED_S)
        tasks.append(asyncio.create_task(checker.run()))
    if settings().jobs == "embedded":
        worker = CheckerChild(lambda: False, command=JOBS, name="process for long work")
        tasks.append(asyncio.create_task(worker.run()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def routes() -> list[BaseRoute]:
    """The addresses that are no pages."""
    return [
        Route("/healthz", healthz, methods=["GET"]),
        Mount("/fonts", Fonts(directory=FONTS)),
        Route(f"/{TABLE[0].url_path}", first_page, methods=["GET"]),
        *big_screen.routes(),
        *sign_in.routes(),
        *public.routes(),
        # The last one: it takes every other word.
        Unknown("/{name}", no_page, methods=["GET"]),
    ]


async def healthz(_request: Request) -> Response:
    """How the database, the checker and its facts are: 200 when well, 503 otherwise."""
    state = await asyncio.to_thread(health)
    return Response(
        to_json(state),
        status_code=200 if state["status"] == "ok" else 503,
        headers={"Cache-Control": "no-store"},
        media_type="application/json",
    )


async def first_page(request: Request) -> Response:
    """Streamlit gives its first page the bare address only; under its own it would say "not found"."""
    query = request.url.query
    return RedirectResponse(f"./?{query}" if query else "./")


async def no_page(request: Request) -> Response:
    """Streamlit would answer with a dialog that it has in English only; the first page says it itself."""
    return RedirectResponse(f"./?{urlencode({**request.query_params, UNKNOWN: 1})}")


class Unknown(Route):
    """An address of one word that is no page; files and what Streamlit serves itself are left to it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        name = str(scope["path"]).removeprefix(str(scope.get("root_path", ""))).removeprefix("/")
        known = name in {*STREAMLITS, *(entry.url_path for entry in TABLE)}
        return (Match.NONE, {}) if known or not _WORD.fullmatch(name) else super().matches(scope)


class Fonts(StaticFiles):
    """The fonts of the pages. A megabyte each and never changed under the same name."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=2592000"
        return response


def _import_early() -> None:
    """Import what pages need, then take it out of the garbage collector's sight.

    What is looked through for garbage then is what pages made, and not 300,000 objects of modules besides."""
    for name in ("altair", "pandas", "pyarrow"):
        importlib.import_module(name)
    for package in (core, pages):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not _runs_when_imported(module.name):
                importlib.import_module(module.name)
    gc.collect()
    gc.freeze()


def _runs_when_imported(name: str) -> bool:
    return name.rpartition(".")[2] in {"__main__", "page"}
