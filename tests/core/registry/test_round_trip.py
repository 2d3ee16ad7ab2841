"""A registry that is exported and imported again is the same registry."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import delete

from core.common import settings as core_settings
from core.common.text import use_language
from core.registry.exporting import registry_csv, registry_xlsx
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.plan import Options
from core.registry.importing.reading import read_file
from core.registry.importing.table import guarded, unguarded
from core.registry.importing.template import template_xlsx
from core.registry.kinds import kinds
from core.registry.search import Filter
from db import engine
from db.engine import writing
from db.migrate import upgrade
from db.models import Channel, RegisteredState, Unit
from tests.registry_files import SUPERVISOR
from tests.rows import a_unit, a_website, all_of

WRITERS = {"x.xlsx": registry_xlsx, "x.csv": registry_csv}
# What a database can hold and people can type: no lone surrogates, no control characters.
TYPED = some.text(some.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
TRICKY = some.sampled_from(
    ["=1+1", "+86 23", "-", "@甲", "'=1", "''+x", "＝cmd|x", " 空 格 ", 'a"b,c;d', "是", "3", "2019-01-01"]
    + ["'", "#N/A", "TRUE", "1e5", "007", '"', "〃", "同上"]
)
TEXT = TYPED | TRICKY
CHANNELS = some.lists(
    some.fixed_dictionaries(
        {
            "name": TEXT,
            "kind": some.sampled_from(list(kinds())),
            "sponsor": TEXT | some.just(""),
            "contact": TEXT | some.just(""),
            "account": TEXT | some.just(""),
            "phone": TRICKY | some.just(""),
            "mlps_level": some.none() | some.integers(1, 5),
            "ipv6": some.booleans(),
            "registered": some.sampled_from(list(RegisteredState)),
        }
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", WRITERS)
@given(rows=CHANNELS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_export_imported_again_changes_nothing(database, name, language, rows):
    with writing() as session:
        session.execute(delete(Channel))
        session.execute(delete(Unit))
    unit = a_unit(name=rows[0]["name"])
    for row in rows:
        a_website(unit_id=unit, url="", **row)
    use_language(language)
    exported = WRITERS[name](Filter())
    use_language("zh")
    plan = dry_run(read_file(exported, name), Options())
    assert plan.counts == {"same": len(rows)}, [
        (one.changes, list(map(str, one.faults))) for one in plan.rows
    ]


@given(text=TEXT)
def test_the_guard_against_formulas_is_taken_off_as_it_was_put_on(text):
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("name", WRITERS)
def test_the_demonstration_moves_into_an_empty_registry_whole(demo_database, name, tmp_path, monkeypatch):
    exported, known = WRITERS[name](Filter()), sorted(map(reported, all_of(Channel)))
    move_to_an_empty_database(tmp_path, monkeypatch)
    file, options = read_file(exported, name), Options(create_units=True)
    plan = dry_run(file, options)
    assert plan.counts == {"add": len(known)}
    apply(file, options, seen=plan.fingerprint(), actor=SUPERVISOR)
    assert sorted(map(reported, all_of(Channel))) == known
    assert dry_run(file, Options()).counts == {"same": len(known)}


@pytest.mark.parametrize("name", WRITERS)
def test_no_cell_of_an_export_runs_in_a_spreadsheet(database, name):
    a_website(name="=1+1", sponsor="+cmd", contact="@x", phone="-1")
    data = WRITERS[name](Filter())
    if name.endswith("csv"):
        (_, row) = csv.reader(StringIO(data.decode("utf-8-sig")))
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    else:
        cells = openpyxl.load_workbook(BytesIO(data)).worksheets[0][2]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert "=1+1" in [cell.value for cell in cells]


def test_a_filtered_view_exports_only_what_it_shows(database):
    a_website(name="甲网站")
    a_website(name="乙发布", kind="weibo", url="")
    plan = dry_run(read_file(registry_csv(Filter(medium="account")), "x.csv"), Options())
    assert ([row.name for row in plan.rows], plan.absent) == (["乙发布"], 1)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_is_a_file_that_can_be_imported(database, language):
    use_language(language)
    file = read_file(template_xlsx(), "模板.xlsx")
    assert (len(file.parts[0].headings.columns), file.unknown) == (28, ())
    assert dry_run(file, Options()).rows == ()


def reported(channel: Channel) -> str:
    words = channel.model_dump(exclude={"id", "unit_id", "version", "observed", "successor_id"})
    return str(words | {"police": channel.police.replace(" ", "")})


def move_to_an_empty_database(folder, monkeypatch) -> None:
    monkeypatch.setenv("SUPERVISION_DATA_DIR", str(folder / "empty"))
    engine.forget()
    core_settings.settings.cache_clear()
    upgrade()
