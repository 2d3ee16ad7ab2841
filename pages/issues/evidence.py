"""Evidence files of an issue, as pictures and downloads, with who handed them in and when."""

from collections.abc import Sequence
from math import ceil

import streamlit as st

from core.common.text import t
from core.issues.evidence import Shown
from pages.components.format import instant, plain
from pages.components.stored_file import stored_file

KB = 1024


def files_box(files: Sequence[Shown], *, key: str) -> None:
    """Draw every file, the newest first; a sentence when there is none."""
    if not files:
        st.caption(t("work.files.none"))
        return
    for file in files:
        with st.container(border=True, gap="xsmall"):
            _one(file, f"{key}-{file.id}")


def _one(file: Shown, key: str) -> None:
    st.caption(
        t(
            "work.files.line",
            name=plain(file.name),
            size=f"{ceil(file.size / KB):,}",
            who=plain(file.actor),
            at=instant(file.at),
        )
    )
    stored_file(file, t("work.files.download"), key=f"file-{key}")
