"""Inputs that make a pattern slow, derived from the pattern's own parse tree.

A backtracking matcher is slow where a repeat can give back what it took: so each repeat is reached by what
stands before it, fed with what it accepts, and then denied what it wants next."""

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Any, NamedTuple

_parser: Any = vars(re)["_parser"]
_compiler: Any = vars(re)["_compiler"]
_ALPHABET = [chr(code) for code in range(32, 127)] + list("\t\n\x00\u3000中年月日一〇零第省京\u00e9。，：")
_MANY = 40  # a repeat of fewer is no loop worth feeding
_MOST_PREFIXES, _MOST_PAIRS, _MOST_SIGNS = 24, 40, 10
_REPEATS = tuple(
    getattr(_parser, name)
    for name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
    if hasattr(_parser, name)
)


class Shape(NamedTuple):
    """`before`, then `pump` over and over, then `after`."""

    before: str
    pump: str
    after: str

    def text(self, length: int) -> str:
        """An input of about `length` characters."""
        return self.before + self.pump * max(length // len(self.pump), 1) + self.after


def shapes(pattern: re.Pattern[Any]) -> list[Shape]:
    """The worst inputs for `pattern`, each once."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    tree = _parser.parse(text, pattern.flags & ~re.UNICODE)
    ways = _Ways(tree, pattern.flags)
    found: dict[Shape, None] = {}
    for before, pumps in ways.repeats():
        for pump in pumps:
            for after in ("", "\x00"):
                found[Shape(before, pump, after)] = None
            # The same beginning again and again: what a search tries anew at each of them.
            found[Shape("", before + pump, "")] = None
            found[Shape("", before + pump * 3, "\x00")] = None
    if not found:
        return []  # without a loop worth feeding, the work on each place is bounded
    for one in ways.signs:
        found[Shape("", one, "")] = found[Shape("", one, "\x00")] = None
    for one, two in islice(product(ways.signs, repeat=2), _MOST_PAIRS):
        if one != two:
            found[Shape("", one + two, "\x00")] = None
    return [shape for shape in found if shape.pump]


class _Ways:
    """How to reach each repeat of a tree. `signs`: one character for each that the pattern tells apart."""

    def __init__(self, tree: Any, flags: int) -> None:
        self._tree, self._flags, self._state = tree, flags, tree.state
        tests = [self._matches(each) for each in self._single(tree)]
        groups: dict[tuple[bool, ...], str] = {}
        for sign in _ALPHABET:
            groups.setdefault(tuple(bool(test.fullmatch(sign)) for test in tests), sign)
        self.signs = list(groups.values())[:_MOST_SIGNS]

    def repeats(self) -> Iterator[tuple[str, list[str]]]:
        """What stands before each repeat, and what may be repeated."""
        yield from islice(dict(self._within(self._tree, "")).items(), _MOST_PREFIXES)

    def _within(self, items: Any, before: str) -> Iterator[tuple[str, list[str]]]:
        for operator, value in items:
            if operator in _REPEATS:
                least, most, inner = value
                if most >= _MANY:
                    yield before, self._pumps(inner)
                yield from self._within(inner, before)
                before += self._sample(inner) * min(least, 40)
                continue
            for inner in self._inner(operator, value):
                yield from self._within(inner, before)
            before += self._sample([(operator, value)])

    def _pumps(self, inner: Any) -> list[str]:
        body = self._compiled(inner)
        signs = [sign for sign in self.signs if body.fullmatch(sign)]
        pairs = [one + two for one, two in product(self.signs, repeat=2) if body.fullmatch(one + two)]
        return [*dict.fromkeys([*signs, self._sample(inner), *pairs[:8]])]

    def _sample(self, items: Any) -> str:
        """A short text that these items accept."""
        text = ""
        for operator, value in items:
            name = str(operator)
            if operator in _REPEATS:
                text += self._sample(value[2]) * min(value[0], 40)
            elif name == "LITERAL":
                text += chr(value)
            elif name in ("IN", "ANY", "NOT_LITERAL"):
                test = self._matches((operator, value))
                text += next((sign for sign in _ALPHABET if test.fullmatch(sign)), "") or _first(value)
            elif name == "BRANCH":
                text += self._sample(value[1][0])
            elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
                text += self._sample(value[-1] if name == "SUBPATTERN" else value)
        return text

    def _single(self, items: Any) -> Iterator[tuple[Any, Any]]:
        for operator, value in items:
            if str(operator) in ("LITERAL", "IN", "ANY", "NOT_LITERAL"):
                yield operator, value
            elif operator in _REPEATS:
                yield from self._single(value[2])
            for inner in self._inner(operator, value):
                yield from self._single(inner)

    def _inner(self, operator: Any, value: Any) -> list[Any]:
        name = str(operator)
        if name == "BRANCH":
            return list(value[1])
        if name == "SUBPATTERN":
            return [value[-1]]
        if name == "ATOMIC_GROUP":
            return [value]
        if name in ("ASSERT", "ASSERT_NOT"):
            return [value[1]]
        return []

    def _matches(self, item: tuple[Any, Any]) -> re.Pattern[str]:
        return self._compiled([item])

    def _compiled(self, items: Any) -> re.Pattern[str]:
        made: re.Pattern[str] = _compiler.compile(
            _parser.SubPattern(self._state, list(items)),
            self._flags & ~re.UNICODE | (0 if self._flags & re.A else re.U),
        )
        return made


def _first(value: Any) -> str:
    """A member of a class none of whose members is in the alphabet."""
    for name, what in value:
        if str(name) == "LITERAL":
            return chr(what)
        if str(name) == "RANGE":
            return chr(what[0])
    return ""
