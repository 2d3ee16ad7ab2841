"""Names for what the trail refers to: it keeps ids, which say nothing to whoever reads it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from db.models import (
    Account,
    Case,
    Census,
    Channel,
    ChannelTask,
    Inspection,
    Issue,
    Notice,
    ServiceTheme,
    SiteColumn,
    Survey,
    Unit,
)

# The id and the name of a table's rows.
Named = tuple[Any, Any]

_CHANNEL: Named = (Channel.id, Channel.name)
_COLUMN: Named = (SiteColumn.id, SiteColumn.name)
_UNIT: Named = (Unit.id, Unit.name)
_ISSUE: Named = (Issue.id, Issue.number)
_NOTICE: Named = (Notice.id, Notice.number)
_INSPECTION: Named = (Inspection.id, Inspection.name)
_CASE: Named = (Case.id, Case.number)
_TASK: Named = (ChannelTask.id, ChannelTask.title)
# What a field of the changes refers to, and what an entry is about.
REFERRED: Mapping[str, Named] = MappingProxyType(
    {
        "unit": _UNIT,
        "unit_id": _UNIT,
        "parent_id": _UNIT,
        "channel_id": _CHANNEL,
        "successor_id": _CHANNEL,
        "column_id": _COLUMN,
        "merged_into_id": _COLUMN,
        "survey_id": (Survey.id, Survey.title),
        "theme_id": (ServiceTheme.id, ServiceTheme.name),
        "issue_id": _ISSUE,
        "notice_id": _NOTICE,
        "inspection_id": _INSPECTION,
        "case_id": _CASE,
        "task_id": _TASK,
    }
)
NOUNS: Mapping[str, Named] = MappingProxyType(
    {
        "account": (Account.id, Account.name),
        "case": _CASE,
        "census": (Census.id, Census.name),
        "channel": _CHANNEL,
        "column": _COLUMN,
        "inspection": _INSPECTION,
        "issue": _ISSUE,
        "notice": _NOTICE,
        "task": _TASK,
        "unit": _UNIT,
    }
)


def in_names(session: Session, made: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """These changes with names in the place of the ids of what still exists; all else as it is."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for changes in made:
        for field in changes.keys() & REFERRED.keys():
            wanted[field].update(one for one in _pair(changes[field]) if _is_id(one))
    known = {field: names_of(session, REFERRED[field], ids) for field, ids in wanted.items()}
    return [{field: _named(pair, known.get(field, {})) for field, pair in one.items()} for one in made]


def names_of(session: Session, what: Named, ids: Iterable[int]) -> dict[int, str]:
    """The names of those of `ids` that exist."""
    wanted = set(ids)
    if not wanted:
        return {}
    ident, name = what
    query = select(col(ident), col(name)).where(col(ident).in_(wanted))
    return {row[0]: row[1] for row in session.execute(query)}


def _pair(pair: Any) -> Sequence[Any]:
    return pair if isinstance(pair, list) else ()


def _is_id(one: Any) -> bool:
    return isinstance(one, int) and not isinstance(one, bool)


def _named(pair: Any, names: Mapping[int, str]) -> Any:
    if not names or not isinstance(pair, list):
        return pair
    return [names.get(one, one) if _is_id(one) else one for one in pair]
