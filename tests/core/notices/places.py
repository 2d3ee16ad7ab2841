"""A place made of records, from the counts that its published notice gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from core.access import Actor, Role
from core.notices.check import Disagreement, disagreements
from core.notices.draft import Draft, known_names
from core.notices.drafting import Wanted, begin
from core.notices.scope import Examined
from core.notices.wording import numeral
from core.registry.kinds import kinds
from db.engine import writing
from db.models import (
    ENTERING,
    Channel,
    ChannelEvent,
    CitizenMessage,
    ColumnLevel,
    ColumnMonth,
    EventKind,
    Handling,
    IssueState,
    NoticeKind,
    SiteColumn,
    TrafficDay,
)
from tests.rows import a_unit, a_website, an_issue

SUPERVISOR = Actor("主任", Role.SUPERVISOR)
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
BEGAN = date(2019, 1, 1)


@dataclass
class Medium:
    """`running` channels, of which the first `examined` were looked at. `named` gives channels a kind, a
    category or a level by count; `scores` the scores of those that passed; `problems` the failed ones',
    which stand on so many `platforms`. `cities`: how many they belong to, and of how many all passed."""

    running: int = 0
    examined: int | None = None
    failed: int = 0
    vetoed: int = 0
    basic: int = 0
    named: dict[str, dict[str, int]] = field(default_factory=dict)
    scores: Sequence[float] = ()
    problems: dict[str, int] = field(default_factory=dict)
    platforms: int = 1
    cities: tuple[int, int] = (0, 0)


def settle(websites: Medium, accounts: Medium) -> list[Examined]:
    """Write the channels and return what was found of those examined."""
    unit, found = a_unit(), []
    for kind, medium in (("website", websites), ("wechat_subscription", accounts)):
        rows = list(_channels(kind, medium, unit))
        if not rows:
            continue
        with writing() as session:
            session.connection().execute(insert(_table(Channel)), [_full(Channel, row) for row in rows])
            events = [
                _full(
                    ChannelEvent,
                    {"channel_id": row["id"], "day": BEGAN, "kind": EventKind.OPENED, "delta": 1},
                )
                for row in rows
            ]
            session.connection().execute(insert(_table(ChannelEvent)), events)
        examined = medium.running if medium.examined is None else medium.examined
        found += _examined([row["id"] for row in rows[:examined]], medium)
    return found


def publish(items: dict[str, int], portal: int) -> None:
    """Write what columns of each category published in the period."""
    with writing() as session:
        for category, count in items.items():
            column = SiteColumn(
                channel_id=portal,
                level=ColumnLevel.SECTION,
                name=category,
                category=category,
                opened_on=BEGAN,
            )
            session.add(column)
            session.flush()
            session.add(ColumnMonth(month=FIRST, column_id=column.id, published=count))


def answer_at_once(websites: int, later: int) -> None:
    """Write a message of each website, answered the next day; those of `later` more only after a week."""
    with writing() as session:
        session.add_all(
            CitizenMessage(
                topic="示例", channel_id=place + 1, received_on=date(2026, 8, 4), handling=Handling.ANSWERED,
                closed_on=date(2026, 8, 5 if place < websites else 12),
            )
            for place in range(websites + later)
        )  # fmt: skip


def answer(messages: int) -> None:
    """Write messages that were received and answered in the period."""
    with writing() as session:
        session.add_all(
            CitizenMessage(topic="示例", received_on=FIRST, handling=Handling.ANSWERED, closed_on=LAST)
            for _ in range(messages)
        )


def move(counts: dict[EventKind, int]) -> None:
    """Write accounts that entered or left the registry in the period."""
    unit = a_unit()
    for kind, count in counts.items():
        for _ in range(count):
            account = a_website(unit_id=unit, kind="wechat_subscription", url="")
            entered = kind is EventKind.OPENED
            days = [(LAST, EventKind.OPENED)] if entered else [(BEGAN, EventKind.FOUND), (LAST, kind)]
            with writing() as session:
                session.add_all(
                    ChannelEvent(channel_id=account, day=day, kind=one, delta=1 if one in ENTERING else -1)
                    for day, one in days
                )


def rectify(accounts: int) -> None:
    """Write accounts, each with two issues that were verified in the period."""
    unit = a_unit()
    for _ in range(accounts):
        account = a_website(unit_id=unit, kind="weibo", url="")
        for _ in range(2):
            an_issue(unit_id=unit, channel_id=account, state=IssueState.VERIFIED, verified_on=LAST)


def visit(visits: int) -> None:
    """Write the visits of one site in the period, and some of the day after it."""
    site = a_website()
    with writing() as session:
        session.add(TrafficDay(day=FIRST, channel_id=site, visits=visits))
        session.add(TrafficDay(day=LAST + timedelta(days=1), channel_id=site, visits=1))


def draft(found: Sequence[Examined], **fields: Any) -> int:
    """A supervision notice of the period."""
    given = {"kind": NoticeKind.SUPERVISION, "title": "示例通报", "first": FIRST, "last": LAST}
    given |= {"office": "示例办", "recipients": "各单位"}
    return begin(Wanted(**{**given, "examined": found, **fields}), actor=SUPERVISOR)


def by_names(made: Draft) -> tuple[Disagreement, ...]:
    """What is wrong with a draft when its own sentences are read as if a person had typed them."""
    return disagreements(made.paper.sections, made.figures, names=known_names(made))


def _channels(kind: str, medium: Medium, unit: int) -> Iterator[dict[str, Any]]:
    start = 1 if kind == "website" else 100_001
    on_platforms = [key for key, one in kinds().items() if one.medium == "account" and one.report != "wechat"]
    examined = medium.running if medium.examined is None else medium.examined
    units = [
        a_unit(name=f"示例{numeral(place + 1)}市", level="industry") for place in range(medium.cities[0])
    ]
    names = {field: _spread(counts) for field, counts in medium.named.items()}
    for place in range(medium.running):
        row = {"id": start + place, "code": f"{kind}{place}", "name": f"示例{kind}{place}", "unit_id": unit}
        row["kind"] = kind
        row |= {field: values[place] for field, values in names.items() if place < len(values)}
        failed = place - (examined - medium.failed)
        if failed >= 0 and medium.platforms > 1:
            row["kind"] = on_platforms[failed % medium.platforms]
        if units:
            # The cities of which some failed have all that failed, and others.
            whole = medium.cities[1]
            row["unit_id"] = (
                units[place % whole] if failed < 0 else units[whole + failed % (len(units) - whole)]
            )
        yield row


def _spread(counts: dict[str, int]) -> list[str]:
    return [name for name, count in counts.items() for _ in range(count)]


def _examined(ids: Sequence[int], medium: Medium) -> list[Examined]:
    """The last ones failed, those before them passed basically."""
    problems, scores = _spread(medium.problems), list(medium.scores)
    passed = len(ids) - medium.failed - medium.basic
    found = []
    for place, channel_id in enumerate(ids):
        if place < passed:
            score = scores[place] if place < len(scores) else None
            found.append(Examined(channel_id, "passed", score=score))
        elif place < passed + medium.basic:
            found.append(Examined(channel_id, "basic"))
        else:
            number = place - passed - medium.basic
            problem = problems[number] if number < len(problems) else ""
            found.append(Examined(channel_id, "failed", vetoed=number < medium.vetoed, problem=problem))
    return found


def _table(model: type[SQLModel]) -> Any:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _full(model: type[SQLModel], given: dict[str, Any]) -> dict[str, Any]:
    blank = {
        name: one.get_default(call_default_factory=True)
        for name, one in model.model_fields.items()
        if not one.is_required()
    }
    blank.pop("id", None)
    return {**blank, **given}
