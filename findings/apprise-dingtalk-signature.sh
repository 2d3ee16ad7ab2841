#!/usr/bin/env bash
# What surprises: a DingTalk robot with a signing secret refuses apprise's messages ("sign not match") whenever the
# signature holds +, / or =, which base64 of 32 bytes always does (it ends in =). apprise quotes the signature and
# then hands it to requests as a parameter, which quotes it a second time: the service decodes once and compares
# `…%3D` with `…=`.
# Who meets it: offices whose security rules ask for signed robots, DingTalk's own recommendation.
# Version: apprise 2.2.0 (plugins/dingtalk.py, get_signature and send).
# Run by hand; a loopback server stands in for the service and verifies the signature as its documentation says.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apprise==2.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import base64
import hashlib
import hmac
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import apprise
import requests

SECRET = "SECa1b2c3d4e5f6"
seen = {}


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        query = parse_qs(urlsplit(self.path).query)
        stamp, sign = query["timestamp"][0], query["sign"][0]
        wanted = base64.b64encode(hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256).digest())
        seen.update(raw=self.path.partition("sign=")[2].partition("&")[0], once=sign, wanted=wanted.decode())
        body = b'{"errcode":0,"errmsg":"ok"}' if sign == wanted.decode() else b'{"errcode":310000,"errmsg":"sign not match"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=server.serve_forever, daemon=True).start()
real = requests.post


def to_this_machine(url, **given):
    return real(f"http://127.0.0.1:{server.server_port}{urlsplit(url).path}", **{**given, "verify": False})


requests.post = to_this_machine
sender = apprise.Apprise()
sender.add(f"dingtalk://{SECRET}@{'a1b2c3d4' * 4}")
sender.notify(body="reminder")
print("apprise", apprise.__version__)
print("on the wire   ", seen["raw"])
print("decoded once  ", seen["once"])
print("service wants ", seen["wanted"])
if seen["once"] == seen["wanted"] or requests.utils.unquote(seen["once"]) != seen["wanted"]:
    sys.exit("CHANGED: the signature is no longer escaped twice")
print("as described: the signature is right, but escaped twice")
PYTHON
