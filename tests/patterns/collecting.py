"""Finds every pattern of the product by walking its modules: none has to be registered anywhere.

Three places can hold one: a value of a module (also inside tuples, tables and data classes), a function that
builds it from data, and a call such as `re.sub("…", …)` in the middle of the code."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
PACKAGES = ("checks", "core", "db", "pages")
_CALLS = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
_ANCHORED = frozenset({"match", "fullmatch"})


class Found(NamedTuple):
    """A pattern, where it stands, and whether it is only ever tried at the beginning of a text."""

    where: str
    pattern: re.Pattern[Any]
    anchored: bool


class Unknown(Exception):
    """A pattern whose text is made of something that cannot be seen from outside."""


def modules() -> Iterator[tuple[str, Path]]:
    """The name and file of every module of the product, past migrations aside."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), file


def is_script(name: str) -> bool:
    """Whether importing the module would run it: commands, and the pages of the dashboard."""
    return name.endswith((".__main__", ".page"))


def patterns(made_with: dict[str, list[tuple[Any, ...]]], made_of: dict[str, list[str]]) -> list[Found]:
    """Every pattern, each text once. `made_with`: arguments for functions that build one out of them;
    `made_of`: the texts that a call's first argument can have. Raises `Unknown` for one in neither."""
    found: dict[tuple[Any, int], Found] = {}
    for name, file in modules():
        for each in _of_module(name, ast.parse(file.read_text("utf-8")), made_with, made_of):
            key = (each.pattern.pattern, each.pattern.flags)
            if key not in found or not each.anchored:
                found[key] = each
    return list(found.values())


def _of_module(
    module: str, tree: ast.Module, made_with: dict[str, list[tuple[Any, ...]]], made_of: dict[str, list[str]]
) -> Iterator[Found]:
    script = is_script(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_re(node.func):
            yield from _called(module, node, made_of, compiled=script)
    if script:
        return
    values, used = vars(importlib.import_module(module)), _uses(tree)
    for name, value in values.items():
        for pattern in _inside(value):
            yield Found(f"{module}.{name}", pattern, used.get(name, {"?"}) <= _ANCHORED)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and _builds(node):
            yield from _built(f"{module}.{node.name}", values.get(node.name), node, made_with)


def _inside(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, (tuple, list, set, frozenset)):
        for each in value:
            yield from _inside(each, depth + 1)
    elif depth < 4 and isinstance(value, dict):
        yield from _inside(tuple(value.values()), depth)
    elif depth < 4 and isinstance(value, partial):
        yield from _inside((value.args, value.keywords, getattr(value.func, "__self__", None)), depth)
    elif depth < 4 and is_dataclass(value) and not isinstance(value, type):
        yield from _inside(tuple(getattr(value, each.name) for each in fields(value)), depth)
    elif inspect.isbuiltin(value) and isinstance(value.__self__, re.Pattern):
        yield value.__self__  # such as `_matches = re.compile("…").match`


def _uses(tree: ast.AST) -> dict[str, set[str]]:
    """Which methods of each name are called; "?" where the name is used in any other way."""
    used: dict[str, set[str]] = {}
    called: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called.add(id(node.value))
            used.setdefault(node.value.id, set()).add(node.attr)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
            used.setdefault(node.id, set()).add("?")
    return used


def _builds(node: ast.FunctionDef) -> bool:
    return any(
        isinstance(each, ast.Call) and _is_re(each.func) and each.func.attr == "compile"  # type: ignore[attr-defined]
        for each in ast.walk(node)
    )


def _built(
    where: str, function: Any, node: ast.FunctionDef, made_with: dict[str, list[tuple[Any, ...]]]
) -> Iterator[Found]:
    if function is None or (node.args.args and where not in made_with):
        raise Unknown(f"{where}: say in MADE_WITH what it is called with")
    found: list[re.Pattern[Any]] = []
    with patch.object(re, "compile", side_effect=re.compile) as compiled:
        for given in made_with.get(where, [()]):
            found += _inside(function(*given))  # what it returns, also if it was built before
    found += [re.compile(*call.args, **call.kwargs) for call in compiled.call_args_list]
    if not found:
        raise Unknown(f"{where}: it builds no pattern out of what MADE_WITH gives it")
    for pattern in found:
        yield Found(where, pattern, anchored=False)


def _called(module: str, node: ast.Call, made_of: dict[str, list[str]], *, compiled: bool) -> Iterator[Found]:
    name, first = node.func.attr, node.args[0]  # type: ignore[attr-defined]
    where = f"{module}:{node.lineno}"
    if (
        name == "escape"
        or (name == "compile" and not compiled)
        or (isinstance(first, ast.Call) and _is_re(first.func))
    ):
        return  # seen as a value, as built, or as plain text by `re.escape`
    if isinstance(first, ast.Constant):
        texts = [first.value]
    else:
        texts = made_of.get(f"{module}:{ast.unparse(first)}", [])
        if not texts:
            raise Unknown(f"{where}: say in MADE_OF what {ast.unparse(first)} can be")
    flags = next((each.value for each in node.keywords if each.arg == "flags"), None) or (
        node.args[2]
        if name in ("search", "match", "fullmatch", "findall", "finditer") and node.args[2:]
        else None
    )
    value = eval(compile(ast.Expression(flags), where, "eval"), {"re": re}) if flags is not None else 0
    for text in texts:
        yield Found(where, re.compile(text, value), name in _ANCHORED)


def _is_re(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "re"
        and node.attr in _CALLS | {"escape"}
    )
