"""Papers made from a template that an office wrote itself: a DOCX with fields (docxtpl).

A template is text from outside. It is taken apart and filled by a child process with limits of time and
memory (`template_child`), which gets plain words and never an object of this program; and before it is kept,
everything it may say is checked there: known fields, loops over known lists, simple conditions."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.common.errors import DomainError
from core.common.settings import ROOT

MOST_BYTES = 5_000_000
# Wall time; the child limits its own processor time far below.
_PATIENCE_S = 120
_FAULT = 2


@dataclass(frozen=True, slots=True)
class Known:
    """The names a template may use. `lists` maps the name of a list to the names its items have; an item
    without any is plain text."""

    fields: Sequence[str]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)


def check_template(data: bytes, known: Known) -> None:
    """Refuse a template that could not be filled: `DomainError` with a sentence naming what is wrong."""
    if len(data) > MOST_BYTES:
        raise DomainError("template_large", most=MOST_BYTES // 1_000_000)
    _child({"known": {"fields": list(known.fields), "lists": dict(known.lists)}}, data)


def filled(data: bytes, context: Mapping[str, Any]) -> bytes:
    """The DOCX with `context` in place of its fields: texts, and lists of texts or of names with texts.

    Raises `DomainError` where the template cannot be filled within the limits."""
    return _child({"context": dict(context)}, data)


def _child(order: Mapping[str, Any], data: bytes) -> bytes:
    head = json.dumps(order, ensure_ascii=False).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "core.documents.template_child"],
            input=len(head).to_bytes(8, "big") + head + data,
            capture_output=True, timeout=_PATIENCE_S, cwd=ROOT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise DomainError("template_heavy") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _FAULT:
        fault = json.loads(done.stdout)
        raise DomainError(f"template_{fault['name']}", **fault["values"])
    raise DomainError("template_heavy")
