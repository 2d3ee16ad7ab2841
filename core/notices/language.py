"""A notice is written in one language, whoever looks at it."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.common.text import LANGUAGES, language, use_language


@contextmanager
def speaking(of_paper: str) -> Iterator[None]:
    """Words come in the paper's language while the block runs."""
    before = language()
    use_language(next((known for known in LANGUAGES if known == of_paper), before))
    try:
        yield
    finally:
        use_language(before)
