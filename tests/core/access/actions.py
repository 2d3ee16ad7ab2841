"""Every action of `core`, found by looking: functions that take an actor, and those that write unasked."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session, SQLModel

import core
from core.access import Actor
from core.monitoring.lease import LeaseToken
from db.engine import engines, writing

Function = Callable[..., Any]


@cache
def public_functions() -> dict[str, Function]:
    """Name without `core.` → each public function of `core`, those of command lines left out."""
    found = {}
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if module.name.endswith("__main__"):
            continue
        for name, one in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(one) and one.__module__ == module.name and not name.startswith("_"):
                found[f"{module.name}.{name}".removeprefix("core.")] = one
    return found


def everything(*but: type[SQLModel]) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to see that nothing changed."""
    left_out = {table.__tablename__ for table in but}
    with engines().read.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in SQLModel.metadata.sorted_tables
            if table.name not in left_out
        }


@cache
def actions() -> dict[str, Function]:
    """Those that a person calls: they take an actor, with a transaction of their own.

    One that takes a session is a part of an action, which asked before."""
    return {
        name: one
        for name, one in public_functions().items()
        if _given(one, Actor) and not _given(one, Session)
    }


def unasked_writers() -> dict[str, Function]:
    """Those that write, by themselves or through others, and take neither an actor nor a lease token."""
    return {
        name: one
        for name, one in public_functions().items()
        if not any(_given(one, kind) for kind in (Actor, Session, LeaseToken)) and _writes(one)
    }


def arguments(function: Function, **given: Any) -> dict[str, Any]:
    """Some value of the right type for every argument without a default, but those that are given."""
    return {
        name: given[name] if name in given else _some(one.annotation)
        for name, one in inspect.signature(function).parameters.items()
        if name in given or one.default is inspect.Parameter.empty
    }


def _given(function: Function, kind: type) -> bool:
    """Whether an argument is of this kind: also one that may be missing, or whose type stands in quotes."""
    kinds = (one.annotation for one in inspect.signature(function).parameters.values())
    named = re.compile(rf"(?:[\w.]+\.)?{kind.__name__}(?: \| None)?")
    return any(one is kind or named.fullmatch(str(one)) for one in kinds)


def _writes(function: Function) -> bool:
    return any(one is writing for one in _reached(function))


def _reached(function: Function) -> Iterator[object]:
    """What a function calls, and what that calls, as far as names in the modules of `core` tell."""
    waiting, seen = [function], set[object]()
    while waiting:
        one = waiting.pop()
        names = set(_names(one.__code__))
        around = one.__globals__
        for name in names & around.keys():
            named = around[name]
            for found in (named, *_of_module(named, names)):
                if found is writing:
                    yield found
                elif inspect.isfunction(found) and found.__module__.startswith("core.") and found not in seen:
                    seen.add(found)
                    waiting.append(found)


def _of_module(named: object, names: set[str]) -> Iterable[object]:
    return [vars(named)[name] for name in names & vars(named).keys()] if inspect.ismodule(named) else ()


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _names(inner)


def _some(kind: Any) -> Any:
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    simple = {int: 1, str: "x", float: 1.0, bool: True, bytes: b"x", date: date(2026, 1, 5), Any: None,
              datetime: datetime(2026, 1, 5, tzinfo=UTC), time: time(8), timedelta: timedelta(1),
              object: "x"}  # fmt: skip
    if kind in simple:
        return simple[kind]
    if origin is typing.Literal:
        return inside[0]
    if origin in (typing.Union, types.UnionType):
        return None if type(None) in inside else _some(inside[0])
    if origin is tuple:
        return tuple(_some(one) for one in inside if one is not Ellipsis)
    if origin in (list, Sequence, Iterable, Collection):
        return [_some(inside[0])]
    if origin in (dict, Mapping):
        return {}
    if origin is Callable or kind is Callable:
        return lambda *_: None
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    if dataclasses.is_dataclass(kind):
        return kind(**arguments(kind))
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        return kind.model_construct()
    raise TypeError(f"no value for {kind}")
