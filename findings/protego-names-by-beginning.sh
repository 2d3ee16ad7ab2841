#!/usr/bin/env bash
# What surprises: protego gives a reader the group of any name that the reader's own name begins with. A group for
# "Super", or for the one letter "s", closes a site to "SupervisionChecker"; RFC 9309 (section 2.2.1) compares the
# product token as a whole. The other way round, a group that is written with a version, as in log files
# ("SupervisionChecker/0.1"), is nobody's, and the rules for everybody count instead.
# Who meets it: a reader whose name begins with the name of another one ("Googlebot-News", "Baiduspider-image",
# a house's own "Sitechecker" where somebody wrote "Site").
# Version: protego 0.7.0 (protego/_ruleset.py, applies_to).
# Run by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check protego==0.7.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from protego import Protego

NAME = "SupervisionChecker"


def open_to_us(group: str) -> bool:
    return Protego.parse(f"User-agent: {group}\nDisallow: /\n").can_fetch("https://www.example.cn/a", NAME)


seen = {group: open_to_us(group) for group in (NAME, "Super", "s", "Checker", f"{NAME}/0.1")}
print("protego", version("protego"))
for group, may in seen.items():
    print(f"a group for {group!r} that forbids everything: {NAME} {'may' if may else 'may not'} read")
if seen != {NAME: False, "Super": False, "s": False, "Checker": True, f"{NAME}/0.1": True}:
    sys.exit("CHANGED: names are compared otherwise now")
print("as described: names count by their beginnings, and a version hides one")
PYTHON
