"""`python -m checks certificates`: a cluster's own authority, and a certificate for each of its parts."""

import argparse
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from checks.key_usage import key_usage
from core.common.clock import now
from core.common.text import t

AUTHORITY_FOLDER, AUTHORITY_KEY = "authority", "ca-key.pem"
AUTHORITY, CERTIFICATE, KEY = "ca.pem", "cert.pem", "key.pem"
PARTS = ("scheduler", "checker", "worker")
DAYS = 825
_AUTHORITY_DAYS = 3650
WRONG_USE = 2


@dataclass(frozen=True, slots=True)
class Holder:
    """A key and the certificate of its holder."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `certificates`."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=t("worker.help.folder"))
    parser.add_argument("--for", dest="names", action="append", metavar="NAME", help=t("worker.help.for"))
    parser.add_argument("--days", type=int, default=DAYS, help=t("worker.help.days"))


def main(args: argparse.Namespace) -> int:
    """Make them. 0 done, 2 wrong use; nothing that is there is ever overwritten."""
    names = args.names or list(PARTS)
    wrong = next((name for name in names if not _fit(name)), None)
    there = next((name for name in names if (args.folder / name).exists()), None)
    if wrong is not None:
        return _refuse(t("worker.wrong.name", name=wrong))
    if there is not None:
        return _refuse(t("worker.wrong.there", folder=args.folder / there))
    if not 1 <= args.days <= _AUTHORITY_DAYS:
        return _refuse(t("worker.wrong.days", most=_AUTHORITY_DAYS))
    try:
        authority = authority_in(args.folder)
        for name in names:
            folder = issue(args.folder, name, authority, days=args.days)
            sys.stdout.write(t("worker.issued", name=name, folder=folder) + "\n")
    except (OSError, ValueError) as error:
        return _refuse(t("worker.wrong.folder", folder=args.folder, why=error))
    sys.stdout.write(t("worker.keep_authority", folder=args.folder / AUTHORITY_FOLDER) + "\n")
    return 0


def authority_in(folder: Path) -> Holder:
    """The authority in `folder`, made there at the first call. Raises `OSError`, `ValueError`."""
    place = folder / AUTHORITY_FOLDER
    if place.exists():
        key = load_pem_private_key((place / AUTHORITY_KEY).read_bytes(), None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ValueError(AUTHORITY_KEY)
        return Holder(key, x509.load_pem_x509_certificate((place / AUTHORITY).read_bytes()))
    key = generate_private_key(SECP256R1())
    name = _name("Supervision cluster authority")
    made = Holder(key, _sign(key, name, key, name, authority=True, days=_AUTHORITY_DAYS))
    _make_folder(place)
    _write(place / AUTHORITY_KEY, _private(key))
    _write(place / AUTHORITY, made.certificate.public_bytes(Encoding.PEM))
    return made


def issue(folder: Path, name: str, authority: Holder, *, days: int) -> Path:
    """A folder with what the part `name` needs; it can be carried to its machine as it is."""
    key = generate_private_key(SECP256R1())
    certificate = _sign(
        key, _name(name), authority.key, authority.certificate.subject, authority=False, days=days
    )
    place = folder / name
    _make_folder(place)
    _write(place / AUTHORITY, authority.certificate.public_bytes(Encoding.PEM))
    _write(place / CERTIFICATE, certificate.public_bytes(Encoding.PEM))
    _write(place / KEY, _private(key))
    return place


def _sign(
    key: EllipticCurvePrivateKey,
    subject: x509.Name,
    signer: EllipticCurvePrivateKey,
    issuer: x509.Name,
    *,
    authority: bool,
    days: int,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .add_extension(key_usage(authority=authority), critical=True)
        .sign(signer, SHA256())
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _make_folder(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.mkdir(mode=0o700)


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)


def _fit(name: str) -> bool:
    return name.replace("-", "").replace("_", "").isalnum() and len(name) <= 64 and name != AUTHORITY_FOLDER


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return WRONG_USE
