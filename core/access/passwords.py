"""Passwords: what is good enough, and their Argon2 digests.

Each verification takes 64 MiB and a tenth of a second, so only a few run at once: eight at once raised the
process to half a gigabyte when measured."""

import secrets
import unicodedata
from functools import lru_cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

from core.access.rules import PasswordRules, sign_in_rules

AT_ONCE = 2
_busy = BoundedSemaphore(AT_ONCE)
_lent: PasswordHash | None = None
# No letters or digits that are taken for each other when a slip is typed off.
_SLIP = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def normal(password: str) -> str:
    """The password as it is hashed: a Chinese keyboard gives full-width letters, a Mac decomposed ones."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def why_weak(password: str, name: str, rules: PasswordRules | None = None) -> str | None:
    """The key under `access.password` of what is wrong with a new password; None when it will do."""
    rules = rules or sign_in_rules().password
    said = normal(password)
    if len(said) < rules.least_length:
        return "short"
    if len(said) > rules.longest:
        return "long"
    if _kinds(said) < rules.least_kinds:
        return "simple"
    folded = said.casefold()
    if name and normal(name).casefold() in folded:
        return "name"
    return "common" if any(word in folded and 2 * len(word) > len(folded) for word in rules.common) else None


def _kinds(password: str) -> int:
    kinds = (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
    return sum(any(map(kind, password)) for kind in kinds)


def digest(password: str) -> str:
    """The Argon2id digest to keep."""
    with _busy:
        return _hasher().hash(normal(password))


def verify(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether the password is the kept one, and a newer digest where today's parameters are others.

    An unknown name (`kept` None) costs the same time as a wrong password."""
    said = normal(password)[: sign_in_rules().password.longest]
    with _busy:
        try:
            right, newer = _hasher().verify_and_update(said, kept or _nobodys())
        except UnknownHashError:
            right, newer = False, None
            _hasher().verify(said, _nobodys())
    return (right, newer) if kept else (False, None)


def one_time_password() -> str:
    """A password for a slip or the terminal, to be changed at the first sign-in."""
    while True:
        made = "-".join("".join(secrets.choice(_SLIP) for _ in range(4)) for _ in range(4))
        if why_weak(made, "") is None:
            return made


def use_hasher(hasher: PasswordHash | None) -> None:
    """Hash with `hasher` in this process from now on; None: as the library recommends. For tests, which hash
    often: no setting reaches this."""
    global _lent
    _lent = hasher
    _nobodys.cache_clear()


def _hasher() -> PasswordHash:
    return _lent or _recommended()


@lru_cache(maxsize=1)
def _recommended() -> PasswordHash:
    return PasswordHash.recommended()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher().hash(secrets.token_hex(16))
