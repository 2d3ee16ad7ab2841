"""Expressions by which lists are ordered, written exactly as their indexes are (migration 0017): the planner
walks such an index until the page is full instead of sorting every row."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, String, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from db.models.issue import IS_UNSETTLED
from db.types import OrderedWord


def written_out(value: str | int) -> BindParameter[Any]:
    """A value that stands in the statement itself: an index of some rows only is taken just for a condition
    that the planner can read."""
    return literal(value, literal_execute=True)


def in_order(column: Any) -> ColumnElement[int]:
    """The place of a column's word in its vocabulary, from 0: what a list is ordered by, since the text sorts
    by its spelling. `column` is an attribute of a table whose words are an `OrderedWord`."""
    words: type[OrderedWord] = column.type.vocabulary
    places = {written_out(word.value): written_out(word.position) for word in words}
    return case(places, value=column)


class _OfEvidence(FunctionElement[Any]):
    """A member of the evidence of `current_state`, which must not be aliased."""

    path: tuple[str, ...] = ()


class Newest(_OfEvidence):
    """The newest date on a home page, as text; partial: `check` must be compared with a literal."""

    inherit_cache = True
    name, type, path = "newest", String(), ("newest",)


class Verified(_OfEvidence):
    """Whether a certificate is believed: 0 and 1, or the words false and true. None where there is none."""

    inherit_cache = True
    name, type, path = "verified", String(), ("tls", "verified")


class Ends(_OfEvidence):
    """When a certificate ends, as text."""

    inherit_cache = True
    name, type, path = "ends", String(), ("tls", "not_after")


class Settled(FunctionElement[int]):
    """0 for an unsettled issue, 1 for one that is done with."""

    inherit_cache = True
    name, type = "settled", Integer()


@compiles(Settled)
def _settled(_element: Settled, _compiler: Any, **_: Any) -> str:
    return f"(CASE WHEN issue.{IS_UNSETTLED} THEN 0 ELSE 1 END)"


@compiles(_OfEvidence, "sqlite")
def _on_sqlite(element: _OfEvidence, _compiler: Any, **_: Any) -> str:
    return f"json_extract(current_state.evidence, '$.{'.'.join(element.path)}')"


@compiles(_OfEvidence, "postgresql")
def _on_postgresql(element: _OfEvidence, _compiler: Any, **_: Any) -> str:
    if len(element.path) == 1:
        return f"(current_state.evidence ->> '{element.path[0]}')"
    return f"(current_state.evidence #>> '{{{','.join(element.path)}}}')"
