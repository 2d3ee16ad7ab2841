"""states and severities as plain words: `open` instead of `1-open`; the order of a list stands in its query"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from db.aggregates import counters, verdict_notes
from db.types import Json

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

CASE = ("1-requested", "2-approved", "3-announced", "4-switched-off", "5-verified", "9-withdrawn")
REGISTERED = ("1-running", "2-leaving", "3-suspended", "4-closed", "5-merged", "6-cancelled")
SEVERITY = ("1-veto", "2-serious", "3-general")
ISSUE = (
    "1-open", "2-accepted", "3-returned", "4-reported", "5-verifying", "6-verified", "7-dismissed", "8-waived",
)
STEP = ("1-waiting", "2-done", "3-waived")
# Table and column, and the words that stand in it.
COLUMNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("unit", "level", ("1-district", "2-industry", "3-operator")),
    ("duty_person", "duty", ("1-leader", "2-responsible", "3-liaison", "4-shift")),
    ("channel", "registered", REGISTERED),
    ("channel_exit", "registered", REGISTERED),
    ("channel_exit", "before", REGISTERED),
    ("import_word", "meaning", (*REGISTERED, "1-district", "2-industry", "3-operator")),
    ("finding", "state", ("1-open", "2-dismissed", "3-resolved")),
    ("issue", "state", ISSUE),
    ("issue", "severity", SEVERITY),
    ("notice_issue", "severity", SEVERITY),
    ("issue_extension", "state", ("1-asked", "2-approved", "3-refused", "4-withdrawn")),
    ("lifecycle_case", "state", CASE),
    ("case_step", "step", CASE),
    ("case_step", "state", STEP),
    (
        "outbox_message", "state",
        ("1-queued", "2-sending", "3-sent", "4-failed", "5-unsure", "9-dropped"),
    ),
    ("crawl", "state", ("1-waiting", "2-reading", "3-paused", "4-done", "5-cancelled", "6-failed")),
    ("job", "state", ("1-waiting", "2-running", "3-done", "4-failed", "5-cancelled")),
    ("column_suggestion", "state", ("1-suggested", "2-confirmed", "3-rejected")),
    ("notice_paper", "state", ("1-draft", "2-issued", "9-discarded")),
)
# Documents in which such words stand as values or keys. The trail is sealed and keeps the old ones.
# Downwards a word that two vocabularies number differently is told apart by which stands in the document.
DOCUMENTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("rule_revision", "document", (*SEVERITY, *CASE)),
    ("import_change", "changes", (*REGISTERED, "1-district", "2-industry", "3-operator")),
    ("channel_exit", "settled", ISSUE),
    ("job", "parameters", (*ISSUE, *SEVERITY, *REGISTERED)),
    ("job", "undo", (*ISSUE, *SEVERITY, *REGISTERED)),
    ("job_item", "kept", (*ISSUE, *SEVERITY, *REGISTERED)),
)
UNSETTLED = "state IN ('open', 'accepted', 'returned', 'reported', 'verifying')"
UNFINISHED = "state IN ('waiting', 'reading', 'paused')"
# Kind and name, what on; then which rows or by what: now and before.
INDEXES: tuple[tuple[str, str, str, str], ...] = (
    (
        "UNIQUE INDEX ux_issue_unsettled_finding", "issue (finding_id)",
        f"WHERE finding_id IS NOT NULL AND {UNSETTLED}", "WHERE finding_id IS NOT NULL AND state < '6'",
    ),
    (
        "UNIQUE INDEX ux_finding_unresolved", 'finding (channel_id, "check", key)',
        "WHERE state <> 'resolved'", "WHERE state <> '3-resolved'",
    ),
    (
        "UNIQUE INDEX ux_issue_extension_asked", "issue_extension (issue_id)",
        "WHERE state = 'asked'", "WHERE state = '1-asked'",
    ),
    (
        "UNIQUE INDEX ux_crawl_unfinished", "crawl (channel_id)",
        f"WHERE {UNFINISHED}", "WHERE state < '4'",
    ),
    (
        "INDEX ix_issue_by_due", "issue",
        f"((CASE WHEN {UNSETTLED} THEN 0 ELSE 1 END), due_on, id)",
        "((CASE WHEN state < '6' THEN 0 ELSE 1 END), due_on, id)",
    ),
)
FINDINGS_IN_ORDER = (
    "finding ((CASE state WHEN 'open' THEN 0 WHEN 'dismissed' THEN 1 WHEN 'resolved' THEN 2 END),"
    " first_seen_at, id)"
)


def upgrade() -> None:
    _drop()
    for table, column, words in COLUMNS:
        _replace(table, column, {word: word[2:] for word in words})
    for table, column, words in DOCUMENTS:
        _rewrite(table, column, {word: word[2:] for word in words})
    _default_of_step("done")
    for name, on, now, _ in INDEXES:
        op.execute(f"CREATE {name} ON {on} {now}")
    op.execute(f"CREATE INDEX ix_finding_in_order ON {FINDINGS_IN_ORDER}")
    counters.add_up(op.get_bind())


def downgrade() -> None:
    _drop()
    op.execute("DROP INDEX ix_finding_in_order")
    for table, column, words in COLUMNS:
        _replace(table, column, {word[2:]: word for word in words})
    for table, column, words in DOCUMENTS:
        _rewrite(table, column, {word[2:]: word for word in reversed(words)})
    _default_of_step("2-done")
    for name, on, _, before in INDEXES:
        op.execute(f"CREATE {name} ON {on} {before}")


def _drop() -> None:
    """What would write or refuse while the words change. Triggers are put up anew after every upgrade."""
    counters.take_down(op.get_bind())
    verdict_notes.take_down(op.get_bind())
    for name, *_ in INDEXES:
        op.execute(f"DROP INDEX {name.rpartition(' ')[2]}")


def _replace(table: str, column: str, words: dict[str, str]) -> None:
    rows = sa.table(table, sa.column(column, sa.String()))
    word = rows.c[column]
    op.execute(rows.update().where(word.in_(words)).values({column: sa.case(words, value=word)}))


def _rewrite(table: str, column: str, words: dict[str, str]) -> None:
    """Replace the words wherever they stand alone as a value or a key of the document."""
    connection = op.get_bind()
    rows = sa.Table(table, sa.MetaData(), autoload_with=connection)
    kept = sa.type_coerce(rows.c[column], Json)
    keys = list(rows.primary_key)
    replace = _replacing(words)
    for *key, document in connection.execute(sa.select(*keys, kept)).all():
        changed = replace(document)
        if changed != document:
            mine = sa.and_(*(one == value for one, value in zip(keys, key, strict=True)))
            connection.execute(
                rows.update().where(mine).values({column: sa.literal(changed, Json)})
            )


def _replacing(words: dict[str, str]) -> Callable[[Any], Any]:
    def replaced(value: Any) -> Any:
        if isinstance(value, dict):
            return {replaced(key): replaced(one) for key, one in value.items()}
        if isinstance(value, list):
            return [replaced(one) for one in value]
        return words.get(value, value) if isinstance(value, str) else value

    return replaced


def _default_of_step(word: str) -> None:
    """SQLite changes a default only with the whole table, on which others depend: the column is replaced."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("case_step", "state", server_default=word)
        return
    op.execute("ALTER TABLE case_step RENAME COLUMN state TO state_before")
    op.execute(f"ALTER TABLE case_step ADD COLUMN state VARCHAR(32) NOT NULL DEFAULT '{word}'")
    op.execute("UPDATE case_step SET state = state_before")
    op.execute("ALTER TABLE case_step DROP COLUMN state_before")
