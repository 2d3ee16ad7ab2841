"""What `manage.py` says: in both languages until one is chosen, because nobody has been asked yet."""

import os
import sys
from typing import NoReturn, TextIO

from core.common.text import LANGUAGES, Language, t, use_language
from tools.place import settings


class Stopped(Exception):
    """The work cannot go on; the message, already in words for people, says what to do."""


def languages() -> tuple[Language, ...]:
    """The language set in `SUPERVISION_LANGUAGE`, else both."""
    chosen = settings().get("SUPERVISION_LANGUAGE", "")
    return tuple(language for language in LANGUAGES if language == chosen) or LANGUAGES


def words(key: str, **values: object) -> list[str]:
    """The text `manage.<key>`, one entry for each language to be shown."""
    texts = []
    for language in languages():
        use_language(language)
        texts.append(t(f"manage.{key}", **values))
    return texts


def say(key: str, *, to: TextIO | None = None, **values: object) -> None:
    """Print the text `manage.<key>`, one paragraph for each language."""
    for text in words(key, **values):
        print(text, file=to or sys.stdout, flush=True)


def stop(key: str, **values: object) -> NoReturn:
    """Give up with the text `manage.<key>`."""
    raise Stopped("\n".join(words(key, **values)))


def plain_output() -> None:
    """Never fail because a terminal cannot show a Chinese character."""
    os.environ.setdefault("PYTHONIOENCODING", "utf-8")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
