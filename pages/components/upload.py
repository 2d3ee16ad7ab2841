"""Taking a file from the visitor, in the visitor's language: Streamlit's own box speaks English only."""

import json
from typing import Any

import streamlit as st

from core.common.text import t

_STYLE = """<style>
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p::after {{
  content: {button}; font-size: 0.95rem;
}}
[data-testid="stFileUploaderDropzoneInstructions"], [data-testid="stFileUploaderDropzoneInstructions"] * {{
  white-space: normal; overflow: visible;
}}
[data-testid="stFileUploaderDropzoneInstructions"] span {{ font-size: 0; }}
[data-testid="stFileUploaderDropzoneInstructions"] span::after {{ content: {note}; font-size: 0.9rem; }}
</style>"""


def say_in_words(note: str) -> None:
    """Give the upload boxes of this page a button in the visitor's language, and `note` beside it."""
    words = {"button": t("importing.upload.button"), "note": note}
    st.html(_STYLE.format(**{name: _quoted(word) for name, word in words.items()}))


def upload_box(label: str, *, note: str, key: str) -> Any:
    """One file, or None. `note` says what is taken; at most one such box a page, since the words are its."""
    say_in_words(note)
    return st.file_uploader(label, key=key)


def _quoted(word: str) -> str:
    """A CSS string; `<` cannot end the style element early."""
    return json.dumps(word, ensure_ascii=False).replace("<", "\\3c ")
