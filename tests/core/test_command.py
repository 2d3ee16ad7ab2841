import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from core.__main__ import main
from core.access import Actor, Role
from core.common.text import Language, use_language
from core.registry.kinds import kinds
from core.reporting.figures import figures
from core.reporting.figures.labels import label, leaves, value_words
from core.reporting.statistics.verdict import verdicts as statistics
from core.rules.assess import verdicts
from core.rules.judging import judge
from core.rules.results import Grade, JudgedAs
from db.engine import reading, writing
from db.models import Unit
from tests.demonstration import DEMO_DAY

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = json.loads((ROOT / "tests/data/shapingba-2019.json").read_text("utf-8"))


@pytest.mark.usefixtures("demo_database")
def test_figures_prints_the_published_report_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--as-of", "2019-12-31", "--json"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert said.keys() == ACCEPTED.keys() - {"what", "identities_that_must_hold"}
    assert said["portal"] == ACCEPTED["portal"]


def test_only_the_command_that_is_asked_for_is_imported() -> None:
    code = (
        "import sys; from core.__main__ import _parser; _parser(['export'])"
        "; print(*(name for name in sys.modules if name.startswith('core.commands.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "core.commands.exporting" in loaded
    assert not loaded & {f"core.commands.{name}" for name in ("pack", "report", "jobs", "demo", "figures")}


@pytest.mark.usefixtures("demo_database")
def test_figures_are_of_today_unless_a_day_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    main(["figures", "--json"])

    assert json.loads(capsys.readouterr().out)["as_of"] == DEMO_DAY.isoformat()


@pytest.mark.usefixtures("demo_database")
def test_figures_of_today_carry_the_verdicts_that_every_page_shows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    website = next(each for each in verdicts() if each.kind == "website").channel_id
    judge(website, "V-W1", JudgedAs.FAILED, reason="严重表述错误", actor=Actor("监管员", Role.SUPERVISOR))

    main(["figures", "--json"])
    said = json.loads(capsys.readouterr().out)["verdicts"]["websites"]
    judged = [each.verdict.grade.value for each in verdicts() if kinds()[each.kind].medium == "website"]
    assert said == {grade.value: judged.count(grade.value) for grade in Grade} | {"pass_rate_percent": 0.0}
    assert said["failed"] == statistics().failed == 1


@pytest.mark.usefixtures("demo_database")
def test_figures_speaks_to_people_in_labels_and_checks_itself(capsys: pytest.CaptureFixture[str]) -> None:
    main(["figures", "--as-of", "2019-12-31"])

    said = capsys.readouterr().out
    assert "总访问量（次）：41,830,000" in said
    assert "信息更新量比 2018 年增长：15.5%" in said
    assert "一致：普查发现 52 个网站，关停整合 34 个，在运行 18 个" in said


@pytest.mark.usefixtures("demo_database")
def test_figures_that_contradict_each_other_end_with_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    with writing() as session:
        session.execute(update(Unit).where(col(Unit.name) == "示例区博物馆").values(parent_id=None))

    assert main(["figures", "--as-of", "2019-12-31"]) == 1
    assert "不一致：18 个网站与 181 个账号" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["figures", "--as-of", "31.12.2019"], ["nothing"], []])
def test_wrong_use_ends_with_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_help_speaks_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["figures", "--help"])

    said = capsys.readouterr().out
    assert "截至日期" in said
    assert "the day, as YYYY-MM-DD" in said


@pytest.mark.usefixtures("demo_database")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_has_a_label_in_both_languages(language: Language) -> None:
    use_language(language)
    with reading() as session:
        found = figures(session, DEMO_DAY)
    paths = [path for path, _ in leaves(found) if path != "as_of"]

    assert len(paths) > 60
    assert len({label(path) for path in paths}) == len(paths)


def test_values_are_written_as_people_read_them() -> None:
    assert value_words("portal.total_visits", 41_830_000) == "41,830,000"
    assert value_words("interaction.messages_closed_rate_percent", 100.0) == "100%"
    assert value_words("interaction.messages_closed_rate_percent", None) == "无数据"
    assert value_words("portal.relaunched_in", "2019-05") == "2019-05"


def test_it_runs_as_a_program_of_its_own(demo_database: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "core", "figures", "--as-of", "2019-12-31", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["registry"]["channels_total"] == 199
