"""How certificates are judged: as a current browser does, with two contexts shared by every visit.

A context of its own for each host would reload the whole bundle of authorities each time (26 ms of CPU)."""

import ssl
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import certifi

if TYPE_CHECKING:  # imported with the first certificate: most processes of a crawl never see one
    from cryptography import x509

PEM = "-----BEGIN"


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """What the handshake showed. `error` says why the certificate was not believed."""

    verified: bool
    error: str | None = None
    not_after: datetime | None = None
    issuer: str = ""
    version: str = ""


def verifying_context(trusted_ca: str = "") -> ssl.SSLContext:
    """A context that believes the public authorities, those the machine's owner has installed, and those
    in the file `trusted_ca`, which may also be given as its text. Raises `OSError` when it cannot be read."""
    context = _browserlike(ssl.create_default_context())
    context.load_verify_locations(certifi.where())
    if trusted_ca.startswith(PEM):
        context.load_verify_locations(cadata=trusted_ca)
    elif trusted_ca:
        context.load_verify_locations(trusted_ca)
    return context


def unverified_context() -> ssl.SSLContext:
    """A context that believes every certificate, to see whether a site answers behind a bad one."""
    context = _browserlike(ssl.create_default_context())
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def facts(sock: ssl.SSLSocket, *, verified: bool, error: str | None = None) -> TlsFacts:
    """The facts of an open connection."""
    not_after, issuer = facts_of(sock.getpeercert(binary_form=True) or b"")
    return TlsFacts(verified, error, not_after, issuer, sock.version() or "")


def _browserlike(context: ssl.SSLContext) -> ssl.SSLContext:
    """Be neither stricter nor laxer than browsers: a site that opens for citizens must open here."""
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DEFAULT:!aNULL:!eNULL:!MD5:!RC4:!3DES@SECLEVEL=1")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    # An intermediate that the owner trusts is trusted, as for browsers and libcurl; a common name is no name.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.hostname_checks_common_name = False
    context.set_alpn_protocols(["http/1.1"])
    return context


@lru_cache(maxsize=4096)
def facts_of(der: bytes) -> tuple[datetime | None, str]:
    from cryptography import x509

    try:
        certificate = x509.load_der_x509_certificate(der)
        return certificate.not_valid_after_utc, _name(certificate.issuer)
    except ValueError:
        return None, ""


@lru_cache(maxsize=4096)
def has_names(der: bytes) -> bool:
    """Whether a certificate says for which names or numbers it is; without, browsers believe it for none."""
    from cryptography import x509

    try:
        names = x509.load_der_x509_certificate(der).extensions
        return bool(list(names.get_extension_for_class(x509.SubjectAlternativeName).value))
    except (ValueError, x509.ExtensionNotFound):
        return False


def _name(issuer: "x509.Name") -> str:
    from cryptography.x509.oid import NameOID

    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        found = issuer.get_attributes_for_oid(oid)
        if found:
            return str(found[0].value)
    return ""
