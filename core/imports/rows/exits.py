"""Channels that left before anybody recorded it: how, when, ground, paper, successor."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from core.common.errors import RegistryRefused
from core.imports.plan import Moment, Ref, Row, Write
from core.imports.rows.base import Maker
from core.registry.editing import SETTLED_CASES
from core.registry.history import further_steps, stays
from core.registry.search import GONE
from db.models import UNSETTLED, Case, Channel, Issue, RegisteredState


class Exits(Maker):
    """A channel leaves once. One that has a case under way or issues open leaves by these."""

    def begin(self) -> None:
        columns = (Channel.id, Channel.registered, Channel.successor_id, Channel.version)
        self._channels = {row[0]: row for row in self.session.execute(select(*(col(one) for one in columns)))}
        self._stays = stays(self.session)
        cases = select(col(Case.channel_id), col(Case.number)).where(col(Case.state).not_in(SETTLED_CASES))
        self._cases: dict[int, str] = dict(self.session.execute(cases).all())
        issues = (
            select(col(Issue.channel_id), func.count())
            .where(col(Issue.state).in_(UNSETTLED), col(Issue.channel_id).is_not(None))
            .group_by(col(Issue.channel_id))
        )
        self._issues: dict[int | None, int] = dict(self.session.execute(issues).all())
        self._rows: dict[int, Row] = {}

    def make(self, row: Row) -> Iterator[Write]:
        """The event, the channel's state, and the exit with its paper."""
        given, channel = row.values, row.values["channel"]
        successor = given.get("successor")
        state = RegisteredState(given.get("exit") or ("merged" if successor else self._usual(channel.kind)))
        _, registered, into, version = self._channels[channel.id]
        if registered in GONE:
            if self._stays[channel.id].left_on not in (None, given["left_on"]):
                day = self._stays[channel.id].left_on
                raise RegistryRefused("imports.fault.left_already", name=channel.name, day=day)
            return
        self._may_leave(channel, state, given, successor, row)
        left = given["left_on"]
        mark = ("event", channel.id)
        steps = further_steps(registered, state, inside=self._stays[channel.id].inside, day=left) \
            if channel.id in self._stays else []  # fmt: skip
        ground, paper = given.get("ground", ""), given.get("paper", "")
        for step in steps:
            values = {
                "channel_id": channel.id, "day": step.day, "kind": step.kind, "delta": step.delta,
                "case_id": None, "actor": self.actor.name, "note": " · ".join(filter(None, (ground, paper))),
            }  # fmt: skip
            yield Write("channel_event", values, "channel", mark=mark)
        new: dict[str, Any] = {"registered": state}
        new |= {"successor_id": successor.id} if successor else {}
        old = {"registered": registered, "successor_id": into, "version": version}
        yield Write("channel", new, "channel", ident=channel.id, old=old, day=left)
        values = {
            "channel_id": channel.id, "event_id": Ref(mark) if steps else None, "left_on": left,
            "registered": state, "before": registered, "ground": ground, "paper": paper, "digest": "",
            "name": "", "media": "", "size": 0, "settled": {}, "actor": self.actor.name, "at": Moment.NOW,
            "taken_back_at": None,
        }  # fmt: skip
        yield Write("channel_exit", values, "channel")

    def _usual(self, kind: str) -> str:
        return "closed" if kind in ("website", "subpage") else "cancelled"

    def _may_leave(
        self, channel: Any, state: RegisteredState, given: dict[str, Any], successor: Any, row: Row
    ) -> None:
        other = self._rows.setdefault(channel.id, row)
        if other is not row:
            raise RegistryRefused("validation.same_channel", rows=other.number)
        if not given.get("ground") and not given.get("paper"):
            raise RegistryRefused("case.refusal.paper_missing")
        if state is RegisteredState.MERGED and (successor is None or successor.id == channel.id):
            raise RegistryRefused("validation.required", field=self.kind.fields["successor"].label)
        if channel.id in self._cases:
            raise RegistryRefused("validation.open_case", number=self._cases[channel.id])
        if channel.id in self._issues:
            raise RegistryRefused("validation.open_issues", count=self._issues[channel.id])
        stay = self._stays.get(channel.id)
        if stay and stay.entered_on and given["left_on"] < stay.entered_on:
            raise RegistryRefused(
                "validation.left_before_entered", left=given["left_on"], entered=stay.entered_on
            )
