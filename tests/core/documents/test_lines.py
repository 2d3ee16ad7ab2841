"""Lines and pages of official documents: 28 letters × 22 lines, marks at the ends of lines, splits."""

import random
import re
import shutil
import subprocess
from io import BytesIO
from itertools import accumulate
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from core.common.text import LANGUAGES, printable, use_language
from core.documents import Annex, Official, Text, docx_of, pdf_of
from core.documents.pdf_lines import CLOSING, OPENING, line_end

# A paragraph that fills lines of 28 letters, the first of which begins two letters in.
PARAGRAPH = "督" * (26 + 28 * 59)


def a_document(**fields):
    given = {
        "office": "示例区人民政府办公室", "number": "示例督查〔2026〕4号", "title": "关于检查情况的通报",
        "recipients": "各单位", "body": [Text(PARAGRAPH)], "day": "2026年11月23日",
    }  # fmt: skip
    return Official(**{**given, **fields})


def lines_of(data: bytes) -> list[list[str]]:
    """Pages of lines, without the page number."""
    pages = [page.extract_text().splitlines() for page in PdfReader(BytesIO(data)).pages]
    return [[line.strip() for line in page if line.strip() and "\u2014" not in line] for page in pages]


def pages_of(file) -> list[list[str]]:
    """Lines of every page as poppler reads them: pypdf cuts the lines of other programs elsewhere. A font
    may leave a gap between letters and figures, which is no letter."""
    read = ["pdftotext", "-layout", str(file), "-"]
    words = subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode()
    pages = [[re.sub(r"\s", "", line) for line in page.splitlines()] for page in words.split("\f")]
    return [[line for line in page if line and "\u2014" not in line] for page in pages if page]


