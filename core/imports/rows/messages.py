"""Messages of the public and reports of errors, a row each, with the days on which they were handled."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.common.errors import RegistryRefused
from core.imports.plan import Row, Write
from core.imports.rows.base import Maker, in_order
from core.intake.moves import APPRAISED, TABLES
from core.intake.rules import Kind as Of
from core.registry.fields import fold
from db.models import Handling

LONGEST_TOPIC = 40  # of one made from the words of a message without a topic


class Messages(Maker):
    """One is known by its number on the platform it came from; without one by its words, day and channel."""

    of: Of = "message"

    def begin(self) -> None:
        table = TABLES[self.of]
        words = table.text if self.of == "report" else table.topic  # type: ignore[union-attr]
        columns = (col(table.reference), col(words), col(table.received_on), col(table.channel_id))
        self._known = {_identity(*one) for one in self.session.execute(select(*columns))}

    def make(self, row: Row) -> Iterator[Write]:
        """The message of the row."""
        given = row.values
        text, topic = given.get("text") or "", given.get("topic") or ""
        if not text and not topic:
            raise RegistryRefused("message.refused.text")
        for later in ("replied_on", "closed_on"):
            in_order(self.kind, "received_on", later, given)
        answered = given.get("replied_on") or given.get("reply")
        if given.get("satisfaction") and not (answered or given.get("closed_on")):
            raise RegistryRefused("message.refused.not_answered")
        channel = given["channel"].id if given.get("channel") else None
        topic = topic or text[:LONGEST_TOPIC]
        words = text or topic if self.of == "report" else topic
        known = _identity(given.get("reference") or "", words, given["received_on"], channel)
        if known in self._known:
            return
        self._known.add(known)
        own = self._report(given) if self.of == "report" else self._message(given, topic, bool(answered))
        values = self._shared(given, channel) | {"text": text or topic if self.of == "report" else text} | own
        yield Write(str(TABLES[self.of].__tablename__), values, self.of, day=given["received_on"])

    def _shared(self, given: dict[str, Any], channel: int | None) -> dict[str, Any]:
        who = self.actor.name
        unit, received = given.get("unit"), given["received_on"]
        return {
            "reference": given.get("reference") or "", "contact": given.get("contact") or "",
            "channel_id": channel, "unit_id": unit, "received_on": received,
            "forwarded_on": received if unit else None, "forwarded_by": who if unit else "",
            "replied_on": given.get("replied_on"), "replied_by": who if given.get("replied_on") else "",
            "reply": given.get("reply") or "", "closed_on": given.get("closed_on"),
            "closed_by": who if given.get("closed_on") else "", "close_note": "", "opened_by": who,
            "justified": given.get("justified"), "issue_id": None, "version": 1,
        }  # fmt: skip

    def _report(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"address": given.get("address") or ""}

    def _message(self, given: dict[str, Any], topic: str, answered: bool) -> dict[str, Any]:
        transferred = Handling.TRANSFERRED if given.get("unit") else None
        said = {
            name: APPRAISED[name][given[name]] if given.get(name) else None
            for name in ("nature", "satisfaction")
        }
        return {"topic": topic, "handling": Handling.ANSWERED if answered else transferred, **said}


class Reports(Messages):
    """A report of an error is known in the same ways."""

    of: Of = "report"


def _identity(reference: str, words: str, day: date, channel: int | None) -> tuple[Any, ...]:
    return (reference,) if reference else (fold(words), day, channel)
