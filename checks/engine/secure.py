"""Who may speak to the cluster: only holders of a certificate of its own authority, except on one machine.

Whoever can reach a Dask scheduler runs code on all its workers, so without encryption nothing leaves
loopback."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from distributed.security import Security

from core.common.text import t

AUTHORITY, CERTIFICATE, KEY = "ca.pem", "cert.pem", "key.pem"


class BadCluster(ValueError):
    """An address or certificate that cannot be used; the message is for the operator, in his language."""


def security(address: str, folder: Path | None) -> Security:
    """The certificates in `folder` for a cluster at `address`, such as `tls://10.0.0.5:8786`.

    Raises `BadCluster`."""
    scheme, host = parts(address)
    if scheme == "tcp":
        if not on_loopback(host):
            raise BadCluster(t("worker.wrong.plain", address=address))
        return Security(require_encryption=False)
    if folder is None:
        raise BadCluster(t("worker.wrong.no_certificates", address=address))
    return encrypted(folder)


def encrypted(folder: Path) -> Security:
    """Mutual TLS with the three files in `folder`. Raises `BadCluster` when one cannot be read."""
    files = {name: folder / name for name in (AUTHORITY, CERTIFICATE, KEY)}
    for name, file in files.items():
        try:
            file.read_bytes()
        except OSError as error:
            raise BadCluster(
                t("worker.wrong.certificates", folder=folder, file=name, why=error.strerror)
            ) from error
    pair = {"cert": str(files[CERTIFICATE]), "key": str(files[KEY])}
    roles = {
        f"tls_{role}_{part}": path
        for role in ("client", "scheduler", "worker")
        for part, path in pair.items()
    }
    return Security(require_encryption=True, tls_ca_file=str(files[AUTHORITY]), **roles)


def parts(address: str) -> tuple[str, str]:
    """Scheme and host of `tcp://host:port` or `tls://host:port`. Raises `BadCluster`."""
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        port = None
    if not port or split.scheme not in ("tcp", "tls") or not split.hostname or split.path.strip("/"):
        raise BadCluster(t("worker.wrong.address", address=address))
    return split.scheme, split.hostname


def on_loopback(host: str) -> bool:
    """Whether `host` never leaves this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
