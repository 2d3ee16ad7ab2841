"""Which relations of a PostgreSQL schema are ours, and what of others hangs on them.

A database may be shared: other applications keep tables, views and foreign tables beside ours, even in our
schema. Ours are those the models name, their monthly parts, their sequences and the functions of their
triggers."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

import db.models  # noqa: F401  (fills the metadata)

REVISION_TABLE = "alembic_version"
# Names of former versions, so that an installation not yet upgraded is whole too.
FORMER = frozenset({"channel_tally", "issue_tally", "state_tally"})
_PART = re.compile(r"(probe|check_result)_(?:rest|y\d{4}m\d{2})")
_REVISION = re.compile(r"\d{4}")

_RELATIONS = text(
    "SELECT c.oid, c.relname, c.relkind, pg_has_role(c.relowner, 'USAGE') AS mine FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = :schema AND c.relkind IN "
    "('r', 'p', 'v', 'm', 'f', 'S')"
)
_SEQUENCES = text(
    "SELECT s.relname FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' "
    "WHERE d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjid = ANY(:ours)"
)
_FUNCTIONS = text(
    "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
    "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = :schema AND NOT t.tgisinternal "
    "AND t.tgrelid = ANY(:ours)"
)
# Views and rules by their rewrite, tables by a foreign key or as an heir, tables of others that call our
# functions: none may be dropped, and none can stay. Publications, policies and triggers of others on our
# tables would go with them without a word; a trigger of ours is called like its function and lies beside it.
_DEPENDENTS = text(
    "SELECT DISTINCT v.oid::regclass::text FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid "
    "AND d.classid = 'pg_rewrite'::regclass JOIN pg_class v ON v.oid = r.ev_class "
    "WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY(:ours) AND v.oid <> ALL(:ours) "
    "UNION SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' "
    "AND confrelid = ANY(:ours) AND conrelid <> ALL(:ours) "
    "UNION SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY(:ours) "
    "AND inhrelid <> ALL(:ours) "
    "UNION SELECT o.tgrelid::regclass::text FROM pg_trigger t JOIN pg_trigger o USING (tgfoid) "
    "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE n.nspname = :schema AND NOT t.tgisinternal AND NOT o.tgisinternal "
    "AND t.tgrelid = ANY(:ours) AND o.tgrelid <> ALL(:ours) "
    "UNION SELECT pubname FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid "
    "WHERE r.prrelid = ANY(:ours) "
    "UNION SELECT polname FROM pg_policy WHERE polrelid = ANY(:ours) "
    "UNION SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
    "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE NOT t.tgisinternal AND t.tgrelid = ANY(:ours) "
    "AND (n.nspname <> :schema OR p.proname <> t.tgname) "
    "ORDER BY 1"
)
_RIGHTS = text(
    "SELECT has_schema_privilege(:schema, 'CREATE') FROM pg_namespace WHERE nspname = :schema "
    "UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = :schema)"
)


@dataclass(frozen=True, slots=True)
class Owned:
    """One schema of the connected database.

    `tables`, `functions`: ours. `others`: relations in the schema that are not ours. `unowned`: tables of
    ours that belong to another role. `dependents`: what of others would go, or hinder, if ours went.
    `may_create`: whether the role may create in the schema; None where there is no such schema."""

    tables: tuple[str, ...]
    functions: tuple[str, ...]
    others: tuple[str, ...]
    unowned: tuple[str, ...]
    dependents: tuple[str, ...]
    may_create: bool | None
    installed: bool


def is_ours(table: str) -> bool:
    """Whether a table of this name is one of this product's, of this version or a former one."""
    return (
        table == REVISION_TABLE
        or table in SQLModel.metadata.tables
        or table in FORMER
        or _PART.fullmatch(table) is not None
    )


def owned(connection: Connection, schema: str) -> Owned:
    """Look at `schema`; every name is without it, except `dependents`, which may lie elsewhere."""
    rows = connection.execute(_RELATIONS, {"schema": schema}).all()
    ours = [row for row in rows if row.relkind in ("r", "p", b"r", b"p") and is_ours(row.relname)]
    marks = {"ours": [row.oid for row in ours], "schema": schema}
    sequences = set(connection.execute(_SEQUENCES, marks).scalars())
    tables = {row.relname for row in ours}
    return Owned(
        tables=tuple(sorted(tables)),
        functions=tuple(sorted(connection.execute(_FUNCTIONS, marks).scalars())),
        others=tuple(sorted({row.relname for row in rows} - tables - sequences)),
        unowned=tuple(sorted(row.relname for row in ours if not row.mine)),
        dependents=tuple(connection.execute(_DEPENDENTS, marks).scalars()),
        may_create=connection.scalar(_RIGHTS, {"schema": schema}),
        installed=REVISION_TABLE in tables and _is_our_revision(connection, schema),
    )


def _is_our_revision(connection: Connection, schema: str) -> bool:
    """Other applications keep a table of that name too; our revisions are four digits.

    A table that may not be read is taken for ours: its owner is asked about next."""
    name = f'"{schema}".{REVISION_TABLE}'
    if not connection.scalar(text("SELECT has_table_privilege(:name, 'SELECT')"), {"name": name}):
        return True
    revisions = connection.exec_driver_sql(f"SELECT version_num FROM {name}").scalars().all()  # noqa: S608
    return all(_REVISION.fullmatch(revision) for revision in revisions)