def in_the_office_program(papers: dict[str, bytes], folder: Path) -> None:
    """Each DOCX as the program draws it, in one run of it: `folder`/name.pdf."""
    program = shutil.which("soffice")
    if program is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice and poppler are not installed")
    for name, data in papers.items():
        (folder / f"{name}.docx").write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/home"
    convert = [program, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    convert += [f"{name}.docx" for name in papers]
    subprocess.run(convert, cwd=folder, check=True, capture_output=True, timeout=180)


def test_a_page_of_the_pdf_has_22_lines_of_28_letters():
    pages = lines_of(pdf_of(a_document(body=[Text("督" * 6000)])))
    assert [len(line) for line in pages[1]] == [28] * 22


# Chapters whose paragraphs fill several pages; marks where lines end.
CHAPTERS = [
    part
    for place in "一二三四五六"
    for part in (
        Text(f"{place}、平台运行情况", level=1),
        Text(
            "各单位要高度重视，对照《检查指标》逐项自查；（一）健全机制，落实“三审三校”。"
            * (3 + 2 * len(place))
        ),
        Text("按照要求，各镇街、各部门按期完成整改，并将情况书面反馈。" * 9),
    )
]
# Papers whose every line is full: there both programs break letter for letter.
FULL = {
    "full lines": a_document(body=[Text("督" * 3000), Text("特此通报。")]),
    "red head": a_document(red_head=True, body=[Text("督" * 2000)]),
    "report": a_document(
        number="", recipients="", body=[Text("督" * 700), Text("结论", level=1), Text("查" * 80)]
    ),
} | {
    # The last paragraph ends somewhere near the foot of the page.
    f"last {lines}": a_document(body=[Text("督" * (26 + 28 * (lines - 1)))])
    for lines in (15, 16, 17, 18, 20)
} | {
    "list of annexes": a_document(
        body=[Text("督" * (26 + 28 * 12)), Text("特此通报。")],
        annexes=[Annex(f"第{n}张表", ("名称",), [["网站"]], (1,)) for n in "一二"],
    )
}  # fmt: skip
MIXED = {
    "chapters": a_document(
        title="第三季度政府网站与政务新媒体监管季度报告", number="", recipients="", body=CHAPTERS[:12]
    )
}


def test_every_page_of_the_docx_in_an_office_program_is_that_of_the_pdf(tmp_path):
    papers = FULL | MIXED
    in_the_office_program({name: docx_of(one) for name, one in papers.items()}, tmp_path)
    for name, official in papers.items():
        (tmp_path / "mine.pdf").write_bytes(pdf_of(official))
        mine, theirs = pages_of(tmp_path / "mine.pdf"), pages_of(tmp_path / f"{name}.pdf")
        assert "".join(map("".join, theirs)) == "".join(map("".join, mine)), name
        if name in FULL:
            assert theirs == mine, name
        alike(mine, theirs)


def alike(mine: list[list[str]], theirs: list[list[str]]) -> None:
    """Pages that end within two lines of each other. The other program puts room between Chinese and Latin
    letters whatever the file says, and draws two marks side by side narrower."""
    assert len(theirs) == len(mine) > 1
    for one, other in zip(mine, theirs, strict=True):
        assert abs(len(one) - len(other)) <= 1
    ends = [list(accumulate(len("".join(page)) for page in pages)) for pages in (mine, theirs)]
    assert max(abs(one - other) for one, other in zip(*ends, strict=True)) <= 2 * 28


def test_the_last_two_lines_go_along_with_a_signature_that_does_not_fit():
    official = a_document(number="", body=[Text("督" * (26 + 28 * 14))])
    paragraphs = [one for one in docx.Document(BytesIO(docx_of(official))).paragraphs if "督" in one.text]
    assert [len(one.text) for one in paragraphs] == [26 + 28 * 12, 2 * 28]
    assert [bool(one.paragraph_format.keep_with_next) for one in paragraphs] == [False, True]


@pytest.mark.parametrize("seed", range(6))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(seed):
    chance = random.Random(seed)
    alphabet = "督查平台网站" * 3 + "，。”“（）《》〔〕：" + "ab12.% "
    text = "".join(chance.choice(alphabet) for _ in range(900))
    widths = [1.0 if ord(one) > 0x2000 else 0.5 for one in text]
    start = 0
    while start < len(text):
        end = line_end(text, widths, start, 28.0)
        assert end > start
        line = text[start:end]
        assert sum(widths[start:end]) <= 29
        if end < len(text):
            assert text[end] not in CLOSING
            assert line[-1] not in OPENING
        start = end


def test_the_marks_stand_right_in_the_file_as_well():
    words = "各单位“举一反三”，（一）落实责任（含分工）。”各单位《方案》：" * 60
    lines = [line for page in lines_of(pdf_of(a_document(body=[Text(words)]))) for line in page]
    body = [line for line in lines if set(line) <= set(words)]
    assert len(body) > 60
    assert not [line for line in body if line[0] in CLOSING or line[-1] in OPENING]


def test_two_closing_marks_take_the_word_before_them_along():
    assert line_end("督" * 28 + "”。", [1.0] * 30, 0, 28.0) == 27
    assert line_end("督" * 28 + "。督", [1.0] * 30, 0, 28.0) == 29
    assert line_end("督" * 28 + "。督", [1.0] * 30, 0, 28.0, hang=False) == 27
    assert line_end("督" * 27 + "（督", [1.0] * 29, 0, 28.0) == 27


def test_nothing_but_marks_still_comes_to_an_end():
    start = 0
    for _ in range(40):
        start = line_end("。" * 100, [1.0] * 100, start, 28.0)
    assert start == 100


def test_the_last_paragraph_splits_and_leaves_two_lines_to_the_signature():
    for lines in range(18, 26):
        pages = lines_of(pdf_of(a_document(body=[Text("督" * (26 + 28 * (lines - 1)))])))
        last = pages[-1]
        assert "示例区人民政府办公室" in last
        assert sum(set(line) == {"督"} for line in last) >= 2, lines
        if len(pages) > 1:
            assert sum(set(line) == {"督"} for line in pages[0]) >= 14, lines


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", ["督", "word "])
def test_a_title_of_2000_letters_and_a_row_taller_than_a_page_make_both_files(language, letter):
    use_language(language)
    words = letter * (2000 // len(letter))
    rows = [[1, "甲", "短"], [2, words, words * 2], [3, "乙", "短"]]
    official = a_document(title=words, annexes=[Annex(words, ("No.", "B", "C"), rows, (1, 2, 3))])
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf_of(official))).pages)
    assert text.count(letter.strip()) >= 5 * len(words) // len(letter)
    assert "乙" in text
    table = docx.Document(BytesIO(docx_of(official))).tables[0]
    assert table.rows[2].cells[2].text == words * 2


def test_what_no_document_can_hold_is_left_out_of_both_files():
    words = "甲\x08乙\x03丙\x1f丁\ufffe戊\ud800己\x00庚\U0001ffff辛"
    official = a_document(
        title=words, office=words, body=[Text(words)], annexes=[Annex(words, (words,), [[words]], (1,))]
    )
    document = docx.Document(BytesIO(docx_of(official)))
    assert document.tables[0].rows[1].cells[0].text == "甲乙丙丁戊己庚辛"
    assert "甲乙丙丁戊己庚辛" in "".join(line for page in lines_of(pdf_of(official)) for line in page)


def test_line_ends_and_tabs_stay():
    assert printable("甲\r\n乙\r丙\x0b丁\t戊\u200b") == "甲\n乙\n丙\n丁\t戊\u200b"
