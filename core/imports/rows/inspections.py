"""Inspections on paper: every row the verdict on one channel, and what was wrong with it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.common import clock
from core.common.errors import RegistryRefused
from core.imports.plan import Ref, Row, Write
from core.imports.rows.base import in_order, insist
from core.imports.rows.issues import IssueMaker
from core.jobs import Sentence
from core.registry.fields import fold
from core.rules.results import Grade
from db.models import Inspection, InspectionChannel, IssueSource, Severity

SEEN_ON = "seen_on"  # the day on which the row's channel was looked at
LONGEST = timedelta(days=92)  # between the first and last day of one inspection


class Inspections(IssueMaker):
    """An inspection is known by its name and last day; it has one verdict on a channel, which stands."""

    def begin(self) -> None:
        super().begin()
        columns = (Inspection.id, Inspection.name, Inspection.ended_on, Inspection.rule_version)
        self._inspections: dict[tuple[str, date], Any] = {}
        self._drawn: set[int] = set()
        for ident, name, ended_on, version in self.session.execute(select(*(col(one) for one in columns))):
            self._inspections[fold(name), ended_on] = ident
            if version:
                self._drawn.add(ident)
        self._verdicts: dict[tuple[Any, int], str] = {}
        checked = (InspectionChannel.inspection_id, InspectionChannel.channel_id, InspectionChannel.grade)
        for inspection, channel, grade in self.session.execute(select(*(col(one) for one in checked))):
            self._verdicts[inspection, channel] = grade
        self._stored = set(self._verdicts)

    def prepare(self, rows: Sequence[Row]) -> None:
        """Rows of one inspection may each have the day on which its channel was looked at: together they
        reach from the first to the last of these."""
        days: dict[str, list[date]] = defaultdict(list)
        good = [row for row in rows if not row.faults]
        for row in good:
            days[fold(row.values["inspection"])].append(row.values["ended_on"])
        reach = {name: (min(found), max(found)) for name, found in days.items()}
        for row in good:
            given = row.values
            first, last = reach[fold(given["inspection"])]
            if first < last <= first + LONGEST:
                given[SEEN_ON] = given["ended_on"]
                given["ended_on"] = last
                given["began_on"] = min(given.get("began_on") or first, first)

    def make(self, row: Row) -> Iterator[Write]:
        """The inspection where it is new, the verdict, the issue."""
        given = row.values
        in_order(self.kind, "began_on", "ended_on", given)
        if given.get("verified_on") or given.get("due_on"):
            insist(given.get("problem"), "problem", self.kind)
        key = (fold(given["inspection"]), given["ended_on"])
        ident = self._inspections.get(key)
        if ident in self._drawn:
            raise RegistryRefused("imports.fault.drawn_here", name=given["inspection"])
        if ident is None:
            ident = self._inspections[key] = Ref(("inspection", *key))
        if isinstance(ident, Ref):
            yield self._inspection(given, ident)
        channel, grade = given["channel"], self._grade(row)
        before = self._verdicts.setdefault((ident, channel.id), grade.value)
        if before != grade.value:
            raise RegistryRefused("imports.fault.verdict_stands", name=channel.name)
        yield from self._verdict(ident, given, grade)
        if given.get("problem"):
            severity = Severity.SERIOUS if grade is Grade.FAILED else Severity.GENERAL
            yield from self.issue(
                row, opened=given.get(SEEN_ON) or given["ended_on"], source=IssueSource.INSPECTION,
                severity=severity, inspection=ident,
            )  # fmt: skip

    def _grade(self, row: Row) -> Grade:
        """The verdict as written, or what the score says of it."""
        given = row.values
        if given.get("grade"):
            return Grade(given["grade"])
        least = self._rules.scoring.fail_below
        grade = Grade.FAILED if given["score"] < least else Grade.PASSED
        said = {"least": f"{least:g}", "grade": Sentence(f"verdict.grade.{grade.value}")}
        row.notes.append(Sentence("imports.note.by_score", said))
        return grade

    def _inspection(self, given: dict[str, Any], ident: Ref) -> Write:
        values = {
            "name": given["inspection"], "started_on": given.get("began_on") or given["ended_on"],
            "ended_on": given["ended_on"], "scope": {}, "rule_version": "", "made_by": self.actor.name,
            "closed_by": self.actor.name, "version": 1,
        }  # fmt: skip
        return Write("inspection", values, "inspection", mark=ident.mark, day=given["ended_on"])

    def _verdict(self, ident: Any, given: dict[str, Any], grade: Grade) -> Iterator[Write]:
        channel = given["channel"]
        if (ident, channel.id) in self._stored:
            return
        seen = given.get(SEEN_ON) or given["ended_on"]
        values = {
            "inspection_id": ident, "channel_id": channel.id, "unit_id": channel.unit_id, "machine": {},
            "machine_at": clock.start_of(seen), "lines": 0, "grade": grade.value,
            "score": given.get("score"),
        }  # fmt: skip
        mark = ("verdict", ident, channel.id)
        yield Write("inspection_channel", values, "inspection_channel", mark=mark)
