"""The authorities that `checks.fetch.tls` believes, as the one file that libcurl can keep in memory."""

import atexit
import ssl
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from requests.utils import DEFAULT_CA_BUNDLE_PATH

_MARK = "-----BEGIN CERTIFICATE-----"


def authorities_file() -> str:
    """A file with all authorities: the public ones and those the machine's owner has installed.

    With a folder of authorities libcurl would read them again for each host."""
    paths = ssl.get_default_verify_paths()
    return _written(DEFAULT_CA_BUNDLE_PATH, paths.cafile or "", paths.capath or "")


@lru_cache(maxsize=8)
def _written(*places: str) -> str:
    kept = dict.fromkeys(certificate for place in places for certificate in _certificates(place))
    with NamedTemporaryFile("w", suffix=".pem", prefix="authorities-", delete=False) as file:
        file.write("\n".join(kept))
    atexit.register(Path(file.name).unlink, missing_ok=True)
    return file.name


def _certificates(place: str) -> Iterator[str]:
    path = Path(place)
    for file in sorted(path.glob("*.[0-9]")) if place and path.is_dir() else [path] if place else []:
        try:
            text = file.read_text("latin-1")
        except OSError:
            continue
        for part in text.split(_MARK)[1:]:
            yield _MARK + part.partition("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----"
