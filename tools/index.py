"""The package index in use, as pip itself would choose it, and the pinned pip from there.

Needed only where Python comes without ensurepip (Debian without python3-venv), and to tell uv."""

import configparser
import hashlib
import json
import os
import sys
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from tools.place import settings
from tools.words import stop

PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
PYPI = "https://pypi.org/simple"


def chosen() -> str | None:
    """The index named by `PIP_INDEX_URL` or by a file of pip's settings; None when pip's default holds."""
    return settings().get("PIP_INDEX_URL") or _configured()


def fetch_pip() -> bytes:
    """The pinned wheel of pip from the index in use. Raises `Stopped` when it is missing or another file."""
    page = (chosen() or PYPI).rstrip("/") + "/pip/"
    try:
        body = _get(urljoin(page, _link_to(PIP_WHEEL, page)))
    except (OSError, LookupError, ValueError) as error:
        stop("no_pip", index=_shown(page), reason=error)
    if hashlib.sha256(body).hexdigest() != PIP_SHA256:
        stop("wrong_pip", index=_shown(page))
    return body


def _configured() -> str | None:
    """The last file wins, as in pip: the machine's, the person's, the environment's, the one named."""
    parser = configparser.RawConfigParser()
    try:
        parser.read(_files(), "utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return None
    for section in ("install", "global"):
        for name in ("index-url", "index_url"):
            if parser.has_option(section, name):
                return parser.get(section, name).strip() or None
    return None


def _files() -> list[Path]:
    named = settings().get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    home = Path.home()
    folders = settings().get("XDG_CONFIG_DIRS", "/etc/xdg").split(os.pathsep)
    personal = Path(settings().get("XDG_CONFIG_HOME", home / ".config"))
    return [
        *(Path(folder, "pip", "pip.conf") for folder in folders if folder),
        Path("/etc/pip.conf"),
        home / ".pip" / "pip.conf",
        personal / "pip" / "pip.conf",
        Path(sys.prefix, "pip.conf"),
        *([Path(named)] if named else []),
    ]


def _shown(address: str) -> str:
    """Without the name and password that an office's own index may want."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _link_to(name: str, page: str) -> str:
    """Where the index page `page`, JSON or HTML, says that the file `name` is; may be relative."""
    body = _get(page).decode("utf-8")
    if body.lstrip().startswith("{"):
        addresses = [str(file["url"]) for file in json.loads(body)["files"]]
    else:
        links = _Links()
        links.feed(body)
        addresses = links.found
    for address in addresses:
        if urldefrag(address).url.rpartition("/")[2] == name:
            return address
    raise LookupError(name)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.extend(value for name, value in attrs if tag == "a" and name == "href" and value)


def _get(address: str) -> bytes:
    accept = {"Accept": "application/vnd.pypi.simple.v1+json, text/html;q=0.5"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=accept), timeout=60) as answer:  # noqa: S310
        return bytes(answer.read())
