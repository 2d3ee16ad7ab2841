#!/usr/bin/env bash
# What surprises: WeCom, DingTalk and Feishu group robots refuse a message with HTTP 200 and an error code in the
# JSON body (wrong key, keyword missing, too many messages). apprise looks at the HTTP status only, so `notify()`
# returns True, logs "Sent", and whoever keeps an outbox records a message as delivered that nobody got.
# Who meets it: every office that sends reminders to a group robot through this library.
# Version: apprise 2.2.0 (plugins wecombot.py, dingtalk.py, feishu.py; only `status_code` is compared).
# Run by hand; a loopback server stands in for the three services and answers as they do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apprise==2.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import apprise
import requests

REFUSALS = {
    "wecombot://a-key-of-a-robot-that-was-removed": {"errcode": 93000, "errmsg": "invalid webhook url"},
    "dingtalk://" + "a1b2c3d4" * 4: {"errcode": 310000, "errmsg": "keywords not in content"},
    "feishu://" + "a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d": {"code": 19024, "msg": "Key Words Not Found"},
}
answer = {}


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps(answer["now"]).encode()
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
print("apprise", apprise.__version__)
seen = []
for address, refusal in REFUSALS.items():
    answer["now"] = refusal
    sender = apprise.Apprise()
    added = sender.add(address)
    sent = sender.notify(body="reminder: one issue is due tomorrow")
    print(f"{address.partition(':')[0]:10} service answers 200 {refusal} -> added={added} notify()={bool(sent)}")
    seen.append((added, bool(sent)))
if seen != [(True, True)] * 3:
    sys.exit("CHANGED: a refusal in the body is no longer reported as sent")
print("as described: all three refusals count as sent")
PYTHON
