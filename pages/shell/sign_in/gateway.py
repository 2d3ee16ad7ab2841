"""An office's gateway that has signed a person in already: it names the person in a header.

Anybody could send that header, so the gateway proves itself with a secret of its own in another."""

import secrets
from urllib.parse import unquote

from starlette.requests import HTTPConnection

from core.access import accounts, sign_ins
from core.access.sign_ins import Client
from core.common.errors import AccountRefused
from core.common.settings import settings

PROOF = "x-gateway-secret"


def sign_in(connection: HTTPConnection) -> str | None:
    """A token for the person that the gateway names; None without a gateway, its proof, or such an account.

    Names come percent-encoded where they are Chinese, since headers are ASCII."""
    chosen = settings()
    kept = chosen.gateway_secret.get_secret_value()
    if not chosen.gateway_header or not kept:
        return None
    proof, name = connection.headers.get(PROOF, ""), connection.headers.get(chosen.gateway_header, "")
    if not name or not secrets.compare_digest(proof.encode(), kept.encode()):
        return None
    known = accounts.called(unquote(name))
    came_from = connection.client.host if connection.client else ""
    try:
        return (
            sign_ins.sign_in_as(known, Client(came_from, connection.headers.get("user-agent", "")))
            if known
            else None
        )
    except AccountRefused:
        return None
