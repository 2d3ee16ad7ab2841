"""Short keys for findings, and pieces of pages for their evidence."""

from hashlib import sha256

PIECE = 1_200


def key_of(kind: str, what: str) -> str:
    """A key of at most 64 characters for `what`, such as an address; the same each time."""
    return f"{kind}:{sha256(what.encode('utf-8', 'replace')).hexdigest()[:24]}"[:64]


def piece_around(text: str, mark: str, *, before: int = 300) -> str:
    """The stretch of a page's source around the first place of `mark`; its beginning when it has none."""
    at = text.find(mark) if mark else -1
    start = max(0, at - before) if at >= 0 else 0
    return text[start : start + PIECE]


def tail(text: str) -> str:
    """The end of a page's source, where its foot stands."""
    low = text.lower()
    at = max(low.rfind("<footer"), low.rfind('id="foot'), low.rfind('class="foot'))
    return text[at : at + 4 * PIECE] if at >= 0 else text[-3 * PIECE :]
