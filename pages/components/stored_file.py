"""A file that somebody handed in: the picture itself, and its download."""

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
    @property
    def is_picture(self) -> bool: ...
    def data(self) -> bytes | None:
        """The bytes; None when the file is gone or not whole any more."""


def stored_file(file: Stored, label: str, *, key: str) -> None:
    """Draw the picture, if it is one, and the button `label` to download it; a sentence when it is gone."""
    data = file.data()
    if data is None:
        st.markdown(f":red[{t('work.files.gone')}]")
        return
    if file.is_picture:
        st.image(data, width=PICTURE)
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
