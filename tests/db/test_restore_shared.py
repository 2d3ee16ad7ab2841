"""In a PostgreSQL database that others share, copies and restores touch our own tables only."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from core.common.settings import settings
from db import engine
from db.backup import BackupError, backup, restore
from db.migrate import upgrade
from db.models import Channel
from db.postgresql import run
from tests.postgresql import programs
from tests.rows import a_website, all_of

CLERK = "clerk"
RIGHTS = (f"GRANT CREATE ON DATABASE shared TO {CLERK}", f"GRANT CREATE ON SCHEMA public TO {CLERK}")


@pytest.fixture
def shared(postgresql_server: str, monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Iterator[str]:
    """A database where another application works; its administrator's address."""
    monkeypatch.setenv("PATH", str(programs()), prepend=os.pathsep)
    _do(postgresql_server, "CREATE DATABASE shared")
    admin = postgresql_server.replace("/postgres?", "/shared?")
    _do(admin, f"DROP ROLE IF EXISTS {CLERK}", f"CREATE ROLE {CLERK} LOGIN")
    yield admin
    engine.engines().read.dispose()
    engine.forget()
    _do(postgresql_server, "DROP DATABASE shared WITH (FORCE)", f"DROP ROLE {CLERK}")


def use(admin: str, monkeypatch: pytest.MonkeyPatch, *, role: str, schema: str = "public") -> None:
    url = make_url(admin).set(username=role).render_as_string(hide_password=False)
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    monkeypatch.setenv("SUPERVISION_DATABASE_SCHEMA", schema)
    engine.engines().read.dispose()
    engine.forget()
    settings.cache_clear()


