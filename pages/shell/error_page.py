"""An error no page expected: a sentence on the screen, everything else in the log under a reference."""

import logging
from secrets import token_hex

import streamlit as st

from core.common.errors import NotSignedIn
from core.common.trouble import sentence
from pages.shell.guard import signed_out
from pages.shell.language import apply_language

log = logging.getLogger(__name__)


def show(error: Exception) -> bool:
    """Say it in words; True, so that the error itself is not drawn. A sign-in that ended while a part of a
    page ran anew is none."""
    if isinstance(error, NotSignedIn):
        apply_language()
        signed_out(error)
        return True
    reference = token_hex(4)
    log.error("reference %s", reference, exc_info=error)
    apply_language()
    st.error(sentence(error, reference=reference), icon=":material/error:")
    return True
