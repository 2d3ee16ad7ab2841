"""The authorities that `checks.fetch.tls` believes, as the one file that libcurl can keep in memory."""

import atexit
import os
import ssl
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

import certifi

from checks.fetch.tls import PEM

_MARK = "-----BEGIN CERTIFICATE-----"


def authorities_file(trusted_ca: str = "") -> str:
    """A file with all authorities: the public ones, those the machine's owner has installed, and those in
    the file `trusted_ca`, which may also be given as its text. Raises `OSError` when it cannot be read.

    With a folder of authorities libcurl would read them again for each host."""
    paths = ssl.get_default_verify_paths()
    return _written(trusted_ca, certifi.where(), paths.cafile or "", paths.capath or "")


@lru_cache(maxsize=8)
def _written(trusted_ca: str, *places: str) -> str:
    as_text = not trusted_ca or trusted_ca.startswith(PEM)
    further = trusted_ca if as_text else Path(trusted_ca).read_text("latin-1")
    kept = dict.fromkeys(chain(_in(further), chain.from_iterable(map(_certificates, places))))
    return _file("\n".join(kept).encode("latin-1"))


def _file(content: bytes) -> str:
    """The path of a file with `content` that is there as long as this process."""
    if hasattr(os, "memfd_create"):
        # Nothing on disk that a killed process could leave behind.
        number = os.memfd_create("authorities")
        with os.fdopen(number, "wb", closefd=False) as memory:
            memory.write(content)
        return f"/proc/self/fd/{number}"
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(suffix=".pem", prefix="authorities-", delete=False) as file:
        file.write(content)
    atexit.register(Path(file.name).unlink, missing_ok=True)
    return file.name


def _certificates(place: str) -> Iterator[str]:
    path = Path(place)
    for file in sorted(path.glob("*.[0-9]")) if place and path.is_dir() else [path] if place else []:
        try:
            text = file.read_text("latin-1")
        except OSError:
            continue
        yield from _in(text)


def _in(text: str) -> Iterator[str]:
    for part in text.split(_MARK)[1:]:
        yield _MARK + part.partition("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----"
