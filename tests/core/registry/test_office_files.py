"""Registers as clerks keep them are read as they are; what is doubtful is said, once."""

import io
import shutil
import subprocess
import zipfile
from datetime import date

import openpyxl
import pytest

from core.common.errors import DomainError
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.learned import all_words, learn, learned, unlearn
from core.registry.importing.plan import Options, Plan
from core.registry.importing.reading import RegistryFile, read_file
from db.models import Channel, ChannelEvent, RegisteredState
from tests import office_files
from tests.registry_files import SUPERVISOR
from tests.rows import a_unit, all_of

CREATING = Options(create_units=True)
FILES = [
    office_files.two_rows_of_headings,
    office_files.sections_instead_of_a_column,
    office_files.a_sheet_for_each_platform,
    office_files.two_addresses_in_a_cell,
    office_files.full_width_throughout,
    office_files.headings_far_below,
    office_files.hidden_rows,
]


def first_run(data: bytes, name: str = "台账.xlsx") -> tuple[RegistryFile, Plan]:
    file = read_file(data, name, learned())
    return file, dry_run(file, CREATING)


def taken_in(data: bytes) -> dict[str, Channel]:
    file, plan = first_run(data)
    apply(file, Options(create_units=True, skip_wrong=True), seen=plan.fingerprint(), actor=SUPERVISOR)
    return {one.name: one for one in all_of(Channel)}


def remarks(file: RegistryFile) -> set[str]:
    return {one.name for one in file.remarks}


def notes(plan: Plan) -> set[str]:
    return {note.name for row in plan.rows for note in row.notes}


def test_the_offices_own_file_is_taken_in_the_first_dry_run(either_database):
    _, plan = first_run(office_files.the_offices_own())
    wrong = [(row.sheet, row.number, [str(one) for one in row.faults]) for row in plan.rows if row.faults]
    assert len(plan.rows) == 199
    assert plan.count("add") >= 195, wrong
    assert all(sentences for _, _, sentences in wrong)


def test_what_the_offices_own_file_says_is_what_is_registered(database):
    channels = taken_in(office_files.the_offices_own())
    by_kind = [one.kind for one in channels.values()]
    assert (by_kind.count("website"), by_kind.count("subpage")) == (12, 6)
    assert by_kind.count("weibo") == 21
    assert channels["示例发布2"].unit_id == channels["示例发布1"].unit_id != channels["示例发布5"].unit_id
    assert channels["示例发布30"].registered is RegisteredState.CLOSED
    left = [
        one.day
        for one in all_of(ChannelEvent)
        if one.channel_id == channels["示例发布30"].id and one.delta < 0
    ]
    assert left == [date(2024, 8, 1)]
    portal = channels["示例区人民政府办公室网站1"]
    assert (portal.url, portal.contact, portal.phone) == (
        "http://www.site1.example.cn/",
        "王某",
        "023-68120001",
    )


@pytest.mark.parametrize("build", FILES, ids=lambda build: build.__name__)
def test_every_row_of_a_clerks_file_is_taken_in(database, build):
    _, plan = first_run(build())
    assert [str(fault) for row in plan.rows for fault in row.faults] == []
    assert plan.count("add") >= 2


def test_two_rows_of_headings_name_the_contact_and_the_telephone(database):
    first = taken_in(office_files.two_rows_of_headings())["示例区教育网"]
    assert (first.contact, first.phone, first.category) == ("赵一", "13800000001", "")
    assert first.kind == "website"


def test_a_section_says_what_its_rows_are(database):
    channels = taken_in(office_files.sections_instead_of_a_column())
    assert {name: one.kind for name, one in channels.items()} == {
        "甲网": "website", "乙网": "website", "丙微博": "weibo", "丁抖音": "douyin",
    }  # fmt: skip
    assert channels["丁抖音"].url == ""


def test_every_visible_sheet_is_read_and_the_others_are_named(database):
    file, plan = first_run(office_files.a_sheet_for_each_platform())
    assert [(row.sheet, row.values["kind"]) for row in plan.rows] == [
        ("微信订阅号", "wechat_subscription"), ("视频号", "video_account"), ("视频号", "video_account"),
    ]  # fmt: skip
    assert remarks(file) == {"sheet_unread", "sheet_hidden"}
    assert plan.rows[2].values.get("account", "") == ""


def test_the_second_address_of_a_cell_is_a_further_host(database):
    channels = taken_in(office_files.two_addresses_in_a_cell())
    assert (channels["甲网"].url, channels["甲网"].domains) == ("http://a.example.cn/", "www.a2.example.cn")
    assert (channels["乙网"].url, channels["乙网"].domains) == ("http://b.example.cn/", "b2.example.cn")
    assert [channels[name].ipv6 for name in ("甲网", "乙网")] == [False, True]


def test_days_are_read_as_written_or_refused_in_a_sentence(database):
    _, plan = first_run(office_files.written_days())
    days = [row.values.get("entered_on") for row in plan.rows]
    assert days == [date(2019, 11, 3), date(2018, 6, 1), None, None]
    assert plan.rows[1].values["left_on"] == date(2021, 12, 1)
    assert [[one.name for one in row.faults] for row in plan.rows] == [[], [], ["day_lost_nought"], ["day"]]
    assert "day_of_month" in notes(plan)


