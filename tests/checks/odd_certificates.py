"""Certificates as servers really show them, with what a current browser makes of each."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import count
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC)
HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
_numbers = count(1)


@lru_cache(maxsize=1)
def _key() -> ec.EllipticCurvePrivateKey:
    """One key serves for all: what is tried here is written in the certificates."""
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Plan:
    """One certificate. `by` is its issuer, itself when None; days are from now."""

    name: str
    by: "Plan | None" = None
    ca: bool = False
    since: int = -30
    until: int = 30
    alternatives: tuple[x509.GeneralName, ...] = (HERE,)
    path_length: int | None = None
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    key: Callable[[], Any] = field(default=_key, compare=False)


ROOT = Plan("示例根", ca=True, until=3000, alternatives=())
MIDDLE = Plan("示例中级", ROOT, ca=True, until=2000, alternatives=())
LEAF = Plan("示例网站", ROOT)
BELOW = replace(LEAF, by=MIDDLE)


@cache
def made(plan: Plan) -> x509.Certificate:
    """The certificate of a plan."""
    issuer = plan.by or plan
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(plan.name))
        .issuer_name(_name(issuer.name))
        .public_key(plan.key().public_key())
        .serial_number(next(_numbers))
        .not_valid_before(NOW + timedelta(days=plan.since))
        .not_valid_after(NOW + timedelta(days=plan.until))
        .add_extension(x509.BasicConstraints(plan.ca, plan.path_length), critical=True)
    )
    if plan.alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(plan.alternatives), critical=False)
    for extension, critical in plan.extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer.key(), hashes.SHA256())


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else [])


def pem(*plans: Plan) -> str:
    return "".join(made(plan).public_bytes(serialization.Encoding.PEM).decode() for plan in plans)


def key_pem(plan: Plan) -> str:
    return (
        plan.key()
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )


class OddCertificate(NamedTuple):
    """`shown` by the server, the site's own first; `trusted` by the office; `expected`: "ok" or a failure."""

    name: str
    shown: tuple[Plan, ...]
    trusted: tuple[Plan, ...]
    expected: str = "certificate"


@lru_cache(maxsize=2)
def _rsa(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65_537, bits)


def _leaf(**changes: Any) -> tuple[Plan, ...]:
    return (replace(LEAF, **changes),)


_OWN = Plan("127.0.0.1")
_UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x05\x00")
_V6 = x509.IPAddress(ipaddress.ip_address("::1"))
_LIMITED = replace(ROOT, name="限一级", path_length=0)
_UNDER = replace(MIDDLE, by=_LIMITED)
_CONSTRAINED = replace(
    ROOT,
    name="限名称",
    extensions=((x509.NameConstraints([x509.IPAddress(ipaddress.ip_network("10.0.0.0/8"))], None), True),),
)
_OLD_ROOT = replace(ROOT, name="旧根", since=-900, until=-1)
_OLD_MIDDLE = replace(MIDDLE, name="旧中级", since=-900, until=-1)
_NO_CA = replace(MIDDLE, name="非中级", ca=False)

ODD_CERTIFICATES = [
    OddCertificate("orderly", (LEAF,), (ROOT,), "ok"),
    OddCertificate("with an intermediate", (BELOW, MIDDLE), (ROOT,), "ok"),
    OddCertificate("with the root as well", (BELOW, MIDDLE, ROOT), (ROOT,), "ok"),
    OddCertificate("in the wrong order", (BELOW, ROOT, MIDDLE), (ROOT,), "ok"),
    OddCertificate("the same twice", (BELOW, MIDDLE, MIDDLE), (ROOT,), "ok"),
    OddCertificate("with a stranger among them", (BELOW, _OWN, MIDDLE), (ROOT,), "ok"),
    OddCertificate("incomplete chain", (BELOW,), (ROOT,)),
    OddCertificate("only an intermediate trusted, chain shown", (BELOW, MIDDLE, ROOT), (MIDDLE,), "ok"),
    OddCertificate("only an intermediate trusted, site's shown", (BELOW,), (MIDDLE,), "ok"),
    OddCertificate("root and intermediate trusted", (BELOW,), (ROOT, MIDDLE), "ok"),
    OddCertificate("unknown authority", (LEAF,), ()),
    OddCertificate("unknown authority with its root", (LEAF, ROOT), ()),
    OddCertificate("self-signed", (_OWN,), ()),
    OddCertificate("self-signed and trusted", (_OWN,), (_OWN,), "ok"),
    OddCertificate("the site's own trusted, its authority not", (LEAF,), (LEAF,), "ok"),
    OddCertificate("expired", _leaf(since=-90, until=-1), (ROOT,)),
    OddCertificate("expired and self-signed", (replace(_OWN, since=-90, until=-1),), ()),
    OddCertificate("not yet valid", _leaf(since=2, until=90), (ROOT,)),
    OddCertificate("expired intermediate", (replace(LEAF, by=_OLD_MIDDLE), _OLD_MIDDLE), (ROOT,)),
    OddCertificate("expired root", (replace(LEAF, by=_OLD_ROOT),), (_OLD_ROOT,)),
    OddCertificate("wrong name", _leaf(alternatives=(x509.DNSName("other.example.cn"),)), (ROOT,)),
    OddCertificate("wrong number", _leaf(alternatives=(_V6,)), (ROOT,)),
    OddCertificate("number written as a name", _leaf(alternatives=(x509.DNSName("127.0.0.1"),)), (ROOT,)),
    OddCertificate("number with a star", _leaf(alternatives=(x509.DNSName("*.0.0.1"),)), (ROOT,)),
    OddCertificate("star alone", _leaf(alternatives=(x509.DNSName("*"),)), (ROOT,)),
    OddCertificate("number as common name only", _leaf(name="127.0.0.1", alternatives=()), (ROOT,)),
    OddCertificate("no name at all", _leaf(name="", alternatives=()), (ROOT,)),
    OddCertificate("no common name", _leaf(name=""), (ROOT,), "ok"),
    OddCertificate("several names", _leaf(alternatives=(x509.DNSName("a.cn"), _V6, HERE)), (ROOT,), "ok"),
    OddCertificate("issued by none that may", (replace(LEAF, by=_NO_CA), _NO_CA), (ROOT,)),
    OddCertificate("one step too deep", (replace(LEAF, by=_UNDER), _UNDER), (_LIMITED,)),
    OddCertificate("outside the authority's names", (replace(LEAF, by=_CONSTRAINED),), (_CONSTRAINED,)),
    OddCertificate(
        "for clients only",
        _leaf(extensions=((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False),)),
        (ROOT,),
    ),
    OddCertificate("an unknown demand", _leaf(extensions=((_UNKNOWN, True),)), (ROOT,)),
    OddCertificate("an unknown remark", _leaf(extensions=((_UNKNOWN, False),)), (ROOT,), "ok"),
    OddCertificate("a key of 2048 bits", _leaf(name="大钥", key=lambda: _rsa(2048)), (ROOT,), "ok"),
    OddCertificate("an authority's own", _leaf(ca=True), (ROOT,), "ok"),
    OddCertificate("valid for a hundred years", _leaf(until=36_500), (ROOT,), "ok"),
]
