"""Words for `--help`, which speaks both languages at once: nobody has chosen one yet."""

from core.common.text import LANGUAGES, catalogue


def both(key: str, **values: object) -> str:
    """The text of `command.core.<key>` in every language, Chinese first."""
    return " / ".join(catalogue(language)[f"command.core.{key}"].format(**values) for language in LANGUAGES)
