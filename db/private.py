"""Files are for the account of the installation only: registry, evidence, keys, and every copy of them."""

import os
from contextlib import suppress
from pathlib import Path

from db.settings import ROOT, DatabaseSettings

FOLDER = 0o700
FILE = 0o600
OTHERS = 0o077
# What an earlier version may have left open to others in the data folder.
OURS = ("supervision.db*", "supervision.before-*.db", "secret.key*", "*.json", "*.pem")


def keep_private() -> None:
    """From now on this process and its children write for their own account only, and what lies in the data
    folder already is closed to others.

    A folder that holds the program itself is left as it is; so is what belongs to another account."""
    os.umask(OTHERS)
    folder = DatabaseSettings().data_dir.absolute()
    if not folder.is_dir():
        return
    for pattern in OURS:
        for file in folder.glob(pattern):
            _close(file, FILE)
    _close(folder / "evidence", FOLDER)
    if not ROOT.is_relative_to(folder):
        _close(folder, FOLDER)


def _close(path: Path, mode: int) -> None:
    with suppress(OSError):
        if not path.is_symlink() and path.exists() and path.stat().st_mode & OTHERS:
            path.chmod(mode)
