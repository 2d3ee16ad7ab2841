"""Two tasks over channels: a text carried on last month, an emblem that is being replaced."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from core.common import clock
from core.demonstration.office import ACTOR, STAFF
from core.registry.kinds import keys_of
from core.tasks.making import Form, Scope, make
from core.tasks.proving import Proof, accept, prove, send_back
from db.demo.story import Story, instant, words
from db.models import TaskChannel, TaskKind

REPOST_BEGAN, REPOST_LASTS, EMBLEM_BEGAN, EMBLEM_LASTS = (timedelta(days=n) for n in (30, 20, 5, 25))
PROVED_EVERY, OF = 7, 8
EVERYWHERE = ("wechat_service", "weibo", "toutiao")


def ask_tasks(session: Session, story: Story) -> int:
    """The first is nearly done, the second has just begun; returns how many rows they have."""
    known, began = words()["entered"], story.until - REPOST_BEGAN
    sites = tuple(keys_of("website"))
    repost = Form(
        known["repost"], TaskKind.REPOST, began, began + REPOST_LASTS, known["requirement"],
        words=known["repost_words"], scope=Scope(kinds=(*sites, *EVERYWHERE)),
    )  # fmt: skip
    with clock.frozen(instant(began)):
        task = make(repost, actor=ACTOR)
    lines = _lines(session, task)
    _prove(lines, began)
    began = story.until - EMBLEM_BEGAN
    emblem = Form(
        known["emblem"], TaskKind.REPLACE, began, began + EMBLEM_LASTS,
        known["requirement"], gone="old-emblem.png", scope=Scope(kinds=sites),
    )  # fmt: skip
    with clock.frozen(instant(began)):
        return len(lines) + len(_lines(session, make(emblem, actor=ACTOR)))


def _prove(lines: list[int], began: date) -> None:
    """Day by day: of eight channels five are accepted, one waits, one is sent back, one says nothing."""
    for after in range(3, 23):
        mine = [(place, line) for place, line in enumerate(lines) if 3 + place % 20 == after]
        day = began + timedelta(days=after)
        note = words()["entered"]["proof"]
        shown = [Proof(line, day, note=note) for place, line in mine if place % OF < PROVED_EVERY]
        with clock.frozen(instant(day, 9)):
            prove(shown, actor=STAFF)
        with clock.frozen(instant(day, 15)):
            accept([line for place, line in mine if place % OF < PROVED_EVERY - 2], actor=ACTOR)
            if back := [line for place, line in mine if place % OF == PROVED_EVERY - 1]:
                send_back(back, words()["entered"]["returned"], actor=ACTOR)


def _lines(session: Session, task_id: int) -> list[int]:
    query = select(col(TaskChannel.id)).where(col(TaskChannel.task_id) == task_id)
    return list(session.execute(query.order_by(col(TaskChannel.id))).scalars())
