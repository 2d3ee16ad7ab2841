"""The dashboard: `streamlit run app.py`, or `python3 manage.py run` which sets everything up first."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.common.settings import BadSettings, settings
from db.engine import close
from db.migrate import UnfitDatabase, upgrade
from db.private import keep_private
from pages.shell import entry, error_page, protection, server
from pages.shell.sign_in import oidc
from pages.shell.sign_in.gate import Gate


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Bring the database to this version, then serve."""
    try:
        upgrade()
    except UnfitDatabase as error:
        sys.exit(str(error))
    async with server.serving():
        yield
    close()


# Streamlit looks for `app` at the server's start. A test runs this file as a page instead.
if get_script_run_ctx(suppress_warning=True) is None:
    try:
        settings()
        protection.prepare()
        oidc.prepare()
        keep_private()
    except (BadSettings, protection.UnprotectedAddress) as error:
        sys.exit(str(error))
    app = st.App(
        "pages/shell/entry.py",
        lifespan=lifespan,
        routes=server.routes(),
        middleware=[*protection.middleware(), Middleware(Gate)],
        on_script_error=error_page.show,
    )
else:
    entry.main()
