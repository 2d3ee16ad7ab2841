"""Certificates of the demo sites, made anew at each start: their own authority, healthy ones and bad ones."""

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from checks.demo_sites.faults import Fault, measures
from checks.key_usage import key_usage
from core.common.clock import now

_VALID = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Holder:
    key: EllipticCurvePrivateKey
    name: x509.Name
    authority: bool = False


class Authority:
    """The demo sites' certificate authority. Its key never leaves memory; `pem` is what clients may trust."""

    def __init__(self) -> None:
        self._holder = _Holder(generate_private_key(SECP256R1()), _name("Demo sites CA"), True)
        self._certificate = _sign(self._holder, self._holder, now())

    @property
    def pem(self) -> bytes:
        """The authority's certificate."""
        return self._certificate.public_bytes(Encoding.PEM)

    def healthy(self) -> ssl.SSLContext:
        """A server context whose certificate this authority signed for 127.0.0.1 and localhost."""
        holder = _Holder(generate_private_key(SECP256R1()), _name("127.0.0.1"))
        return _context(holder.key, _sign(holder, self._holder, now()))

    def expiring(self) -> ssl.SSLContext:
        """A server context whose certificate is believed and ends in a few days."""
        holder = _Holder(generate_private_key(SECP256R1()), _name("127.0.0.1"))
        left = timedelta(days=measures(Fault.EXPIRING_CERTIFICATE)["left_days"], hours=1)
        return _context(holder.key, _sign(holder, self._holder, now() + left - _VALID))

    def misnamed(self) -> ssl.SSLContext:
        """A server context whose certificate is another host's."""
        other = str(measures(Fault.WRONG_NAME)["name"])
        holder = _Holder(generate_private_key(SECP256R1()), _name(other))
        return _context(holder.key, _sign(holder, self._holder, now(), [x509.DNSName(other)]))

    def bad(self) -> ssl.SSLContext:
        """A server context whose certificate is self-signed and expired."""
        holder = _Holder(generate_private_key(SECP256R1()), _name("127.0.0.1"))
        expired = timedelta(days=measures(Fault.BAD_CERTIFICATE)["expired_days"])
        return _context(holder.key, _sign(holder, holder, now() - expired - _VALID))


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _sign(
    holder: _Holder, issuer: _Holder, start: datetime, names: list[x509.GeneralName] | None = None
) -> x509.Certificate:
    own, theirs = holder.key.public_key(), issuer.key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(holder.name)
        .issuer_name(issuer.name)
        .public_key(own)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - timedelta(days=1))
        .not_valid_after(start + _VALID)
        .add_extension(x509.BasicConstraints(ca=holder.authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(theirs), critical=False)
        .add_extension(key_usage(authority=holder.authority), critical=True)
    )
    if not holder.authority:
        here = [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")]
        builder = builder.add_extension(x509.SubjectAlternativeName(names or here), critical=False)
    return builder.sign(issuer.key, SHA256())


def _context(key: EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    """`ssl` reads keys from files only: it lies for a moment in a folder only this user can open."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder, "site.pem")
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
        context.load_cert_chain(file)
    return context
