"""Drafting a notice, and renewing a draft, as long work: every channel is judged and copied. One transaction
writes the paper and ends the job, so that nothing is drafted twice; what the job says names the paper."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any, Literal

from sqlmodel import Session

from core.access import Actor, Role
from core.common.errors import NoticeRefused
from core.jobs import Kind, Outcome, Sentence, Work, start
from core.notices import drafting
from core.notices.drafting import Wanted
from core.notices.scope import examined_by
from db.models import NoticeKind

BEGIN, ANEW = "notices.begin", "notices.anew"
Scope = Literal["running", "inspection", "none"]
Anew = Literal["draft_anew", "examine_anew"]


def ask_to_begin(wanted: Wanted, scope: Scope, *, actor: Actor, once: str = "") -> int:
    """Ask for `drafting.begin` as a job and return its id. `scope` says what is examined: every running
    channel, those of the inspection wanted, or none; `wanted.examined` is left aside.

    Raises at once what is known to be refused."""
    wanted = replace(wanted, examined=None if scope == "running" else ())
    drafting.asked(wanted, actor=actor)
    examines = scope == "running" or (scope == "inspection" and wanted.inspection_id is not None)
    if not examines and not wanted.issue_ids:
        raise NoticeRefused("nothing")
    days = {"first": wanted.first.isoformat(), "last": wanted.last.isoformat()}
    given = {**asdict(wanted), **days, "kind": wanted.kind.value, "issue_ids": list(wanted.issue_ids)}
    title = Sentence("notices.new.job", {"title": wanted.title.strip()})
    return start(BEGIN, {"wanted": given, "scope": scope}, actor=actor, title=title, once=once)


def ask_anew(action: Anew, paper_id: int, version: int, *, actor: Actor, once: str = "") -> int:
    """Ask for `drafting.draft_anew` or `drafting.examine_anew` of a draft as a job and return its id. Raises
    at once when somebody changed the draft since `version`, or it is none any more."""
    name = drafting.check_version(paper_id, version, actor=actor)
    given = {"action": action, "paper": paper_id, "version": version}
    title = Sentence(f"notices.{action}.job", {"title": name})
    return start(ANEW, given, actor=actor, title=title, once=once)


def _begin(work: Work) -> Outcome:
    wanted, scope = _wanted(work.parameters["wanted"]), work.parameters["scope"]
    if scope == "inspection" and wanted.inspection_id is not None:
        wanted = replace(wanted, examined=examined_by(wanted.inspection_id))
    elif scope == "running":
        wanted = replace(wanted, examined=None)

    def done(session: Session, paper_id: int) -> None:
        said = Sentence("notices.new.done", {"title": wanted.title.strip(), "paper": paper_id})
        work.finish(session, Outcome(said))

    drafting.begin(wanted, actor=work.actor, done=done)
    return Outcome()


def _anew(work: Work) -> Outcome:
    given = work.parameters
    paper_id, version = given["paper"], given["version"]

    def done(session: Session) -> None:
        work.finish(session, Outcome(Sentence(f"notices.{given['action']}.done", {"paper": paper_id})))

    if given["action"] == "draft_anew":
        drafting.draft_anew(paper_id, version, actor=work.actor, done=done)
    else:
        drafting.examine_anew(paper_id, version, None, actor=work.actor, done=done)
    return Outcome()


def _wanted(kept: dict[str, Any]) -> Wanted:
    """What was asked for, of plain data."""
    first, last = date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"])
    return Wanted(**{**kept, "kind": NoticeKind(kept["kind"]), "first": first, "last": last, "examined": ()})


KINDS = (Kind(BEGIN, _begin, Role.SUPERVISOR), Kind(ANEW, _anew, Role.SUPERVISOR))
