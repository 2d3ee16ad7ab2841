"""Copies of our own tables in a PostgreSQL database that others may share, and their return."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from sqlalchemy.engine import URL

from db.engine import engines
from db.owned import REVISION_TABLE, Owned, is_ours, owned
from db.settings import DatabaseSettings

# What the list of a copy says before schema and name, where the kind has two words or more.
_ENTRY = re.compile(
    r"\d+; \d+ \d+ (TABLE DATA|TABLE ATTACH|INDEX ATTACH|FK CONSTRAINT|SEQUENCE OWNED BY|SEQUENCE SET|[A-Z]+)"
    r" (\S+) (\S+)"
)
_INDEX = re.compile(r"^CREATE (?:UNIQUE )?INDEX (\S+) ON (?:ONLY )?[^\s.]+\.([^\s.]+) USING ", re.MULTILINE)
_SEQUENCE = re.compile(r"^ALTER SEQUENCE [^\s.]+\.([^\s.]+) OWNED BY [^\s.]+\.([^\s.]+)\.", re.MULTILINE)
_BY_TABLE = {"TABLE", "TABLE DATA", "TABLE ATTACH", "DEFAULT", "CONSTRAINT", "FK CONSTRAINT", "TRIGGER"}
_BY_INDEX = {"INDEX", "INDEX ATTACH"}
_BY_SEQUENCE = {"SEQUENCE", "SEQUENCE OWNED BY", "SEQUENCE SET"}


class NotDone(RuntimeError):
    """The database or its programs refused, or others would lose something; the message says what."""


def dump(url: URL, target: Path) -> None:
    """Write our own tables of our schema to `target`, without what others keep there. Functions of others in
    it cannot be left out; `bring_back` passes them over.

    Raises `NotDone`."""
    schema = DatabaseSettings().database_schema
    found = look(schema)
    if not found.installed:
        raise NotDone(
            f"模式 {schema} 中没有本系统的表，请先运行 `python -m db upgrade`。 "
            f"Schema {schema} holds no tables of this product; run `python -m db upgrade` first."
        )
    without = [f'--exclude-table="{schema}"."{_escaped(name)}"' for name in found.others]
    words = ["--format=custom", "--no-owner", "--no-privileges", f'--schema="{schema}"', *without]
    run("pg_dump", *words, f"--file={target}", _libpq(url))


def look(schema: str) -> Owned:
    """What lies in `schema` of the configured database."""
    with engines().read.connect() as connection:
        return owned(connection, schema)


def refuse_harm() -> None:
    """Raise `NotDone` when a restore would lack a right, or touch what others keep."""
    schema = DatabaseSettings().database_schema
    found = look(schema)
    if found.tables and not found.installed:
        raise NotDone(
            f"模式 {schema} 中的表 {_few(found.tables)} 属于其他应用，"
            "请用 SUPERVISION_DATABASE_SCHEMA 另设模式。 "
            f"Tables of another application have the names of ours in schema {schema}: {_few(found.tables)}. "
            "Set SUPERVISION_DATABASE_SCHEMA to a schema of its own."
        )
    if found.unowned:
        raise NotDone(
            f"当前数据库角色不是表 {_few(found.unowned)} 的所有者，无法替换，请用所有者角色恢复。 "
            f"The role does not own {_few(found.unowned)}; restore as the role that owns them."
        )
    if found.dependents:
        raise NotDone(
            f"其他应用的对象依赖本系统的表：{_few(found.dependents)}，请由其所有者先移除，恢复后再建。 "
            f"Objects of others depend on our tables: {_few(found.dependents)}. "
            "Have their owner drop them, restore, and make them again."
        )
    _refuse_without_right(schema, found.may_create)


def bring_back(source: Path, url: URL) -> None:
    """Replace our tables by those in `source`, in one transaction; all else in the database stays as it is.

    Over dropped tables: `pg_restore --clean` drops the index of each monthly part, which PostgreSQL refuses
    because the whole table's index needs it. Raises `NotDone`, and nothing is changed then."""
    schema = DatabaseSettings().database_schema
    with TemporaryDirectory() as folder:
        chosen, script = Path(folder) / "list", Path(folder) / "copy.sql"
        chosen.write_text("\n".join(_entries(source, schema)), "utf-8")
        words = ["--no-owner", "--no-privileges", f"--use-list={chosen}", f"--file={script}"]
        run("pg_restore", *words, str(source))
        first = "; ".join(_dropping(schema, look(schema)))
        run(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--single-transaction",
            f"--dbname={_libpq(url)}",
            f"--command={first}",
            f"--file={script}",
        )


