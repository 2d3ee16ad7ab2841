"""Notices that were issued on paper, with the problems they named: a row is one of them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from core.common import clock
from core.imports.plan import Ref, Row, Write
from core.imports.rows.base import in_order, insist
from core.imports.rows.issues import IssueMaker
from core.registry.fields import fold
from db.models import IssueSource, Notice, NoticeKind, NoticeReceipt, Severity


class Notices(IssueMaker):
    """A notice is known by its number. Who reported back is kept where the row says when; of who is silent
    in the file nobody knows."""

    def begin(self) -> None:
        super().begin()
        self._new: dict[Ref, Write] = {}
        self._notices: dict[str, Any] = {
            fold(number): ident
            for ident, number in self.session.execute(select(col(Notice.id), col(Notice.number)))
        }
        receipts = select(col(NoticeReceipt.notice_id), col(NoticeReceipt.unit_id))
        self._receipts: dict[tuple[Any, Any], dict[str, Any] | None] = {
            (row[0], row[1]): None for row in self.session.execute(receipts)
        }

    def make(self, row: Row) -> Iterator[Write]:
        """The notice where it is new, the issue, the receipt."""
        given = row.values
        for later in ("reply_by", "replied_on", "verified_on"):
            in_order(self.kind, "issued_on", later, given)
        ident = self._notices.get(fold(given["notice"]))
        if ident is None:
            insist(given.get("title"), "title", self.kind)
            ident = self._notices[fold(given["notice"])] = Ref(("notice", fold(given["notice"])))
        if isinstance(ident, Ref):
            # In every row of it: the first may be wrong in other ways.
            if ident not in self._new:
                self._new[ident] = self._notice(given, ident)
            yield self._new[ident]
        if given.get("problem"):
            severity = Severity(given.get("severity") or Severity.GENERAL)
            given.setdefault("due_on", given.get("reply_by"))
            yield from self.issue(
                row, opened=given["issued_on"], source=IssueSource.NOTICE, severity=severity, notice=ident
            )
        yield from self._receipt(ident, given)

    def _notice(self, given: dict[str, Any], ident: Ref) -> Write:
        values = {
            "kind": NoticeKind(given.get("notice_kind") or NoticeKind.SUPERVISION), "number": given["notice"],
            "title": given.get("title", ""), "issued_on": given["issued_on"],
            "reply_by": given.get("reply_by"),
        }  # fmt: skip
        return Write("notice", values, "notice", mark=ident.mark, day=given["issued_on"])

    def _receipt(self, ident: Any, given: dict[str, Any]) -> Iterator[Write]:
        channel = given.get("channel")
        unit = given.get("unit") or (channel.unit_id if channel else None)
        if unit is None or not given.get("replied_on"):
            return
        key = (ident, unit)
        if key in self._receipts:
            before = self._receipts[key]
            if before is not None and given.get("problem"):
                before["issues"] += 1
            return
        replied = given["replied_on"]
        values = {
            "notice_id": ident, "unit_id": unit, "issues": int(bool(given.get("problem"))),
            "received_at": clock.start_of(replied), "received_by": self.actor.name, "replied_on": replied,
            "replied_by": self.actor.name, "reply": "", "digest": "", "file_name": "", "version": 1,
        }  # fmt: skip
        self._receipts[key] = values
        yield Write("notice_receipt", values, "notice", day=replied)
