"""The virtual environment: made once, known by the hash of what it was made from."""

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from tools.place import PYTHON, ROOT, VENV, settings
from tools.words import say, stop

RUN = ("requirements.txt",)
TEST = ("requirements.txt", "requirements-test.txt")

# Fetched only where Python comes without ensurepip (Debian without python3-venv).
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
PYPI = "https://pypi.org/simple"

NEEDED_BYTES = 1_200_000_000
NEEDED_MODULES = ("venv", "ssl", "sqlite3", "zlib")
UNFINISHED = VENV / ".unfinished"


def ensure(files: tuple[str, ...]) -> None:
    """Have a virtual environment with everything that `files` pin. Instant when nothing changed.

    Raises `Stopped` when something is missing that this script must not install."""
    if not UNFINISHED.exists() and PYTHON.exists() and _read(_stamp(files)) == _fingerprint(files):
        return
    _check_prerequisites()
    _make_environment()
    UNFINISHED.touch()
    for file in files:
        say("installing", file=file)
        _install(file)
    for count in range(1, len(files) + 1):
        _stamp(files[:count]).write_text(_fingerprint(files[:count]), "utf-8")
    UNFINISHED.unlink()


def _stamp(files: tuple[str, ...]) -> Path:
    # RUN begins TEST, so whoever has installed TEST has RUN.
    return VENV / f".installed-{len(files)}"


def _fingerprint(files: tuple[str, ...]) -> str:
    digest = hashlib.sha256(platform.python_version().encode())
    for file in files:
        digest.update((ROOT / file).read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""


def _check_prerequisites() -> None:
    for module in NEEDED_MODULES:
        if importlib.util.find_spec(module) is None:
            stop("missing_module", module=module, command=_command_for_python())
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        stop("disk_full", place=ROOT, needed=NEEDED_BYTES // 10**6, free=free // 10**6)


def _command_for_python() -> str:
    if sys.platform == "darwin":
        return "brew install python@3.12"
    return "sudo apt-get install -y python3 python3-venv"


def _make_environment() -> None:
    if UNFINISHED.exists():
        say("unfinished")
        shutil.rmtree(VENV)
    elif VENV.exists() and not _works():
        say("broken", place=VENV)
        shutil.rmtree(VENV)
    if PYTHON.exists():
        return
    try:
        VENV.mkdir(exist_ok=True)
        UNFINISHED.touch()
    except OSError as error:
        stop("not_writable", place=VENV, reason=error.strerror)
    say("making", place=VENV)
    _run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])


def _works() -> bool:
    """Whether the interpreter there starts and is this one: a moved or upgraded Python leaves a shell."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [PYTHON, "-c", "import platform; print(platform.python_version())"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() == platform.python_version()


def _install(file: str) -> None:
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--python", str(PYTHON), "--require-hashes", "-r", file]
        if _succeeds(command, UV_NATIVE_TLS="true", **_index_for_uv()):
            return
        say("without_uv")
    _ensure_pip()
    if not _succeeds([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", file]):
        stop("not_installed", file=file)


def _index_for_uv() -> dict[str, str]:
    index = settings().get("PIP_INDEX_URL")
    return {"UV_DEFAULT_INDEX": index} if index else {}


def _ensure_pip() -> None:
    if _succeeds(
        [str(PYTHON), "-c", "import importlib.util, sys; sys.exit(not importlib.util.find_spec('pip'))"]
    ):
        return
    if importlib.util.find_spec("ensurepip") is not None:
        _run([str(PYTHON), "-m", "ensurepip", "--default-pip"])
        return
    say("fetching_pip")
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / PIP_WHEEL
        wheel.write_bytes(_fetch_pip())
        _run([str(PYTHON), str(wheel / "pip"), "install", "--quiet", "--no-index", "--no-deps", str(wheel)])


def _fetch_pip() -> bytes:
    """The pinned pip wheel from the package index in use. Raises `Stopped` when it is another file."""
    page = settings().get("PIP_INDEX_URL", PYPI).rstrip("/") + "/pip/"
    try:
        body = _get(urljoin(page, _link_to(PIP_WHEEL, page)))
    except (OSError, LookupError) as error:
        stop("no_pip", index=page, reason=error)
    if hashlib.sha256(body).hexdigest() != PIP_SHA256:
        stop("wrong_pip", index=page)
    return body


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


def _succeeds(command: list[str], **environment: str) -> bool:
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode == 0


def _run(command: list[str]) -> None:
    if not _succeeds(command):
        stop("failed", command=" ".join(command))
