"""Short keys for findings."""

from hashlib import sha256


def key_of(kind: str, what: str) -> str:
    """A key of at most 64 characters for `what`, such as an address; the same each time."""
    return f"{kind}:{sha256(what.encode('utf-8', 'replace')).hexdigest()[:24]}"[:64]
