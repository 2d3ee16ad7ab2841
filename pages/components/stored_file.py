"""A file that somebody handed in: the small copy of a picture, and its download."""

from typing import Protocol

import streamlit as st

from core.common.text import t

PICTURE = 320


class Stored(Protocol):
    """What is known of a file that was handed in."""

    @property
    def name(self) -> str: ...
    @property
    def media(self) -> str: ...
    def thumbnail(self) -> bytes | None:
        """A small copy of a picture; None when the file is none, or was never decoded."""

    def data(self) -> bytes | None:
        """The bytes; None when the file is gone or not whole any more."""


def stored_file(file: Stored, label: str, *, key: str) -> None:
    """Draw the small copy, if there is one, and the button `label` to download the file; a sentence when it
    is gone."""
    data = file.data()
    if data is None:
        st.markdown(f":red[{t('work.files.gone')}]")
        return
    if small := file.thumbnail():
        st.image(small, width=PICTURE)
    st.download_button(
        label,
        data=lambda: file.data() or b"",
        file_name=file.name,
        mime=file.media,
        key=key,
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
