"""What went wrong, as a sentence for the person at the screen."""

from core.common.text import t
from db.trouble import kind_of


def sentence(error: BaseException, *, reference: str) -> str:
    """What happened, that nothing was saved, and what to do; `reference` finds it in the log."""
    kind = kind_of(error)
    return t(f"trouble.{kind.value}" if kind else "trouble.page", reference=reference)
