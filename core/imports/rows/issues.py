"""Issues of the past: holes, content problems, error reports, alerts, with the days they were found and
settled."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.common import clock
from core.common.errors import RegistryRefused
from core.common.notes import note_of
from core.imports.plan import CLASS, Numbered, Row, Write
from core.imports.rows.base import Maker, in_order
from core.issues.deadlines import working_days_after
from core.registry.fields import fold
from core.rules import rule_set
from db.models import Issue, IssueSource, IssueState, Severity

Identity = tuple[Any, Any, str, date]


class IssueMaker(Maker):
    """Makes issues for rows of any kind. One is known by what it is about, its words and its day."""

    def begin(self) -> None:
        columns = (Issue.channel_id, Issue.unit_id, Issue.title, Issue.opened_on, Issue.number)
        self._there: set[Identity] = set()
        self._numbers: set[str] = set()
        for channel_id, unit_id, title, opened_on, number in self.session.execute(
            select(*(col(one) for one in columns))
        ):
            self._there.add((channel_id, unit_id if channel_id is None else None, fold(title), opened_on))
            self._numbers.add(number)
        self._due = lru_cache(maxsize=4096)(self._due_on)
        self._rules = rule_set()

    def issue(
        self, row: Row, *, opened: date, source: IssueSource, severity: Severity, number: str = "",
        inspection: Any = None, notice: Any = None,
    ) -> Iterator[Write]:  # fmt: skip
        """The issue of the row's problem; nothing where it is there already. Raises `RegistryRefused`."""
        given = row.values
        title = note_of(given["problem"])
        channel, unit = given.get("channel"), given.get("unit")
        if channel is None and unit is None:
            raise RegistryRefused("refusal.no_unit")
        channel_id, unit_id = channel.id if channel else None, unit or (channel.unit_id if channel else None)
        identity = (channel_id, unit_id if channel_id is None else None, fold(title), opened)
        if identity in self._there or (number and number in self._numbers):
            return
        self._there.add(identity)
        self._numbers |= {number} if number else set()
        due = given.get("due_on") or self._due(opened, severity)
        if due < opened:
            label = {key: self.kind.fields[key].label for key in ("due_on", self.kind.day)}
            raise RegistryRefused("imports.fault.order", field=label["due_on"], other=label[self.kind.day])
        values = {
            "number": number or Numbered("issue", opened.year), "channel_id": channel_id, "unit_id": unit_id,
            "source": source, "severity": severity, "title": title, "opened_on": opened, "due_on": due,
            "category": given.get(CLASS, ""),
            "first_due_on": due, "inspection_id": inspection, "notice_id": notice,
            "rule_version": self._rules.version, **self._settled(given, opened),
        }  # fmt: skip
        yield Write("issue", _BLANK | values, "issue", day=opened)

    def _settled(self, given: dict[str, Any], opened: date) -> dict[str, Any]:
        verified, reported = given.get("verified_on"), given.get("reported_on")
        for day, key in ((reported, "reported_on"), (verified, "verified_on")):
            if day and day < opened:
                label = self.kind.fields[key].label
                raise RegistryRefused(
                    "imports.fault.order", field=label, other=self.kind.fields[self.kind.day].label
                )
        if given.get("settled") and not verified:
            raise RegistryRefused("imports.fault.settled_day", field=self.kind.fields["verified_on"].label)
        if given.get("settled") is False and verified:
            raise RegistryRefused("imports.fault.settled_not", field=self.kind.fields["verified_on"].label)
        said = {"reported_at": clock.start_of(reported), "reported_by": self.actor.name} if reported else {}
        if verified:
            return {"state": IssueState.VERIFIED, "verified_on": verified, **said}
        return {"state": IssueState.REPORTED if reported else IssueState.OPEN, **said}

    def _due_on(self, opened: date, severity: Severity) -> date:
        return working_days_after(opened, self._rules.deadline.working_days(severity))


class Issues(IssueMaker):
    """A row is one issue; one that is there already stays as people moved it."""

    def make(self, row: Row) -> Iterator[Write]:
        """The issue of the row."""
        given = row.values
        in_order(self.kind, "reported_on", "verified_on", given)
        source = IssueSource(given.get("source") or IssueSource.PERSON)
        severity = Severity(given.get("severity") or Severity.GENERAL)
        yield from self.issue(
            row, opened=given["opened_on"], source=source, severity=severity, number=given.get("number", "")
        )


def blank_issue() -> dict[str, Any]:
    """The columns of an issue that nothing says otherwise, as the table has them."""
    empty = Issue(
        number="", unit_id=0, source=IssueSource.PERSON, severity=Severity.GENERAL, opened_on=date.min,
        first_due_on=date.min, due_on=date.min,
    )  # fmt: skip
    return empty.model_dump(exclude={"id"})


_BLANK = blank_issue()
