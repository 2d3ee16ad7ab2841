"""Words for `--help`, which speaks both languages at once: nobody has chosen one yet."""

from core.common.text import LANGUAGES, catalogue, filled


def both(key: str, **values: object) -> str:
    """The text of `command.core.<key>` in every language, Chinese first."""
    return " / ".join(filled(catalogue(language)[f"command.core.{key}"], **values) for language in LANGUAGES)
