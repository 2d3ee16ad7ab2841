"""The Chromium that the browser tests use: found, or installed where that is allowed, or named."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
REQUIRED = "SUPERVISION_REQUIRE_BROWSER"


def find() -> str | None:
    """Path of a browser of the Chromium family, None when there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(ON_MACOS) if ON_MACOS.exists() else None)


def required() -> bool:
    """Whether browser tests must fail rather than be skipped when there is no browser."""
    return os.environ.get("CI") == "true" or os.environ.get(REQUIRED) == "1"


def install() -> bool:
    """Install it as root on Debian; False where that cannot be done here."""
    apt = shutil.which("apt-get")
    if not (apt and _is_debian() and os.geteuid() == 0):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A failed update may still leave lists that name the package.
    subprocess.run([apt, "update", "-qq"], env=quiet, check=False)
    command = [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    return subprocess.run(command, env=quiet, check=False).returncode == 0 and find() is not None


def command() -> str:
    """The command with which a person installs it here."""
    if sys.platform == "darwin":
        return "brew install --cask google-chrome"
    if _is_debian():
        return "sudo apt-get install -y --no-install-recommends chromium"
    return "sudo snap install chromium"


def _is_debian() -> bool:
    # Ubuntu's package of this name only installs a snap, which does not work in containers.
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False