def _do(uri: str, *statements: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _ask(uri: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(uri) as connection:
        return connection.execute(question.encode()).fetchall()


OTHERS = (
    "CREATE TABLE public.payroll (id serial PRIMARY KEY, paid int)",
    "INSERT INTO public.payroll (paid) VALUES (1), (2)",
    "CREATE VIEW public.paid AS SELECT sum(paid) FROM public.payroll",
    "CREATE SCHEMA archive",
    "CREATE TABLE archive.issue (id int)",
    "INSERT INTO archive.issue VALUES (7)",
    "CREATE FUNCTION public.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n'",
    "CREATE FOREIGN DATA WRAPPER far",
    "CREATE SERVER elsewhere FOREIGN DATA WRAPPER far",
    "CREATE FOREIGN TABLE public.remote (id int) SERVER elsewhere",
)
STATE = (
    "SELECT n.nspname || '.' || c.relname, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
    " WHERE c.relname IN ('payroll', 'paid', 'remote', 'payroll_id_seq', 'payroll_pkey')"
    " OR n.nspname = 'archive' ORDER BY 1"
)

# A trigger of another application on a table of ours.
WATCH = (
    "CREATE FUNCTION {0}.seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
    "CREATE TRIGGER watch AFTER INSERT ON public.issue FOR EACH ROW EXECUTE FUNCTION {0}.seen()"
)


@pytest.mark.parametrize("schema", ["public", "supervision"])
def test_what_others_keep_stays_as_it_is(
    shared: str, schema: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _do(
        shared,
        *OTHERS,
        f"GRANT CREATE ON SCHEMA public TO {CLERK}",
        f"GRANT CREATE ON DATABASE shared TO {CLERK}",
    )
    use(shared, monkeypatch, role=CLERK, schema=schema)
    upgrade()
    if schema != "public":
        assert not _ask(shared, "SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'issue'")
    a_website()
    copy = tmp_path / "copies" / "copy"
    backup(copy)
    listed = run("pg_restore", "--list", str(copy))
    assert not [name for name in ("payroll", "remote", "paid", "archive") if name in listed]
    a_website()
    _do(shared, "INSERT INTO public.payroll (paid) VALUES (3)")
    before = _ask(shared, STATE)
    restore(copy)
    assert len(all_of(Channel)) == 1
    assert _ask(shared, STATE) == before
    assert _ask(shared, "SELECT paid FROM public.paid AS p(paid)") == [(6,)]
    assert _ask(shared, "SELECT public.twice(4), (SELECT id FROM archive.issue)") == [(8, 7)]
    a_website()
    assert len(all_of(Channel)) == 2


def test_two_installations_in_two_schemas(
    shared: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _do(shared, *RIGHTS)
    for schema, websites in (("public", 1), ("county", 2)):
        use(shared, monkeypatch, role=CLERK, schema=schema)
        upgrade()
        for _ in range(websites):
            a_website()
        backup(tmp_path / schema)
    with pytest.raises(BackupError, match="SUPERVISION_DATABASE_SCHEMA=public"):
        restore(tmp_path / "public")
    assert len(all_of(Channel)) == 2
    a_website()
    restore(tmp_path / "county")
    assert len(all_of(Channel)) == 2
    use(shared, monkeypatch, role=CLERK)
    assert len(all_of(Channel)) == 1
    a_website()
    restore(tmp_path / "public")
    assert len(all_of(Channel)) == 1
    use(shared, monkeypatch, role=CLERK, schema="county")
    assert len(all_of(Channel)) == 2


def test_a_copy_of_the_whole_database_gives_back_ours_only(
    shared: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As former versions made them."""
    _do(shared, *OTHERS)
    use(shared, monkeypatch, role="postgres")
    upgrade()
    a_website()
    copy = tmp_path / "whole"
    run("pg_dump", "--format=custom", f"--file={copy}", shared)
    _do(shared, "INSERT INTO public.payroll (paid) VALUES (3)")
    a_website()
    before = _ask(shared, STATE)
    restore(copy, database_only=True)
    assert (len(all_of(Channel)), _ask(shared, STATE)) == (1, before)
    assert _ask(shared, "SELECT count(*) FROM public.payroll") == [(3,)]
    indexes = _ask(shared, "SELECT count(*) FROM pg_indexes WHERE tablename = 'issue'")
    assert indexes[0][0] > 3  # type: ignore[operator]


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        ("CREATE VIEW archive.seen AS SELECT id FROM public.issue", r"archive\.seen"),
        ("CREATE MATERIALIZED VIEW archive.kept AS SELECT name FROM public.channel", r"archive\.kept"),
        ("CREATE TABLE archive.mine (issue int REFERENCES public.issue (id))", r"archive\.mine"),
        ("CREATE FUNCTION archive.f(public.issue) RETURNS int LANGUAGE sql AS 'SELECT 1'", "cannot drop"),
        ("CREATE TABLE archive.heir () INHERITS (public.issue)", r"archive\.heir"),
        ("CREATE TABLE archive.more (id int DEFAULT nextval('public.issue_id_seq'))", "cannot drop"),
        ("CREATE PUBLICATION feed FOR TABLE public.issue", "feed"),
        ("CREATE POLICY few ON public.issue USING (id > 9)", "few"),
        (WATCH.format("archive"), "watch"),
        (WATCH.format("public"), "watch"),
        ("ALTER TABLE public.issue OWNER TO postgres", "own issue"),
        (f"REVOKE CREATE ON SCHEMA public FROM {CLERK}", "CREATE"),
    ],
)
def test_it_is_refused_in_a_sentence_and_nothing_is_touched(
    shared: str, harm: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _do(shared, f"GRANT CREATE ON SCHEMA public TO {CLERK}", "CREATE SCHEMA archive")
    use(shared, monkeypatch, role=CLERK)
    upgrade()
    a_website()
    backup(tmp_path / "copy")
    a_website()
    _do(shared, harm)
    with pytest.raises(BackupError, match=sentence):
        restore(tmp_path / "copy")
    assert _ask(shared, "SELECT count(*) FROM public.channel") == [(2,)]


def test_tables_of_another_with_our_names_are_not_taken_for_ours(
    shared: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _do(shared, f"GRANT CREATE ON SCHEMA public TO {CLERK}")
    use(shared, monkeypatch, role=CLERK)
    upgrade()
    backup(tmp_path / "copy")
    _do(shared, "UPDATE public.alembic_version SET version_num = 'a1b2c3d4e5f6'")
    with pytest.raises(BackupError, match="another application"):
        restore(tmp_path / "copy")


def test_the_pool_is_a_setting(shared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_DATABASE_POOL", "2")
    monkeypatch.setenv("SUPERVISION_DATABASE_OVERFLOW", "1")
    use(shared, monkeypatch, role="postgres")
    pool = engine.engines().write.pool
    assert (pool.size(), pool._max_overflow) == (2, 1)  # type: ignore[attr-defined]
