"""An office's gateway that has signed a person in already: it names the person in a header.

Anybody could send that header, so the gateway proves itself with a secret of its own in another."""

import secrets
from urllib.parse import unquote

from starlette.requests import HTTPConnection

from core.access import accounts, sign_ins
from core.access.sign_ins import Client, SignedIn
from core.common.errors import AccountRefused
from core.common.settings import settings

PROOF = "x-gateway-secret"


def sign_in(connection: HTTPConnection) -> str | None:
    """A token for the person that the gateway names; None without a gateway, its proof or such an account."""
    name = _named(connection)
    known = accounts.called(name) if name else None
    if known is None:
        return None
    came_from = connection.client.host if connection.client else ""
    try:
        return sign_ins.sign_in_as(known, Client(came_from, connection.headers.get("user-agent", "")))
    except AccountRefused:
        return None


def names_another(connection: HTTPConnection, signed: SignedIn) -> bool:
    """Whether the gateway says that somebody else sits at this browser now: on a computer that several share,
    the next one must not act as the one before.

    Whom the gateway names without an account here may have signed in by a password of our own."""
    name = _named(connection)
    if not name:
        return False
    known = accounts.called(name)
    return known != signed.account_id if known is not None else not signed.own_password


def _named(connection: HTTPConnection) -> str:
    """Whom the gateway names; empty without a gateway or its proof.

    Names come percent-encoded where they are Chinese, since headers are ASCII."""
    chosen = settings()
    kept = chosen.gateway_secret.get_secret_value()
    if not chosen.gateway_header or not kept:
        return ""
    proof, name = connection.headers.get(PROOF, ""), connection.headers.get(chosen.gateway_header, "")
    return unquote(name) if secrets.compare_digest(proof.encode(), kept.encode()) else ""
