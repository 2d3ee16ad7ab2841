"""What every request passes before Streamlit sees it: its name and origin are ours, headers are strict."""

import base64
import hashlib
import ipaddress
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from core.access.mode import anyone_has_to_sign_in
from core.common.settings import settings
from core.common.text import LANGUAGES, t, use_language

LOOPBACK = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104
# Counts of sessions and memory, open to everyone: for an outside collector that we do not have.
CLOSED = ("/_stcore/metrics",)
_prefix = ""
_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
_INLINE = re.compile(r"<script>([^<]*)</script>")


class UnprotectedAddress(RuntimeError):
    """The dashboard would be reachable from other machines although nobody has to sign in."""


def prepare() -> None:
    """Tell Streamlit which names are ours. Raises `UnprotectedAddress`, in both languages, when it is about
    to listen beyond this machine while nobody can sign in."""
    config.set_option("server.allowedHosts", list(own_names()))
    _take_prefix()
    address = config.get_option("server.address") or ""
    if not _is_loopback(address) and not anyone_has_to_sign_in():
        raise UnprotectedAddress("\n".join(_in_each_language("command.unprotected", address or "0.0.0.0")))  # noqa: S104


def own_names() -> tuple[str, ...]:
    """The names under which the dashboard answers, in small letters: this machine's own and the settings'."""
    chosen = settings()
    listening = () if chosen.address in EVERYWHERE else (chosen.address,)
    return tuple(dict.fromkeys(name.lower() for name in (*LOOPBACK, *listening, *chosen.allowed_hosts)))


def middleware() -> list[Middleware]:
    """In the order of a request: headers go on every answer, refusals included."""
    first = [Middleware(WithoutPrefix, prefix=_prefix)] if _prefix else []
    return [*first, Middleware(StrictHeaders), Middleware(OwnSiteOnly, names=own_names())]


def _take_prefix() -> None:
    """Streamlit's `server.baseUrlPath` puts its own addresses below a path, and not ours, nor does its
    sign-in by OpenID Connect know it: the prefix is taken away before either sees it, as a proxy would."""
    global _prefix
    if path := str(config.get_option("server.baseUrlPath") or "").strip("/"):
        _prefix = f"/{path}"
        config.set_option("server.baseUrlPath", "")


class WithoutPrefix:
    """Takes the path below which the dashboard stands from every address that has it."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] == "http" and path == self._prefix:
            await RedirectResponse(f"{self._prefix}/", 307)(scope, receive, send)
            return
        if path.startswith(f"{self._prefix}/"):
            scope = {**scope, "path": path[len(self._prefix) :]}
            raw = scope.get("raw_path")
            if raw and raw.startswith(self._prefix.encode()):
                scope["raw_path"] = raw[len(self._prefix) :]
        await self._app(scope, receive, send)


class OwnSiteOnly:
    """Refuses what is addressed to another name or sent by a page of another site.

    A foreign name that resolves here would make this dashboard part of a stranger's site, with all rights.
    Streamlit checks the name of websockets only, and to judge a foreign page it asks an outside host for
    its own address, holding up everybody else; so such a request must not reach it. Starlette's own check of
    names cuts at the first colon, hence knows no `[::1]`."""

    def __init__(self, app: ASGIApp, names: tuple[str, ...]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            return await self._app(scope, receive, send)
        refusal = self._refusal(Headers(scope=scope), str(scope["path"]))
        if refusal is None:
            return await self._app(scope, receive, send)
        if scope["type"] == "websocket":
            # Closing before accepting is answered with status 403 by the server.
            return await send({"type": "websocket.close", "code": 1008})
        return await refusal(scope, receive, send)

    def _refusal(self, headers: Headers, path: str) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if name_of(host) not in self._names or len(headers.getlist("host")) > 1:
            return PlainTextResponse("Invalid host header\n", status_code=400)
        if any(_place_of(origin) != host.lower() for origin in headers.getlist("origin")):
            return PlainTextResponse("Requests from other sites are refused\n", status_code=403)
        if path.endswith(CLOSED):
            return PlainTextResponse("Not found\n", status_code=404)
        return None


class StrictHeaders:
    """Puts the headers of `headers()` on every answer, whoever gives it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers())
            await send(message)

        await self._app(scope, receive, with_headers)


@lru_cache(maxsize=1)
def headers() -> dict[str, str]:
    """Headers of every answer.

    Of inline scripts only those of Streamlit's own page are allowed, by a digest that is taken from the
    installed file because it changes with Streamlit's version."""
    scripts = " ".join(f"'sha256-{_digest(code)}'" for code in _INLINE.findall(_INDEX.read_text("utf-8")))
    policy = (
        "default-src 'self'",
        f"script-src 'self' {scripts}".rstrip(),
        # Streamlit sets styles from scripts, and its charts draw into data addresses.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }


def name_of(authority: str) -> str | None:
    """The name in `name:port`, in small letters; None where it is not a plain name with a port at most."""
    try:
        parts = urlsplit(f"//{authority}")
        plain = parts.port is None or parts.port > 0
    except ValueError:
        return None
    extra = parts.username is not None or parts.path or parts.query or parts.fragment
    return parts.hostname.rstrip(".") if parts.hostname and plain and not extra else None


def _place_of(origin: str) -> str | None:
    """Name and port of a page that asks; None where there is no making sense of it."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def _is_loopback(address: str) -> bool:
    if address == "localhost" or address.startswith("unix://"):
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _in_each_language(key: str, address: str) -> list[str]:
    texts = []
    for language in LANGUAGES:
        use_language(language)
        texts.append(t(key, address=address))
    return texts
