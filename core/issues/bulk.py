"""Moves over many issues as long work: asked for by a page, done one issue after the other, taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.access import Actor, Role
from core.common.stored_files import Kept
from core.issues import extensions, transitions
from core.jobs import Kind, Outcome, Sentence, Undo, Work, start
from core.jobs.work import items_of
from core.rules import evidence_files
from core.rules.evidence_files import File

MOVE, TAKE_BACK = "issues.move", "issues.take_back"


@dataclass(frozen=True, slots=True)
class Said:
    """What the person gave with a move."""

    words: str = ""
    until: date = date.min
    files: tuple[Kept, ...] = ()


Move = Callable[[Sequence[int], Said, Actor], transitions.Moved]
MOVES: Mapping[str, Move] = {
    "report": lambda ids, said, actor: transitions.report_fixed(
        ids, note=said.words, kept=said.files, actor=actor
    ),
    "accept": lambda ids, _said, actor: transitions.accept(ids, actor=actor),
    "extend": lambda ids, said, actor: extensions.ask(ids, until=said.until, reason=said.words, actor=actor),
    "withdraw": lambda ids, _said, actor: transitions.withdraw_report(ids, actor=actor),
    "verify": lambda ids, _said, actor: transitions.verify(ids, actor=actor),
    "send_back": lambda ids, said, actor: transitions.send_back(ids, reason=said.words, actor=actor),
    "dismiss": lambda ids, said, actor: transitions.dismiss(
        ids, reason=said.words, until=said.until, actor=actor
    ),
    "waive": lambda ids, said, actor: transitions.waive(ids, reason=said.words, actor=actor),
    "reopen": lambda ids, _said, actor: transitions.reopen(ids, actor=actor),
}  # fmt: skip
# What takes a move back, where there is such a move.
BACK = {"report": "withdraw", "dismiss": "reopen", "waive": "reopen"}


def ask(
    move: str,
    ids: Sequence[int],
    *,
    actor: Actor,
    words: str = "",
    until: date = date.min,
    files: Sequence[File] = (),
    once: str = "",
) -> int:
    """Ask for a move over many issues; returns the job's id. Raises `DomainError` at once for what no issue
    could be moved with: the role, a reason or a day that is missing, a file that cannot be taken."""
    # Over no issue at all, a move only says what it would refuse.
    MOVES[move]((), Said(words, until), actor)
    kept = evidence_files.keep(files)
    parameters = {
        "move": move, "ids": list(ids), "words": words, "until": until.isoformat(),
        "files": [[one.digest, one.name, one.kind, one.size] for one in kept],
    }  # fmt: skip
    return start(MOVE, parameters, actor=actor, title=Sentence(f"issues.action.{move}"), once=once)


def _move(work: Work) -> Outcome:
    given: dict[str, Any] = work.parameters
    if given["move"] in BACK:
        work.can_be_undone(Undo(TAKE_BACK, {"job": work.id, "move": BACK[given["move"]]}))
    said = Said(
        given["words"], date.fromisoformat(given["until"]), tuple(Kept(*one) for one in given["files"])
    )
    MOVES[given["move"]](given["ids"], said, work.actor)
    return Outcome()


def _take_back(work: Work) -> Outcome:
    ids = [int(item) for item in items_of(work.parameters["job"])]
    MOVES[work.parameters["move"]](ids, Said(), work.actor)
    return Outcome()


KINDS = (Kind(MOVE, _move, Role.STAFF), Kind(TAKE_BACK, _take_back, Role.STAFF))
