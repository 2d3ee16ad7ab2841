"""Who acts in this run of a page: looked up anew each time, because a tab keeps the cookies it began with."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.access import Actor, sign_ins
from core.access.actor import current_actor, lent_actor, operator, use_provider
from core.access.branch import use_scope, visible_units
from core.access.mode import sign_in_needed
from core.access.sign_ins import SignedIn
from core.common.errors import NotSignedIn

COOKIE = "supervision_session"
# A page asks a dozen times in one run; a sign-in that ends in its middle is noticed so much later at most.
GLANCE_S = 0.3
_MOST = 2000


@dataclass(frozen=True, slots=True)
class _Look:
    """What was found, and for which run: the next click asks anew, however soon it follows."""

    run: object
    at: float
    found: SignedIn | None


_looked: dict[str, _Look] = {}


def install() -> None:
    """Let every page and action of this process know who acts by the browser's sign-in."""
    use_provider(actor)
    use_scope(_scope)


def actor() -> Actor:
    """The person of this browser, or the settings' operator where nobody has to sign in.

    Raises `NotSignedIn`."""
    if not sign_in_needed():
        return operator()
    signed = signed_in()
    if signed is None:
        raise NotSignedIn
    return signed.actor


def _scope() -> Sequence[int] | None:
    """Units whose rows this run may see. The server's own threads (gate, health) serve nobody and see all;
    what a page has done on another thread acts for its person by `acting_as`.

    Raises `NotSignedIn` when the sign-in ended in the middle of a run: its rows would seem to be gone."""
    if lent_actor() is None:
        if get_script_run_ctx(suppress_warning=True) is None:
            return None
        current_actor()
    return visible_units()


def signed_in() -> SignedIn | None:
    """Who is signed in in this browser; None when nobody is (any more)."""
    token, run, now = browser_token(), _this_run(), time.monotonic()
    kept = _looked.get(token)
    if kept is not None and kept.run is run and now - kept.at < GLANCE_S:
        return kept.found
    if len(_looked) > _MOST:
        _looked.clear()
    found = sign_ins.look_up(token)
    _looked[token] = _Look(run, now, found)
    return found


def _this_run() -> object:
    """What only this run of a script, or of a part of it, has: Streamlit gives each its own cursors."""
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else context.cursors


def browser_token() -> str:
    """The token that this browser sent when its tab began."""
    return str(st.context.cookies.get(COOKIE, ""))


def forget(token: str) -> None:
    """Look this browser up anew at once: its role was changed in this run."""
    _looked.pop(token, None)
