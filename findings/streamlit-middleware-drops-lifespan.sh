#!/usr/bin/env bash
# What surprises: a middleware of st.App that reads scope["path"] is also called with the scope of the lifespan,
# which has none. Its KeyError is taken by uvicorn (lifespan "auto") for a server without lifespan: `streamlit run`
# goes on, answers 200 and draws pages, while the app's own lifespan – upgrades of a database, a checker, a clean
# end – is never run. Nothing is said at the start; one line comes with the first request, without the KeyError.
# An error inside the lifespan itself does end the server (status 3), so the two look nothing alike.
# Who meets it: whoever adds a plain ASGI middleware, written for requests, to a Streamlit app that has a lifespan.
# Version: streamlit 1.67.0 (web/server/starlette), with the uvicorn it brings.
# Run by hand; takes about a minute.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check streamlit==1.67.0 uvicorn==0.54.0
cd "$folder"
echo 'import streamlit as st; st.title("here")' >page.py
cat >app.py <<'PYTHON'
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware


class ForRequests:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        assert scope["path"]
        await self.app(scope, receive, send)


@asynccontextmanager
async def lifespan(_app):
    Path("began").touch()
    yield


app = st.App("page.py", lifespan=lifespan, middleware=[Middleware(ForRequests)])
PYTHON
"$folder/venv/bin/streamlit" run app.py --server.headless true --server.port 8598 \
    --server.address 127.0.0.1 --browser.gatherUsageStats false >log 2>&1 &
server=$!
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import time
import urllib.request
from importlib.metadata import version
from pathlib import Path

print("streamlit", version("streamlit"), "uvicorn", version("uvicorn"))
status = 0
for _ in range(120):
    try:
        status = urllib.request.urlopen("http://127.0.0.1:8598/").status
        break
    except OSError:
        time.sleep(0.5)
log = Path("log").read_text()
print("answer to /:", status)
print("the lifespan began:", Path("began").exists())
print("the KeyError in the log:", "KeyError" in log)
print("said with the first request:", "lifespan hooks will be skipped" in log)
if status != 200 or Path("began").exists() or "KeyError" in log:
    sys.exit("CHANGED: the lifespan runs, or its loss is said")
print("as described: served without the lifespan")
PYTHON
