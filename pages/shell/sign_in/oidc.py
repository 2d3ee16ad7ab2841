"""Signing in with the office's own account, by OpenID Connect.

Streamlit speaks with the server (`st.login`): it sends the browser there and keeps what comes back in a
signed cookie of its own. That cookie lasts a month and cannot be ended, so it is exchanged at once for a
sign-in of ours, and dropped."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Scope, Send
from streamlit import config
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from core.access import oidc
from core.access.oidc import BadClaims, ClaimRules
from core.access.sign_ins import Client
from core.common.errors import AccountRefused
from core.common.settings import BadSettings, settings
from core.common.text import LANGUAGES, t, use_language

START = "sign-in-elsewhere"
# Streamlit's own addresses of the way there and back.
OPEN = ("/auth/login", "/oauth2callback")
USER, NEXT = "_streamlit_user", "supervision_next"
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SECRET_LEAST = 32
# So long may pass between the way back and the first page. Whoever copied the cookie has no more time either.
FRESH_DAYS = 2 / (24 * 60)
NEXT_KEPT_S = 900
REFUSED = ("oidc_unknown", "oidc_no_role", "oidc_no_unit", "oidc_failed", "no_role_today", "wrong")


@dataclass(frozen=True, slots=True)
class Came:
    """Who came back from the server: the browser's token, or the key of why not."""

    token: str = ""
    refused: str = ""


def prepare() -> None:
    """Give Streamlit the file with the office's server. Raises `BadSettings` when it cannot be used."""
    if claim_rules() is not None:
        config.set_option("secrets.files", [str(settings().oidc_file)])


@lru_cache(maxsize=1)
def claim_rules() -> ClaimRules | None:
    """What the claims mean; None where nobody signs in this way. Raises `BadSettings`, in both languages."""
    file = settings().oidc_file
    if file is None:
        return None
    try:
        return ClaimRules.of(_tables(file)["claims"])
    except (OSError, ValueError) as wrong:
        said = wrong.strerror if isinstance(wrong, OSError) else wrong
        raise BadSettings("\n".join(_in_both(str(file), str(said)))) from None


def is_open(path: str) -> bool:
    """Whether this is an address of the way to the server and back, which begins without a sign-in."""
    return path in OPEN and claim_rules() is not None


def led_back(scope: Scope, send: Send) -> Send:
    """`send`, with Streamlit's way back to `/` made relative: a proxy may take a path away before it, and
    somebody else's site be at `/`."""
    path = str(scope.get("path", ""))
    if path not in OPEN:
        return send

    async def relative(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("location") == "/":
                headers["location"] = "../" * (path.count("/") - 1) or "./"
        await send(message)

    return relative


async def start(request: Request) -> Response:
    """Send the browser to the office's server, and remember where it wanted to go."""
    answer = RedirectResponse(
        f"./auth/login?{urlencode({'provider': encode_provider_token('default')})}", 303
    )
    wanted = request.query_params.get("next", "")
    secure = request.url.scheme == "https"
    answer.set_cookie(NEXT, wanted, NEXT_KEPT_S, httponly=True, samesite="lax", secure=secure)
    return answer


def sign_in(connection: HTTPConnection) -> Came | None:
    """Exchange what Streamlit kept of the server's answer; None where nobody came from there."""
    rules = claim_rules()
    if rules is None or USER not in connection.cookies:
        return None
    claims = _claims(connection)
    if claims is None:
        return Came(refused="oidc_failed")
    came_from = connection.client.host if connection.client else ""
    client = Client(came_from, connection.headers.get("user-agent", ""))
    try:
        return Came(token=oidc.sign_in(claims, client, rules))
    except AccountRefused as why:
        return Came(refused=why.key.rpartition(".")[2])


def forget(answer: Response, connection: HTTPConnection) -> None:
    """Drop Streamlit's cookies, so that signing out here is not undone by the next page."""
    for name in connection.cookies:
        if name.startswith(USER) or name == NEXT:
            answer.delete_cookie(name)


def why(key: str) -> str:
    """The sentence of a refusal; nothing for a word that somebody made up in the address."""
    return t(f"account.refused.{key}") if key in REFUSED else ""


def _claims(connection: HTTPConnection) -> Mapping[str, Any] | None:
    """The claims in Streamlit's cookie; None when it is not Streamlit's, or too old."""

    def part(name: str) -> bytes | None:
        kept = connection.cookies.get(name, "")
        return decode_signed_value(get_cookie_secret(), name, kept, FRESH_DAYS)

    kept = get_cookie_with_chunks(part, USER)
    claims = json.loads(kept) if kept else None
    return claims if isinstance(claims, dict) else None


def _tables(file: Path) -> dict[str, Any]:
    """The file, whole. Raises `OSError` and `ValueError` with what is wrong."""
    tables = {"auth": {}, "claims": {}, **tomllib.loads(file.read_text("utf-8"))}
    auth = tables["auth"] if isinstance(tables["auth"], dict) else {}
    missing = [f"auth.{name}" for name in NEEDED if not isinstance(auth.get(name), str) or not auth[name]]
    if not missing and len(auth["cookie_secret"]) < SECRET_LEAST:
        missing = [f"auth.cookie_secret < {SECRET_LEAST}"]
    if not missing and not auth["redirect_uri"].endswith(OPEN[1]):
        missing = [f"auth.redirect_uri … {OPEN[1]}"]
    if missing or not isinstance(tables["claims"], dict):
        raise BadClaims(", ".join(missing or ["claims"]))
    return tables


def _in_both(file: str, wrong: str) -> list[str]:
    texts = []
    for language in LANGUAGES:
        use_language(language)
        texts.append(t("command.oidc_file", file=file, wrong=wrong))
    return texts
