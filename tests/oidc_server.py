"""A small real OpenID Connect server on loopback: discovery, authorization with PKCE, tokens, keys."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "supervision", "the-dashboards-secret-at-the-server"


@dataclass
class OidcServer:
    """The server's people by subject, each with their claims; `codes` wait to be exchanged, once."""

    url: str = ""
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))

    def settings(self, redirect_uri: str, **claims: str) -> str:
        """The file that tells the dashboard of this server; further tables may follow."""
        lines = {
            "redirect_uri": redirect_uri, "cookie_secret": "c" * 40, "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "server_metadata_url": f"{self.url}/.well-known/openid-configuration",
        }  # fmt: skip
        tables = {"auth": lines, "claims": claims}
        return "\n".join(
            f"[{name}]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in table.items())
            for name, table in tables.items()
        )

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def asked(self, query: Mapping[str, str]) -> str:
        """A page with a link for each person; following one means that the person signed in here."""
        links = ""
        for subject in self.people:
            code = secrets.token_urlsafe(16)
            self.codes[code] = {**query, "subject": subject}
            back = f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
            links += f'<p><a href="{back}">{subject}</a></p>'
        return f"<!doctype html><title>Office</title>{links}"

    def tokens(self, form: Mapping[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code; None for one that is unknown, used, or another's."""
        kept = self.codes.pop(form.get("code", ""), None)
        known = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if kept is None or authorization != f"Basic {known}" or kept["code_challenge"] != challenge:
            return None
        if form.get("redirect_uri") != kept["redirect_uri"]:
            return None
        now = int(time())
        claims = {
            "iss": self.url, "sub": kept["subject"], "aud": CLIENT_ID, "iat": now, "exp": now + 300,
            "nonce": kept["nonce"], **self.people[kept["subject"]],
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "id_token": token}


@contextmanager
def oidc_server(people: dict[str, dict[str, Any]]) -> Iterator[OidcServer]:
    """Serve these people (subject → claims) until the end of the block."""
    office = OidcServer(people=people)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self._say(office.asked(query), "text/html; charset=utf-8")
            elif parts.path == "/keys":
                self._say(json.dumps({"keys": [office.key.as_dict(private=False)]}))
            else:
                self._say(json.dumps(office.discovery()))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            tokens = office.tokens(form, self.headers.get("Authorization", ""))
            self._say(json.dumps(tokens or {"error": "invalid_grant"}), status=200 if tokens else 400)

        def _say(self, text: str, kind: str = "application/json", status: int = 200) -> None:
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    office.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()
