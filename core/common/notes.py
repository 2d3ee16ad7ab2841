"""What a person wrote beside a move: notes and reasons."""

from core.common.errors import DomainError

NOTE_LIMIT = 2_000


def note_of(note: str) -> str:
    """`note` without spaces at its ends. Raises `DomainError` when it is too long."""
    text = note.strip()
    if len(text) > NOTE_LIMIT:
        raise DomainError("note_too_long", limit=NOTE_LIMIT)
    return text


def reason_of(reason: str) -> str:
    """A reason that was given. Raises `DomainError` when there is none, or too much of it."""
    if not reason.strip():
        raise DomainError("reason_missing")
    return note_of(reason)
