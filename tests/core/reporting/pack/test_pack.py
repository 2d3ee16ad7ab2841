"""The papers for a meeting: slides, brief and annex that print the numbers of one report."""

from io import BytesIO
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from pptx import Presentation

from core.__main__ import main
from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common.errors import DomainError
from core.common.settings import settings
from core.common.text import LANGUAGES, use_language
from core.jobs.asking import cancel
from core.jobs.views import view
from core.reporting.pack.files import FILES, ask, docx_of, made_by, make_pack, pptx_of, xlsx_of
from core.reporting.pack.slides import topics_of
from core.reporting.reports.behind import FINDERS
from core.reporting.reports.period import KINDS, read_period
from db.models import JobState

PERIODS = {"daily": "2026-11-20", "monthly": "2026-10", "quarterly": "2026Q3", "yearly": "2019"}
LEADER = Actor("领导", Role.LEADER)


def words_of(slide) -> str:
    """Without blanks and breaks: where a line ends on a slide is the layout's affair."""
    return closed_up("\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame))


def closed_up(text: str) -> str:
    return "".join(text.split())


@pytest.mark.usefixtures("demo_database")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_slides_print_one_message_with_a_native_chart_and_table_of_the_reports_numbers(kind, language):
    use_language(language)
    pack = make_pack(read_period(kind, PERIODS[kind]))
    show = Presentation(BytesIO(pptx_of(pack)))
    assert closed_up(pack.report.title) in words_of(show.slides[0])
    assert len(show.slides) == len(pack.slides) + 1
    labels = {one.label: one for one in pack.report.figures}
    for slide, made in zip(list(show.slides)[1:], pack.slides, strict=True):
        assert closed_up(made.message) in words_of(slide)
        (table,) = [shape.table for shape in slide.shapes if shape.has_table]
        for row in list(table.rows)[1:]:
            assert row.cells[1].text == labels[row.cells[0].text].words
        charts = [shape.chart for shape in slide.shapes if shape.has_chart]
        assert len(charts) == (made.chart is not None)
        for chart in charts:
            assert [tuple(one.values) for one in chart.plots[0].series] == [
                one.values for one in made.chart.series
            ]
        assert slide.notes_slide.notes_text_frame.text == made.notes
        for path in made.notes.split("·")[1:]:
            assert path.split()[0] in {*FINDERS, "work.availability_percent"}


@pytest.mark.usefixtures("demo_database")
def test_chart_table_and_report_agree_with_each_other():
    pack = make_pack(read_period("quarterly", "2026Q3"))
    found = {one.path: one.value for one in pack.report.figures}
    by_key = {one.key: one.chart for one in pack.slides}
    assert sum(by_key["summary"].series[0].values) == found["registry.channels_total"]
    came, left = by_key["moves"].series
    assert sum(came.values) == found["work.channels_entered"]
    assert sum(left.values) == found["work.channels_left"]
    months = dict(
        zip(by_key["rectification"].categories, by_key["rectification"].series[1].values, strict=True)
    )
    assert sum(months[f"2026-{month:02d}"] for month in (7, 8, 9)) == found["work.issues_verified"]


@pytest.mark.usefixtures("demo_database")
def test_brief_and_annex_hold_the_same_numbers():
    pack = make_pack(read_period("quarterly", "2026Q3"))
    cells = {
        row.cells[0].text: row.cells[1].text for row in docx.Document(BytesIO(docx_of(pack))).tables[0].rows
    }
    book = openpyxl.load_workbook(BytesIO(xlsx_of(pack)))
    rows = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    for slide in pack.slides:
        for label, words, *_ in slide.table.rows:
            assert cells[label] == words
            assert (f"{rows[label]:,}" if isinstance(rows[label], int) else rows[label]) == words
    waiting = next(one for one in pack.report.figures if one.path == "work.issues_waiting")
    sheet = next(one for one in book.worksheets if one.title.startswith(waiting.label[:5]))
    assert sheet.max_row - 1 == waiting.value


@pytest.mark.usefixtures("demo_database")
def test_a_job_makes_the_three_files_once_and_can_be_called_off():
    period = read_period("monthly", "2026-10")
    job = ask(period, ("summary",), actor=LEADER, once="a")
    assert ask(period, ("summary",), actor=LEADER, once="a") == job
    work_off()
    assert view(job).state is JobState.DONE
    made = {one.ending: one for one in made_by(job)}
    assert set(made) == set(FILES)
    assert len(Presentation(BytesIO(made["pptx"].data())).slides) == 2
    assert made["docx"].name.endswith(".docx")
    second = ask(period, (), actor=LEADER)
    cancel(second, actor=LEADER)
    work_off()
    assert view(second).state is JobState.CANCELLED
    assert made_by(second) == ()


@pytest.mark.usefixtures("demo_database")
def test_a_topic_there_is_none_of_is_refused_and_chosen_ones_come_alone():
    period = read_period("yearly", "2019")
    with pytest.raises(DomainError, match="availability"):
        make_pack(period, ("availability",))
    assert [one.key for one in make_pack(period, ("security",)).slides] == ["security"]
    assert "availability" in topics_of("quarterly")


@pytest.mark.usefixtures("database")
def test_an_empty_installation_makes_slides_that_say_not_recorded():
    pack = make_pack(read_period("yearly", "2025"))
    (slide,) = [one for one in pack.slides if one.key == "security"]
    assert "应急演练未登记" in slide.message
    assert [one.chart for one in pack.slides] == [None] * len(pack.slides)
    assert Presentation(BytesIO(pptx_of(pack))).slides


@pytest.mark.usefixtures("demo_database")
def test_the_command_writes_one_file_or_all_three_and_refuses_the_rest(tmp_path):
    for ending in ("pptx", "zip"):
        assert main(["pack", "--period", "2026-10", "--out", str(tmp_path / f"a.{ending}")]) == 0
    assert len(ZipFile(tmp_path / "a.zip").namelist()) == 3
    assert main(["pack", "--period", "2026Q9", "--out", str(tmp_path / "b.zip")]) == 2
    assert main(["pack", "--period", "2026", "--out", str(tmp_path / "b.pdf")]) == 2
    assert main(["pack", "--period", "2025", "--topics", "x", "--out", str(tmp_path / "b.zip")]) == 2
    assert {one.name for one in tmp_path.iterdir() if one.is_file()} == {"a.pptx", "a.zip"}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_on_an_empty_installation_say_what_to_do_and_write_nothing(
    language, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("SUPERVISION_LANGUAGE", language)
    settings.cache_clear()
    out = str(tmp_path / "a.docx")
    assert main(["pack", "--period", "2026Q3", "--out", out]) == 2
    for kind in KINDS:
        assert main(["report", kind, "--out", out]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 + len(KINDS)
    assert all("core import FILE" in one for one in said)
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.usefixtures("demo_database")
def test_a_file_that_cannot_be_written_is_named_in_a_sentence(tmp_path, capsys):
    nowhere = tmp_path / "missing" / "a.docx"
    assert main(["report", "monthly", "--period", "2026-10", "--out", str(nowhere)]) == 2
    assert main(["pack", "--period", "2026-10", "--out", str(nowhere)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert all("无法写入" in one and str(nowhere) in one for one in said)
