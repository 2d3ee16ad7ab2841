"""The facts of a TLS connection as libcurl tells them."""

from binascii import a2b_base64

import pycurl

from checks.fetch.tls import TlsFacts, facts_of, has_names

NAMELESS = "certificate names no host"


def tls_facts(handle: pycurl.Curl, *, verified: bool, version: str) -> TlsFacts | None:
    """The facts of the transfer that has just ended; None when there was no handshake to its end.

    libcurl still believes a common name where a certificate has no other; browsers do not."""
    for chain in handle.getinfo(pycurl.INFO_CERTINFO) or ():
        written = next((value for name, value in chain if name == "Cert"), "")
        der = _der(written)
        not_after, issuer = facts_of(der)
        error = NAMELESS if verified and not has_names(der) else None
        return TlsFacts(verified and error is None, error, not_after, issuer, version)
    return None


def _der(written: str) -> bytes:
    lines = [line for line in written.splitlines() if line and not line.startswith("-----")]
    return a2b_base64("".join(lines))
