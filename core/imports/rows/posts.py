"""The last posts of accounts, as persons or the platforms' own exports say them."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from core.common.errors import RegistryRefused
from core.common.notes import note_of
from core.imports.plan import Moment, Row, Write
from core.imports.rows.base import Maker
from core.jobs import Sentence
from core.monitoring import requests
from core.monitoring.kinds_of_checks import ACCOUNTS
from db.models import AccountProof


class Posts(Maker):
    """Of the rows about one account only the last day is kept, as the round of accounts keeps it."""

    def begin(self) -> None:
        columns = (AccountProof.channel_id, AccountProof.last_post_on)
        self._there = {
            (row[0], row[1]) for row in self.session.execute(select(*(col(one) for one in columns)))
        }
        self._last: dict[int, date] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        """Find each account's last day in the file."""
        for row in rows:
            given = row.values
            if given.get("account") is None and given.get("unit") is not None and not row.faults:
                try:
                    given["account"] = self.names.only_account(given["unit"], given.get("platform", ()))
                except RegistryRefused as why:
                    row.faults.append(Sentence(why.key, why.values))
            account, day = row.values.get("account"), row.values.get("last_post_on")
            if account and day and not row.faults:
                self._last[account.id] = max(day, self._last.get(account.id, day))

    def make(self, row: Row) -> Iterator[Write]:
        """The proof, unless the file or the database has one of that day or a later row."""
        given, account = row.values, row.values["account"]
        day = given["last_post_on"]
        if day != self._last[account.id] or (account.id, day) in self._there:
            return
        self._there.add((account.id, day))
        note = note_of(" ".join(filter(None, (given.get("title"), given.get("address")))))
        values = {
            "channel_id": account.id, "last_post_on": day, "note": note, "actor": self.actor.name,
            "at": Moment.NOW, "digest": "", "name": "", "media": "", "size": 0,
        }  # fmt: skip
        yield Write("account_proof", values, "channel", day=day)

    def after(self, plan_rows: Sequence[Row]) -> None:
        """Ask that the accounts be judged anew."""
        for row in plan_rows:
            for write in row.writes:
                requests.ask(
                    self.session, channel_id=write.values["channel_id"], check=ACCOUNTS, actor=self.actor
                )
