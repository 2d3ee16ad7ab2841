"""The gate: without a sign-in nothing of the dashboard is served, neither page nor websocket nor file.

It stands before Streamlit, which would accept a websocket from anybody; pages ask once more in every run."""

import asyncio
from urllib.parse import urlencode

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.access import sign_ins
from core.access.mode import sign_in_needed
from core.access.sign_ins import SignedIn
from pages.shell.public import ADDRESS as PUBLIC
from pages.shell.sign_in import gateway, oidc
from pages.shell.sign_in.codes import CODE
from pages.shell.sign_in.forms import safe_next
from pages.shell.sign_in.identity import COOKIE
from pages.shell.sign_in.oidc import NEXT, Came
from pages.shell.sign_in.routes import ADDRESSES, PASSWORD, SIGN_IN, signed

# Nothing of these tells anything: Streamlit's own programme, fonts, and whether the server lives.
OPEN = ("/static/", "/fonts/", "/icons/", "/healthz", "/_stcore/health", "/_stcore/host-config", "/favicon")


class Gate:
    """ASGI middleware: let signed-in browsers through, lead others to the sign-in, refuse what is no page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or _is_open(scope):
            return await self.app(scope, receive, oidc.led_back(scope, send))
        if not await asyncio.to_thread(sign_in_needed):
            return await self.app(scope, receive, send)
        connection = HTTPConnection(scope)
        given = connection.cookies.get(COOKIE, "")
        known = await asyncio.to_thread(sign_ins.look_up, given)
        if known is not None and await asyncio.to_thread(gateway.names_another, connection, known):
            await asyncio.to_thread(sign_ins.sign_out, given)
            known = None
        if known is None and _is_page(connection):
            token = await asyncio.to_thread(gateway.sign_in, connection)
            if token:
                return await _with_token(Request(scope, receive), token)(scope, receive, send)
            came = await asyncio.to_thread(oidc.sign_in, connection)
            if came:
                return await _came(Request(scope, receive), came)(scope, receive, send)
        if known is not None and not _due(known):
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 4401})
        await _lead(Request(scope, receive), known, scope, receive, send)
        return None


def _due(known: SignedIn) -> str:
    """The address of what this person has to do before anything else; empty for nothing."""
    if known.must_change:
        return PASSWORD
    return CODE if known.must_set_code else ""


def _with_token(request: Request, token: str) -> RedirectResponse:
    """The same address once more, now with a sign-in of our own that can be ended like any other."""
    path = request.url.path.rpartition("/")[2]
    query = f"?{request.url.query}" if request.url.query else ""
    return signed(RedirectResponse(f"./{path}{query}", 303), request, token)


def _came(request: Request, came: Came) -> RedirectResponse:
    """On to where the person wanted to go when the way over the office began, or back with the reason."""
    wanted = request.cookies.get(NEXT, "")
    if came.token:
        answer = signed(RedirectResponse(safe_next(wanted), 303), request, came.token)
    else:
        query = urlencode({"next": wanted, "refused": came.refused})
        answer = RedirectResponse(f"./{SIGN_IN}?{query}", 303)
    oidc.forget(answer, request)
    return answer


async def _lead(request: Request, known: SignedIn | None, scope: Scope, receive: Receive, send: Send) -> None:
    if not _is_page(request):
        await PlainTextResponse("401", 401)(scope, receive, send)
        return
    path = request.url.path.removeprefix(str(scope.get("root_path", "")))
    wanted = path.lstrip("/") + (f"?{request.url.query}" if request.url.query else "")
    query = {
        name: value
        for name, value in (("next", wanted), ("lang", request.query_params.get("lang", "")))
        if value
    }
    to = SIGN_IN if known is None else _due(known)
    up = "../" * max(path.count("/") - 1, 0) or "./"
    answer = RedirectResponse(f"{up}{to}?{urlencode(query)}" if query else f"{up}{to}", 303)
    await answer(scope, receive, send)


def _is_open(scope: Scope) -> bool:
    path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
    # Streamlit's own `auth/logout` is not among them: whoever signs out does it here.
    return path.lstrip("/") in (*ADDRESSES, PUBLIC) or oidc.is_open(path) or path.startswith(OPEN)


def _is_page(connection: HTTPConnection) -> bool:
    if connection.scope["type"] != "http" or connection.scope["method"] not in {"GET", "HEAD"}:
        return False
    path = str(connection.scope["path"]).removeprefix(str(connection.scope.get("root_path", "")))
    return not path.startswith(("/_stcore/", "/media/", "/component/")) and "." not in path.rpartition("/")[2]
