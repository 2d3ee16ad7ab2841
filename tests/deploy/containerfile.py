"""Runs a Containerfile's steps without a container engine: in a bare Debian root, by changing into it."""

import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

RELEASES = {"debian:12-slim": "bookworm", "debian:13-slim": "trixie"}
# How this machine reaches package indexes holds inside, too.
PASSED = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "http_proxy", "https_proxy", "no_proxy")
AUTHORITY = "/etc/outer-authority.pem"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# The system's own processes are seen in a mount of ours, which goes when the command ends.
INSIDE = 'mount -t proc proc "$0/proc" && exec chroot "$@"'


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: its word, and what it is given."""

    word: str
    rest: str


def steps(text: str) -> list[Step]:
    """The instructions of a Containerfile, without comments, continued lines joined."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = lines.replace("\\\n", " ").splitlines()
    return [Step(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined) if word]


@dataclass
class Image:
    """A root that the steps of a Containerfile have made; `source` is the folder they copy from."""

    root: Path
    source: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "root"
    command: list[str] = field(default_factory=list)

    def build(self, steps: list[Step]) -> None:
        """Do every step. Raises `CalledProcessError` where one fails, `KeyError` at an unknown base."""
        for step in steps:
            getattr(self, f"_{step.word.lower()}")(step.rest)

    def line(self, words: list[str], *, user: str = "", folder: str = "", **environment: str) -> list[str]:
        """The command line that runs `words` inside, as a container engine would start them."""
        outer = {name: os.environ[name] for name in PASSED if name in os.environ}
        if "PIP_CERT" in os.environ:
            outer["PIP_CERT"] = AUTHORITY
        settings = {"PATH": PATH, **outer, **self.environment, **environment}
        given = [f"{name}={value}" for name, value in settings.items()]
        whose = f"--userspec={user or self.user}"
        there = ["sh", "-c", 'cd "$0" && exec "$@"', folder or self.folder, *words]
        chroot = [str(self.root), whose, str(self.root), "env", "-i", *given, *there]
        return ["unshare", "--mount", "sh", "-c", INSIDE, *chroot]

    def run(self, words: list[str], *, user: str = "", folder: str = "", **environment: str) -> str:
        """Run `words` inside to their end; what they printed."""
        line = self.line(words, user=user, folder=folder, **environment)
        return subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout

    def _from(self, base: str) -> None:
        release = RELEASES[base.rpartition("/")[2]]
        line = ["mmdebstrap", "--variant=minbase", "--quiet", release, str(self.root)]
        subprocess.run(line, check=True)
        copied = {"/etc/resolv.conf": "/etc/resolv.conf", "/etc/hosts": "/etc/hosts"}
        if "PIP_CERT" in os.environ:
            copied[os.environ["PIP_CERT"]] = AUTHORITY
        for outer, inner in copied.items():
            shutil.copyfile(outer, self.root / inner.lstrip("/"))

    def _run(self, line: str) -> None:
        self.run(["sh", "-c", line])

    def _workdir(self, folder: str) -> None:
        self.folder = folder
        self._inside(folder).mkdir(parents=True, exist_ok=True)

    def _copy(self, given: str) -> None:
        *names, target = given.split()
        for name in names:
            inner = self._inside(target)
            if (self.source / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(self.source / name, inner, ignore=ignored, dirs_exist_ok=True)
            else:
                shutil.copy(self.source / name, inner)

    def _env(self, given: str) -> None:
        self.environment |= dict(word.split("=", 1) for word in shlex.split(given))

    def _user(self, name: str) -> None:
        self.user = f"{name}:{name}"

    def _cmd(self, words: str) -> None:
        self.command = json.loads(words)

    def _volume(self, _folders: str) -> None:
        """Folders of the root serve as well."""

    def _expose(self, _port: str) -> None:
        """Nothing stands between."""

    def _inside(self, folder: str) -> Path:
        return self.root / str(Path(self.folder, folder)).lstrip("/")
