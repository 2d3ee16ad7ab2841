"""Text that every database can keep: PostgreSQL has no NUL, and neither has half a surrogate pair. Feeds and
workbooks from outside can spell both (`\\u0000`, `\\ud800`, `_x0000_`)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, event

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# How JSON spells what may be one of them; whole pairs are spelled so too.
_SPELLED = ("\\u0000", "\\ud")
_EMPTY: Mapping[type, str] = {dict: "{}", list: "[]"}


def storable(text: str) -> str:
    """`text` with a replacement character for each one that a database cannot keep."""
    return _UNSTORABLE.sub(REPLACEMENT, text)


def as_json(value: Any) -> str:
    """`value` as a column of JSON keeps it."""
    if not value and type(value) in _EMPTY:
        return _EMPTY[type(value)]  # of most rows of the trail of an import
    text = json.dumps(value)
    return json.dumps(_within(value)) if any(one in text for one in _SPELLED) else text


def keep_storable(engine: Engine) -> None:
    """Let `engine` send no text that its database could not keep."""

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _sent(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> tuple[str, Any]:
        # By its kind: many rows sent as one statement (`insertmanyvalues`) come as one set of parameters.
        if not isinstance(parameters, list):
            return statement, _row(parameters)
        # One look at all of them: nearly never does any hold what could not be kept.
        texts = [
            text
            for one in parameters
            for text in (one.values() if isinstance(one, Mapping) else one or ())
            if type(text) is str
        ]
        fine = not _UNSTORABLE.search("".join(texts))
        return statement, parameters if fine else [_row(one) for one in parameters]


def _texts(given: Any) -> list[str]:
    values = given.values() if isinstance(given, Mapping) else given
    return [one for one in values or () if type(one) is str]


def _row(given: Any) -> Any:
    if not _UNSTORABLE.search("".join(_texts(given))):
        return given
    return _within(dict(given) if isinstance(given, Mapping) else tuple(given))


def _within(value: Any) -> Any:
    match value:
        case str():
            return storable(value)
        case dict():
            return {_within(name): _within(one) for name, one in value.items()}
        case list() | tuple():
            return type(value)(_within(one) for one in value)
        case _:
            return value
