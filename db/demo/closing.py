"""Cases: 34 websites and 102 accounts leave in 2019, a few accounts come and go every year after."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from db.demo.audit import decided
from db.demo.channels import Account, Registry, add_account
from db.demo.story import HISTORY_FROM, YEAR, Story, instant, words
from db.demo.units import Grid
from db.models import (
    Case,
    CaseKind,
    CaseState,
    CaseStep,
    Channel,
    ChannelEvent,
    EventKind,
    RegisteredState,
    StepOwner,
    StepState,
)

UNIT, SUPERVISOR, CHECKER = StepOwner.UNIT, StepOwner.SUPERVISOR, StepOwner.CHECKER
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Way:
    """One step: `after` days since the case was opened."""

    key: str
    reaches: CaseState
    after: int
    who: StepOwner = UNIT
    evidence: bool = False

    def day(self, opened_on: date) -> date:
        return opened_on + timedelta(days=self.after)

    def due(self, opened_on: date) -> date:
        return self.day(opened_on) + GRACE


SITE = (
    Way("consent", CaseState.REQUESTED, 0, evidence=True),
    Way("archive", CaseState.REQUESTED, 6),
    Way("request", CaseState.REQUESTED, 8, evidence=True),
    Way("approval", CaseState.APPROVED, 12, SUPERVISOR, evidence=True),
    Way("filed", CaseState.APPROVED, 14, SUPERVISOR),
    Way("notice", CaseState.ANNOUNCED, 20, evidence=True),
    Way("switched_off", CaseState.SWITCHED_OFF, 52),
    Way("filings", CaseState.SWITCHED_OFF, 55, evidence=True),
    Way("verified", CaseState.VERIFIED, 57, CHECKER),
)
ACCOUNT = (
    Way("consent", CaseState.REQUESTED, 0),
    Way("request", CaseState.REQUESTED, 1, evidence=True),
    Way("approval", CaseState.APPROVED, 4, SUPERVISOR),
    Way("notice", CaseState.ANNOUNCED, 8, evidence=True),
    Way("switched_off", CaseState.SWITCHED_OFF, 18, evidence=True),
    Way("verified", CaseState.VERIFIED, 21, CHECKER),
)


def day_of(ways: tuple[Way, ...], state: CaseState, opened_on: date) -> date:
    """The day on which a case of these steps reaches `state`."""
    return next(way.day(opened_on) for way in ways if way.reaches is state)


OUT = {
    CaseKind.CLOSE: (EventKind.CLOSED, RegisteredState.CLOSED),
    CaseKind.MERGE: (EventKind.MERGED, RegisteredState.MERGED),
    CaseKind.MIGRATE: (EventKind.MERGED, RegisteredState.MERGED),
    CaseKind.CANCEL: (EventKind.CANCELLED, RegisteredState.CANCELLED),
}
NEW_KINDS = ("video_account", "douyin", "mini_program", "wechat_subscription", "kuaishou")
NOW = (
    (CaseState.REQUESTED, 2),
    (CaseState.REQUESTED, 6),
    (CaseState.APPROVED, 6),
    (CaseState.ANNOUNCED, 12),
    (CaseState.ANNOUNCED, 15),
    (CaseState.SWITCHED_OFF, 20),
)
SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """A case to be written: how it begins, how far it comes and why."""

    channel_id: int
    kind: CaseKind
    opened_on: date
    reason: str
    ways: tuple[Way, ...] = ACCOUNT
    reached: CaseState = CaseState.VERIFIED
    successor_id: int | None = None
    batch: str = ""


def consolidate(story: Story, registry: Registry) -> None:
    """Write the cases of 2019, all ended within the year."""
    plans = _sites(story, registry) + _duplicates(registry) + _silent(story, registry)
    _write(story, plans)


def come_and_go(story: Story, grid: Grid, registry: Registry) -> None:
    """Write what happened to accounts after 2019, and the cases that are under way now."""
    chance = story.chance("accounts of later years")
    living = [one.id for one in registry.accounts if one.kind in ("weibo", "wechat_subscription", "app")]
    chance.shuffle(living)
    plans: list[Plan] = []
    for year in range(HISTORY_FROM.year, story.until.year + 1):
        _opened_in(story, chance, grid, year)
        plans += _cancelled_in(story, chance, living, year)
    _write(story, plans + _now(story, living))


def _opened_in(story: Story, chance: Random, grid: Grid, year: int) -> None:
    for _ in range(chance.randint(3, 5)):
        kind, owner = chance.choice(NEW_KINDS), chance.choice(grid.institutions)
        day = date(year, 1, 10) + timedelta(days=chance.randint(0, 340))
        if day <= story.until:
            name = f"{owner.name}新媒体{len(story.book.rows(Channel)) + 1}（示例）"
            _open(story, add_account(story, kind, owner, name), day)


def _cancelled_in(story: Story, chance: Random, living: list[int], year: int) -> list[Plan]:
    plans = []
    for _ in range(chance.randint(2, 4)):
        opened = date(year, 1, 10) + timedelta(days=chance.randint(0, 320))
        if opened + timedelta(days=40) <= story.until:
            plans.append(Plan(living.pop(), CaseKind.CANCEL, opened, "长期停更，主办单位申请注销"))
    return plans


def _now(story: Story, living: list[int]) -> list[Plan]:
    """One case or two in every state, and one that was withdrawn."""
    plans = [
        Plan(living.pop(), CaseKind.CANCEL, story.until - timedelta(days=age), "申请注销", reached=state)
        for state, age in NOW
    ]
    opened = story.until - timedelta(days=90)
    back = Plan(living.pop(), CaseKind.CANCEL, opened, "恢复更新，撤回申请", reached=CaseState.WITHDRAWN)
    return [*plans, back]


def _open(story: Story, account: Account, day: date) -> None:
    story.book.add(
        ChannelEvent,
        channel_id=account.id,
        day=day,
        kind=EventKind.OPENED,
        delta=1,
        actor=words()["people"][account.id % 8],
        note="新开设备案",
    )
    changes = {"kind": [None, account.kind], "sponsor": [None, account.owner.name]}
    decided(story, instant(day), "create", "channel", account.id, changes, "新开设备案")


def _sites(story: Story, registry: Registry) -> list[Plan]:
    chance = story.chance("closing of websites")
    plans = []
    for place, channel in enumerate(registry.old_sites):
        kind = CaseKind.CLOSE if place % 5 == 4 else CaseKind.MIGRATE if place % 5 == 2 else CaseKind.MERGE
        begin = registry.found_on[channel] + timedelta(days=chance.randint(7, 30))
        opened = max(begin, date(YEAR, 3, 1) + timedelta(days=place * 6 + chance.randint(0, 20)))
        successor = None if kind is CaseKind.CLOSE else registry.portal
        reason = "并入区政府门户网站" if successor else "职能调整，停止运行"
        plans.append(Plan(channel, kind, opened, reason, ways=SITE, successor_id=successor))
    return plans


def _duplicates(registry: Registry) -> list[Plan]:
    """Four batches of ten accounts of one platform each."""
    plans = []
    for place, account in enumerate(registry.duplicates):
        batch = f"{YEAR}-{place // 10 + 1}-{account.kind}"
        opened = date(YEAR, 8, 5) + timedelta(days=place // 10 * 14)
        plans.append(
            Plan(
                account.id,
                CaseKind.CANCEL,
                opened,
                "同一单位在同一平台重复开设",
                successor_id=account.duplicate_of,
                batch=batch,
            )
        )
    return plans


def _silent(story: Story, registry: Registry) -> list[Plan]:
    chance = story.chance("cancelling of silent accounts")
    return [
        Plan(
            account.id,
            CaseKind.CANCEL,
            registry.found_on[account.id] + timedelta(days=chance.randint(10, 120)),
            "长期停更，无力维护",
        )
        for account in registry.silent
    ]


def _write(story: Story, plans: list[Plan]) -> None:
    numbers: dict[int, count[int]] = {}
    for place, plan in enumerate(sorted(plans, key=lambda one: (one.opened_on, one.channel_id))):
        number = next(numbers.setdefault(plan.opened_on.year, count(1)))
        case = _case(story, plan, f"C{plan.opened_on.year}-{number:04}")
        _steps(story, plan, case, sampled=place % SAMPLE == 0)
        _leave(story, plan, case)


def _case(story: Story, plan: Plan, number: str) -> int:
    return story.book.add(
        Case,
        number=number,
        channel_id=plan.channel_id,
        kind=plan.kind,
        state=plan.reached,
        batch=plan.batch,
        successor_id=plan.successor_id,
        opened_on=plan.opened_on,
        due_on=plan.opened_on + timedelta(days=plan.ways[-1].after + 9),
        ended_on=_ended(plan),
        reason=plan.reason,
    )


def _ended(plan: Plan) -> date | None:
    if plan.reached is CaseState.WITHDRAWN:
        return day_of(plan.ways, CaseState.APPROVED, plan.opened_on)
    return plan.ways[-1].day(plan.opened_on) if plan.reached is CaseState.VERIFIED else None


def _taken(plan: Plan, way: Way, until: date) -> bool:
    """Whether a step was taken: a withdrawn case stops before its approval."""
    furthest = CaseState.REQUESTED if plan.reached is CaseState.WITHDRAWN else plan.reached
    return way.reaches <= furthest and way.day(plan.opened_on) <= until


def _steps(story: Story, plan: Plan, case: int, *, sampled: bool) -> None:
    before: CaseState | None = None
    owner = story.book.row(Channel, plan.channel_id)["contact"]
    for place, way in enumerate(plan.ways, start=1):
        taken, day = _taken(plan, way, story.until), way.day(plan.opened_on)
        actor = words()["people"][(case + day.day) % 8]
        story.book.add(
            CaseStep,
            case_id=case,
            place=place,
            key=way.key,
            step=way.reaches,
            state=StepState.DONE if taken else StepState.WAITING,
            evidence_needed=way.evidence,
            who=way.who,
            owner=owner if way.who is StepOwner.UNIT else "",
            due_on=way.due(plan.opened_on),
            done_on=day if taken else None,
            actor=actor if taken else "",
            note=plan.reason if taken and place == 1 else "",
        )
        if sampled and taken and way.reaches != before:
            changes = {"state": [before, way.reaches]}
            decided(story, instant(day), "move", "case", case, changes, plan.reason)
            before = way.reaches


def _leave(story: Story, plan: Plan, case: int) -> None:
    """What the case did to the channel: it has left when it was switched off, not before."""
    channel = story.book.row(Channel, plan.channel_id)
    if plan.reached is CaseState.WITHDRAWN:
        return
    if plan.reached < CaseState.SWITCHED_OFF:
        channel["registered"] = RegisteredState.LEAVING
        return
    event, state = OUT[plan.kind]
    channel.update(registered=state, successor_id=plan.successor_id)
    story.book.add(
        ChannelEvent,
        channel_id=plan.channel_id,
        day=day_of(plan.ways, CaseState.SWITCHED_OFF, plan.opened_on),
        kind=event,
        delta=-1,
        case_id=case,
        actor=words()["people"][case % 8],
        note=plan.reason,
    )
