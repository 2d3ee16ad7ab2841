"""What a kind of job is, and what one leaves behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.access import Role
from core.common.errors import DomainError
from core.common.text import instant, t

if TYPE_CHECKING:
    from core.jobs.work import Work


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the catalogues that is kept and later said in the language of whoever reads it.

    `values` are plain data; one that is itself a `Sentence` is said in the reader's language too."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, why: DomainError) -> "Sentence":
        """Why something was refused."""
        return cls(why.key, why.values)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Sentence | None":
        """What `kept()` wrote; None for nothing."""
        if not kept:
            return None
        return cls(kept["key"], {name: _read(value) for name, value in kept.get("values", {}).items()})

    def kept(self) -> dict[str, Any]:
        """This as plain data for a row."""
        return {"key": self.key, "values": {name: _plain(value) for name, value in self.values.items()}}

    def __str__(self) -> str:
        return t(self.key, **{name: _said(value) for name, value in self.values.items()})


@dataclass(frozen=True, slots=True)
class Undo:
    """The work that takes a job back: a kind and its parameters."""

    kind: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job did. Without a sentence, the counts of its items say it."""

    said: Sentence | None = None
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of long work. `run` is called in a process of its own, again after a kill: what must not be
    done twice goes through `Work.each`, or is written together with `Work.finish` in one transaction.
    `least`: the least role of whoever asks; another's job of this kind is refused before it begins."""

    name: str
    run: Callable[["Work"], Outcome]
    least: Role


class Cancelled(Exception):
    """A person called the job off, or its process has to end; raised between two steps."""


def _plain(value: Any) -> Any:
    if isinstance(value, Sentence):
        return {"sentence": value.kept()}
    if isinstance(value, datetime):
        return instant(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _read(value: Any) -> Any:
    return Sentence.read(value["sentence"]) if isinstance(value, dict) and "sentence" in value else value


def _said(value: Any) -> Any:
    return str(value) if isinstance(value, Sentence) else value
