"""Receipts of rectification: prefilled for a unit, filled in, read back, matched and taken in."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from PIL import Image

from core.access import Actor, Role
from core.common import clock, stored_files
from core.common.errors import NoticeRefused
from core.common.text import LANGUAGES, use_language
from core.notices import lists, receipts
from core.notices.replies import withdraw_reply
from core.records import keeping
from db.engine import writing
from db.models import Issue, IssueState, NoticeReceipt
from tests.core.notices.places import SUPERVISOR, draft
from tests.core.notices.test_flow import TODAY, issued
from tests.rows import NOON, a_unit, all_of, an_issue

OFFICE = Actor("经办人", Role.STAFF)
PAPER = {"number": "〔2026〕9号", "title": "通报", "kind": "supervision", "issued_on": TODAY}


@pytest.fixture(autouse=True)
def noon(either_database: str) -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def a_notice() -> tuple[int, int, int, list[int]]:
    """A notice that names two units, one of them with two issues."""
    unit, other = a_unit(name="城管局"), a_unit(name="水利局")
    ids = [
        an_issue(unit_id=unit, title="栏目空白"),
        an_issue(unit_id=unit, title="错链"),
        an_issue(unit_id=other),
    ]
    return issued(draft((), issue_ids=ids)), unit, other, ids


def numbers() -> dict[int, str]:
    return {one.id: one.number for one in all_of(Issue)}


def filled(data: bytes, answers: dict[str, tuple[str, str]]) -> bytes:
    """As an office fills it in: the last two cells of the rows of these issues."""
    document = docx.Document(BytesIO(data))
    for row in document.tables[0].rows[1:]:
        if row.cells[0].text in answers:
            row.cells[4].text, row.cells[5].text = answers[row.cells[0].text]
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_names_notice_unit_and_issues_and_comes_back_to_them(language):
    use_language(language)
    notice, unit, _, ids = a_notice()
    name, data = receipts.blank(notice, unit)
    assert "城管局" in name
    document = docx.Document(BytesIO(data))
    assert f"HZ-{notice}-{unit}" in "".join(one.text for one in document.paragraphs)
    assert [row.cells[0].text for row in document.tables[0].rows[1:]] == [numbers()[one] for one in ids[:2]]
    done = {numbers()[ids[0]]: ("已补充内容", "2026年11月20日"), numbers()[ids[1]]: ("月底前修复", "")}
    use_language("zh")
    found = receipts.returned(name, filled(data, done))
    assert (found.fault, found.notice_id, found.unit_id, found.remarks) == ("", notice, unit, ())
    assert [(one.text, one.done_on) for one in found.lines] == [
        ("已补充内容", TODAY - timedelta(days=3)), ("月底前修复", None),
    ]  # fmt: skip
    moved = receipts.take_in(found, actor=OFFICE)
    assert moved.done == (ids[0],)
    states = {one.id: one.state for one in all_of(Issue)}
    assert [states[one] for one in ids] == [IssueState.REPORTED, IssueState.OPEN, IssueState.OPEN]
    (row,) = [one for one in lists.replies(notice_id=notice).rows if one.unit_id == unit]
    assert (row.state, "月底前修复（未完成）" in row.reply, row.file_name) == ("replied", True, name)
    assert stored_files.read(row.digest) == found.data
    withdraw_reply(notice, unit, actor=SUPERVISOR)
    assert {one.digest for one in all_of(NoticeReceipt)} == {""}


def test_all_units_come_in_one_file():
    notice, *_ = a_notice()
    with ZipFile(BytesIO(receipts.all_blank(notice))) as book:
        assert {"城管局" in name or "水利局" in name for name in book.namelist()} == {True}
        assert len(book.namelist()) == 2


def test_wrong_days_and_foreign_numbers_are_remarked_and_never_taken_for_done():
    notice, unit, other, ids = a_notice()
    _, data = receipts.blank(notice, unit)
    document = docx.Document(BytesIO(data))
    row = document.tables[0].rows[1]
    row.cells[0].text, row.cells[4].text, row.cells[5].text = numbers()[ids[2]], "代办", "2026-11-01"
    row = document.tables[0].rows[2]
    row.cells[4].text, row.cells[5].text = "已修复", "2026-12-24"
    buffer = BytesIO()
    document.save(buffer)
    found = receipts.returned("回执.docx", buffer.getvalue())
    assert [one.done_on for one in found.lines] == [None]
    assert len(found.remarks) == 2
    assert receipts.take_in(found, actor=OFFICE).done == ()
    assert other not in {one.unit_id for one in all_of(NoticeReceipt) if one.replied_on}


def without_number(data: bytes) -> bytes:
    document = docx.Document(BytesIO(data))
    for paragraph in document.paragraphs:
        paragraph.text = ""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", 8) as book:
        book.writestr("word/document.xml", b"0" * 60_000_000)
    return buffer.getvalue()


def test_what_is_no_receipt_is_refused_with_a_sentence_and_nothing_changes():
    notice, unit, *_ = a_notice()
    _, data = receipts.blank(notice, unit)
    wrong = {
        b"": "DOCX", b"PK\x03\x04": "DOCX", b"%PDF-1.4": "扫描件", bomb(): "过大", data: "没有填写",
        without_number(data): "没有回执编号",
    }  # fmt: skip
    for given, sentence in wrong.items():
        found = receipts.returned("a.docx", given)
        assert sentence in found.fault
        with pytest.raises(NoticeRefused):
            receipts.take_in(found, actor=OFFICE)
    assert not any(one.replied_on for one in all_of(NoticeReceipt))


def test_staff_of_one_unit_take_in_only_their_own_and_a_notice_that_names_them_not_has_none():
    notice, unit, other, ids = a_notice()
    _, data = receipts.blank(notice, unit)
    found = receipts.returned("a.docx", filled(data, {numbers()[ids[0]]: ("好", "")}))
    with pytest.raises(NoticeRefused):
        receipts.take_in(found, actor=Actor("水", Role.STAFF, unit_id=other))
    with pytest.raises(NoticeRefused):
        receipts.blank(notice, a_unit())


def test_a_notice_on_paper_names_the_issues_that_were_entered_with_it():
    notice, unit = keeping.enter("notice", PAPER, actor=SUPERVISOR)[0], a_unit()
    with writing() as session:
        session.add(NoticeReceipt(notice_id=notice, unit_id=unit, issues=1))
    issue = an_issue(unit_id=unit, notice_id=notice, title="错链")
    name, data = receipts.blank(notice, unit)
    found = receipts.returned(name, filled(data, {numbers()[issue]: ("已修复", "2026-11-20")}))
    assert receipts.take_in(found, actor=OFFICE).done == (issue,)


def scan_of(kind: str) -> bytes:
    """A stamped paper as a scanner makes it."""
    buffer = BytesIO()
    Image.new("RGB", (200, 280), "white").save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(("kind", "ending"), [("PDF", "pdf"), ("JPEG", "jpg"), ("PNG", "png")])
def test_a_stamped_scan_is_matched_by_its_name_and_keeps_what_the_file_before_it_said(kind: str, ending: str):
    notice, unit, _, ids = a_notice()
    name, data = receipts.blank(notice, unit)
    assert receipts.number_of(notice, unit) in name
    first = receipts.returned(name, filled(data, {numbers()[ids[0]]: ("已补充内容", "2026-11-20")}))
    receipts.take_in(first, actor=OFFICE)
    scan = receipts.returned(f"盖章 hz-{notice}-{unit}.{ending}", scan_of(kind), actor=OFFICE, opened=notice)
    assert (scan.fault, scan.scan, scan.unit_id, scan.rectified) == ("", True, unit, ())
    assert "已于 2026-11-23 反馈" in "".join(scan.remarks)
    receipts.take_in(scan, actor=OFFICE)
    (row,) = [one for one in all_of(NoticeReceipt) if one.unit_id == unit]
    assert "已补充内容" in row.reply
    assert stored_files.read(row.digest) == scan.data
    assert "同一份文件" in receipts.returned(scan.name, scan.data).remarks[0]


def test_a_scan_without_a_number_or_of_broken_bytes_is_refused_with_what_to_do():
    notice, unit, *_ = a_notice()
    assert "文件名中写上编号" in receipts.returned("扫描.jpg", scan_of("JPEG")).fault
    assert receipts.returned(f"HZ-{notice}-{unit}.jpg", scan_of("JPEG")[:300]).fault
    assert receipts.returned(f"HZ-{notice}-{unit + 9}.jpg", scan_of("JPEG")).fault


def test_the_receipt_of_another_notice_or_unit_is_said_before_it_is_entered():
    notice, unit, other, ids = a_notice()
    later = issued(draft((), issue_ids=[ids[0]]), number="〔2026〕2号")
    name, data = receipts.blank(notice, unit)
    answered = filled(data, {numbers()[ids[0]]: ("好", "")})
    assert "不是当前打开的通报" in receipts.returned(name, answered, opened=later).remarks[0]
    assert receipts.returned(name, answered, opened=notice).remarks == ()
    theirs = Actor("水", Role.STAFF, unit_id=other)
    assert "本单位" in receipts.returned(name, answered, actor=theirs).fault


def test_a_receipt_that_an_office_program_saved_anew_is_read_the_same(tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    notice, unit, _, ids = a_notice()
    name, data = receipts.blank(notice, unit)
    (tmp_path / "in.docx").write_bytes(filled(data, {numbers()[ids[0]]: ("已补充内容", "2026年11月20日")}))
    (tmp_path / "out").mkdir()
    convert = [program, f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "docx"]
    subprocess.run(
        [*convert, "--outdir", "out", "in.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=180
    )
    found = receipts.returned(name, (tmp_path / "out" / "in.docx").read_bytes())
    assert (found.fault, found.unit_id, [one.text for one in found.lines]) == ("", unit, ["已补充内容"])
    assert found.lines[0].done_on == TODAY - timedelta(days=3)
