"""Addresses of services hold passwords and tokens: in the database they are encrypted.

The key is `SUPERVISION_SECRET_KEY`, or a file `secret.key` in the data folder that is made at the first
need and that `python -m db backup` keeps beside its copy."""

import base64
import hashlib
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from core.common.settings import settings


class Unreadable(ValueError):
    """Sealed with another key, or damaged. The text names nothing of the content."""


def seal(text: str) -> bytes:
    """Encrypt."""
    return _cipher().encrypt(text.encode())


def opened(sealed: bytes) -> str:
    """Decrypt. Raises `Unreadable`."""
    try:
        return _cipher().decrypt(sealed).decode()
    except (InvalidToken, UnicodeDecodeError):
        raise Unreadable("sealed with another key") from None


def _cipher() -> Fernet:
    given = settings().secret_key.get_secret_value()
    key = given.encode() if given else _file_key(settings().key_file)
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key).digest()))


def _file_key(file: Path) -> bytes:
    """The key in the file; made by whoever comes first, whole before anybody can read it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as made:
            made.write(Fernet.generate_key())
        try:
            # A hard link fails where the file is already there; a rename would put ours in its place.
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_bytes()
