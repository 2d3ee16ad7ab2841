"""Which code can be reached from where, by reading it: names of functions and classes that other functions
speak of, through imports; a kind of job is reached by whoever names it."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

Place = tuple[str, str]


@dataclass
class Module:
    """What a module binds at its top: imports (name → module and name there, "" for the module itself), and
    for each function, class or variable the expressions behind it."""

    imports: dict[str, Place] = field(default_factory=dict)
    bound: dict[str, list[ast.AST]] = field(default_factory=dict)


class Code:
    """Every module under some folders."""

    def __init__(self, root: Path, folders: Iterable[str]) -> None:
        self.modules: dict[str, Module] = {}
        for folder in folders:
            for path in sorted((root / folder).rglob("*.py")):
                parts = path.relative_to(root).with_suffix("").parts
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                self.modules[name] = _module(ast.parse(path.read_text("utf-8")))

    def reached(self, roots: Iterable[str]) -> set[Place]:
        """Whatever can be reached from the modules below `roots`; the left side of a chapter's table of jobs
        leads to what does the job."""
        todo = [(name, bound) for name in self._below(roots) for bound in self.modules[name].bound]
        jobs = self._jobs()
        found: set[Place] = set()
        while todo:
            place = todo.pop()
            if place not in found:
                found.add(place)
                todo += [*self._named(place), *jobs.get(place, ())]
        return found

    def written(self, places: Iterable[Place], tables: set[str]) -> set[str]:
        """The tables whose rows are made in these places: the class called, or handed to an insert."""
        found: set[str] = set()
        for name, bound in places:
            for top in self.modules[name].bound[bound]:
                for node in ast.walk(top):
                    if isinstance(node, ast.Call):
                        given = node.args if "insert" in _word(node.func) else []
                        found |= {_word(one) for one in (node.func, *given)} & tables
        return found

    def _below(self, roots: Iterable[str]) -> list[str]:
        wanted = tuple(roots)
        return [
            name for name in self.modules if name in wanted or name.startswith(tuple(f"{w}." for w in wanted))
        ]

    def _named(self, place: Place) -> list[Place]:
        module = self.modules[place[0]]
        found = []
        for top in module.bound[place[1]]:
            for node in ast.walk(top):
                if isinstance(node, ast.Name):
                    found.append((place[0], node.id))
                elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    behind = module.imports.get(node.value.id)
                    found += [(_whole(behind), node.attr)] if behind else []
        return [real for one in found if (real := self._real(one))]

    def _real(self, place: Place) -> Place | None:
        """Where a name is bound, behind however many imports."""
        for _ in range(8):
            module = self.modules.get(place[0])
            if module is None:
                return None
            if place[1] in module.bound:
                return place
            if place[1] not in module.imports:
                return None
            place = module.imports[place[1]]
        return None

    def _jobs(self) -> dict[Place, list[Place]]:
        """The name of a kind of job → what does it."""
        found: dict[Place, list[Place]] = {}
        for name, module in self.modules.items():
            for top in (one for bound in module.bound.values() for one in bound):
                for node in ast.walk(top):
                    if isinstance(node, ast.Call) and _word(node.func) == "Kind" and len(node.args) >= 2:
                        key, does = (self._real((name, _word(one))) for one in node.args[:2])
                        if key and does:
                            found.setdefault(key, []).append(does)
        return found


def _module(tree: ast.Module) -> Module:
    made = Module()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                made.imports[one.asname or one.name] = (node.module, one.name)
        elif isinstance(node, ast.Import):
            for one in node.names:
                made.imports[one.asname or one.name] = (one.name, "")
    for number, node in enumerate(tree.body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            made.bound.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                for one in ast.walk(target):
                    if isinstance(one, ast.Name):
                        made.bound.setdefault(one.id, []).append(node)
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            made.bound[f"<{number}>"] = [node]
    return made


def _whole(behind: Place) -> str:
    """The module that an imported name is, where it is one."""
    return f"{behind[0]}.{behind[1]}" if behind[1] else behind[0]


def _word(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