def test_the_likelier_of_two_columns_is_taken_and_the_other_named(database):
    file, plan = first_run(office_files.headings_far_below())
    assert [row.number for row in plan.rows] == [8, 9]
    assert {unit.name for unit in plan.units} == {"甲局"}
    assert [one.values["heading"] for one in file.remarks if one.name == "heading_rival"] == ["单位"]


def test_hidden_rows_are_read_and_named(database):
    file, plan = first_run(office_files.hidden_rows())
    assert [[one.name for one in row.notes] for row in plan.rows] == [[], ["row_hidden"], [], []]
    assert "rows_hidden" in remarks(file)


def test_a_doubtful_word_is_asked_once_and_remembered(database):
    _, plan = first_run(office_files.the_offices_own())
    asked = {one.word: (one.taken, one.count) for one in plan.questions}
    assert asked["微信公众号"] == ("wechat_subscription", 70)
    learn({("kind", "微信公众号"): "wechat_service"}, actor=SUPERVISOR)
    _, again = first_run(office_files.the_offices_own())
    assert "微信公众号" not in {one.word for one in again.questions}
    kinds = [row.values["kind"] for row in again.rows]
    assert kinds.count("wechat_service") == 70 + 3


def test_an_offices_own_headings_and_words_are_explained_once(database):
    data = office_files.an_offices_own_words()
    with pytest.raises(DomainError, match="没有找到表头"):
        first_run(data)
    learn(
        {("heading", "阵地类型"): "kind", ("heading", "归口"): "unit", ("heading", "标识"): "account"},
        actor=SUPERVISOR,
    )
    _, plan = first_run(data)
    assert [(one.field, one.word, one.count) for one in plan.questions] == [("kind", "蓝V", 2)]
    learn({("kind", "蓝V"): "weibo"}, actor=SUPERVISOR)
    _, plan = first_run(data)
    assert [(row.action, row.values["kind"]) for row in plan.rows] == [("add", "weibo")] * 2
    unlearn([one.id for one in all_words() if one.word == "蓝V"], actor=SUPERVISOR)
    assert first_run(data)[1].count("wrong") == 2


def test_a_meaning_that_does_not_exist_is_refused(database):
    with pytest.raises(DomainError):
        learn({("kind", "蓝V"): "nonsense"}, actor=SUPERVISOR)
    assert all_words() == ()


def test_the_same_file_again_changes_nothing(database):
    taken_in(office_files.the_offices_own())
    _, plan = first_run(office_files.the_offices_own())
    assert plan.counts == {"same": 199}


def test_a_unit_named_in_both_columns_keeps_its_own_owner(database):
    a_unit(name="甲局")
    taken_in(office_files.hidden_rows())
    assert {one.name for one in all_of(Channel)} == {"号1", "号2", "号3", "号4"}


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def as_strict(data: bytes) -> bytes:
    """The workbook with the names of the strict standard."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as made:
        for part in old.namelist():
            body = old.read(part)
            for usual, strict in STRICT.items():
                body = body.replace(usual, strict)
            made.writestr(part, body)
    return out.getvalue()


def with_formula(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0]["A2"] = '="号"&1'
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_strict_workbook_is_read_and_checked_alike(database):
    file, plan = first_run(as_strict(office_files.hidden_rows()))
    assert plan.count("add") == 4
    assert "rows_hidden" in remarks(file)
    _, spoiled = first_run(as_strict(with_formula(office_files.hidden_rows())))
    assert [one.name for one in spoiled.rows[0].faults][:1] == ["formula"]


def test_days_as_numbers_count_from_where_the_workbook_says(database):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["名称", "类型", "单位", "开通时间"])
    sheet.append(["甲", "微博", "甲局", 42070])
    plans = []
    for epoch in (openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH):
        book.epoch = epoch
        buffer = io.BytesIO()
        book.save(buffer)
        plans.append(first_run(buffer.getvalue())[1])
    assert [plan.rows[0].values["entered_on"] for plan in plans] == [date(2015, 3, 7), date(2019, 3, 8)]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice writes the older format")
@pytest.mark.parametrize("name", ["台账.xls", "台账.et", "台账.xlsx"])
def test_the_older_binary_format_is_read_whatever_it_is_called(database, tmp_path, name):
    (tmp_path / "own.xlsx").write_bytes(office_files.the_offices_own())
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xls",
         "--outdir", str(tmp_path), str(tmp_path / "own.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    file, plan = first_run((tmp_path / "own.xls").read_bytes(), name)
    assert len(file.parts) == 2
    assert plan.counts == {"add": 199}


def test_channels_that_name_no_day_count_from_the_day_that_was_chosen(database):
    file = read_file(office_files.written_days(), "台账.xlsx")
    since = date(2020, 1, 1)
    plan = dry_run(file, Options(create_units=True, skip_wrong=True, since=since))
    assert [row.values["entered_on"] for row in plan.rows if not row.faults] == [
        date(2019, 11, 3),
        date(2018, 6, 1),
    ]
    hidden = read_file(office_files.hidden_rows(), "台账.xlsx")
    planned = dry_run(hidden, Options(create_units=True, since=since))
    assert {row.values["entered_on"] for row in planned.rows} == {since}