def run(*words: str) -> str:
    """What a client program of PostgreSQL wrote. Raises `NotDone` with its own words."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as missing:
        raise NotDone(
            f"{words[0]} is missing; install it with: apt-get install postgresql-client"
        ) from missing
    if done.returncode:
        raise NotDone(f"{words[0]}: {_reason(done.stderr)}")
    return done.stdout


def _reason(stderr: str) -> str:
    lines = stderr.strip().splitlines() or ["failed"]
    return next((line for line in lines if "ERROR:" in line or "error:" in line), lines[-1])


def _refuse_without_right(schema: str, may_create: bool | None) -> None:
    if may_create is None:
        with engines().read.connect() as connection:
            if connection.scalar(text("SELECT has_database_privilege(current_database(), 'CREATE')")):
                return
        raise NotDone(
            f"模式 {schema} 不存在，当前数据库角色无权创建，请管理员先创建并授权。 "
            f"There is no schema {schema} and the role may not create it; have it created for this role."
        )
    if not may_create:
        raise NotDone(
            f"当前数据库角色无权在模式 {schema} 中建表，请管理员授予 CREATE 权限。 "
            f"The role may not create tables in schema {schema}; have CREATE granted on it."
        )


def _dropping(schema: str, found: Owned) -> Iterator[str]:
    """Without CASCADE: what hangs on our tables and was not seen before makes the whole of it fail."""
    if found.may_create is None:
        yield f'CREATE SCHEMA "{schema}"'
    if found.tables:
        yield "DROP TABLE " + ", ".join(f'"{schema}"."{name}"' for name in found.tables)
    for name in found.functions:
        yield f'DROP FUNCTION "{schema}"."{name}"()'
    yield "SELECT 1"


def _entries(source: Path, schema: str) -> list[str]:
    """The lines of the copy's list that are ours: copies of a former version hold the whole database."""
    lines = [(line, match) for line in run("pg_restore", "--list", str(source)).splitlines()
             if (match := _ENTRY.match(line))]  # fmt: skip
    homes = sorted({match[2] for _, match in lines if match[1] == "TABLE" and match[3] == REVISION_TABLE})
    if not homes:
        raise NotDone(f"{source}: not a whole copy of this product's database")
    if schema not in homes:
        raise NotDone(
            f"{source}：备份来自模式 {homes[0]}，当前设置为 {schema}，"
            f"请设置 SUPERVISION_DATABASE_SCHEMA={homes[0]}。 "
            f"The copy is of schema {homes[0]}, the setting says {schema}: "
            f"set SUPERVISION_DATABASE_SCHEMA={homes[0]} to restore it."
        )
    sql = run("pg_restore", "--schema-only", "--file=-", str(source))
    index_table, sequences = dict(_INDEX.findall(sql)), dict(_SEQUENCE.findall(sql))
    triggers = {_trigger(line) for line, match in lines if match[1] == "TRIGGER" and is_ours(match[3])}

    def ours(kind: str, name: str) -> bool:
        if kind in _BY_TABLE:
            return is_ours(name)
        if kind in _BY_INDEX:
            return is_ours(index_table.get(name, ""))
        if kind in _BY_SEQUENCE:
            return is_ours(sequences.get(name, ""))
        # A trigger of ours is called like its function.
        return kind == "FUNCTION" and name.removesuffix("()") in triggers

    return [line for line, match in lines if match[2] == schema and ours(match[1], match[3])]


def _trigger(line: str) -> str:
    """The trigger's name in `3; 2620 1 TRIGGER schema table trigger owner`."""
    return line.split(" ")[6]


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:5]) + (f" … ({len(names)})" if len(names) > 5 else "")


def _escaped(name: str) -> str:
    return name.replace('"', '""')


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
