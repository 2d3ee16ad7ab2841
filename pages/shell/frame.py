"""What surrounds every page in the reader's language: Streamlit speaks English only.

The English catalogue holds Streamlit's own words under `widget`, so that the pairs to put in their place
are those of the two catalogues."""

from functools import lru_cache
from typing import Any

from core.common.text import Language, catalogue, language
from pages.components.own_component import own_component

TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
_WORDS, _WEEKDAYS, _MONTH_YEAR = "widget.word.", "widget.weekday.", "widget.month_year"
# What Streamlit says around a name or a number, as its script finds it; each with our words around `{it}`.
_PHRASES = {
    "widget.per_file": r"^([\d.]+[KMG]B) per file",
    "widget.page": r"^Page (\d+)$",
    "widget.help_for": r"^Help for (.+)$",
    "widget.shortcut": r"^Shortcut (.+)$",
}
_mount = own_component("frame", html="<span hidden></span>")


def frame() -> None:
    """Tell the browser the page's language, and put our words in place of Streamlit's."""
    _mount(key="frame", data=_data(language()))


@lru_cache(maxsize=len(TAGS))
def _data(of: Language) -> dict[str, Any]:
    ours, english = catalogue(of), catalogue("en")
    return {
        "lang": TAGS[of],
        "words": {
            english[key]: ours[key] for key in english if key.startswith(_WORDS) and english[key] != ours[key]
        },
        "weekdays": [ours[f"{_WEEKDAYS}{day}"] for day in range(7)],
        "monthYear": ours[_MONTH_YEAR],
        "phrases": [[pattern, ours[key]] for key, pattern in _PHRASES.items()],
    }
