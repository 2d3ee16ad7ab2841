"""Titles break at words, in a fair shape, alike in DOCX, PDF and slides."""

from io import BytesIO

import docx
import pytest
from pptx import Presentation
from pypdf import PdfReader

from core.common.text import printable
from core.documents import Annex, Official, Text, docx_of, pdf_of
from core.documents.title_lines import paper_title, title_lines
from core.reporting.pack.presentation import pack_pptx

QUARTERLY = "2026年第3季度政府网站与政务新媒体监管季度报告"
# A title and its lines.
KNOWN = {
    QUARTERLY: "2026年第3季度|政府网站与政务新媒体监管季度报告",
    "2026年第三季度政府网站与政务新媒体监管工作报告": "2026年第三季度|政府网站与政务新媒体监管工作报告",
    "2019年度政府网站与政务新媒体监管工作报告": "2019年度|政府网站与政务新媒体监管工作报告",
    "2026年11月23日政府网站与政务新媒体监管日报": "2026年11月23日|政府网站与政务新媒体监管日报",
    "关于2026年政府网站与政务新媒体检查情况的通报": "关于2026年|政府网站与政务新媒体检查情况的通报",
}
# What a line may not end within.
WHOLE = (
    "报告",
    "通报",
    "通知",
    "政府网站",
    "政务新媒体",
    "季度",
    "第3季度",
    "办公室",
    "情况",
    "工作",
    "监管",
    "2026年",
)
PLACES = ("示例区", "沙坪坝区", "攀枝花市", "马尔康县", "阿坝藏族羌族自治州", "李家沱街道")
FORMS = (
    "{place}人民政府办公室关于2026年第三季度政府网站与政务新媒体检查情况的通报",
    "关于{place}2026年第三季度政府网站和政务新媒体监管工作情况的报告",
    "{place}政务新媒体、政府网站2026年监管工作季度报告",
    "{place}人民政府办公室关于进一步做好政府网站与政务新媒体监管工作有关事项的通知",
    "{place}关于印发《{place}政府网站与政务新媒体检查办法》的通知",
)


@pytest.mark.parametrize(("title", "lines"), KNOWN.items())
def test_a_title_breaks_between_its_parts(title, lines):
    assert "|".join(paper_title(title)) == lines


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("most", [16, 20, 24])
def test_no_line_ends_within_a_word_or_number(form, place, most):
    title = form.format(place=place)
    lines = title_lines(title, most)
    assert "".join(lines) == title
    assert all(len(line) <= most + 4 for line in lines)
    broken = {len("".join(lines[:count])) for count in range(1, len(lines))}
    for word in (*WHOLE, place):
        at = title.find(word)
        while at >= 0:
            assert not broken & set(range(at + 1, at + len(word))), (word, lines)
            at = title.find(word, at + 1)
    assert not [line for line in lines if line[0] in "的、》，" or line[-1] in "《"]
    # A word alone is no line, and the middle of three is not the shortest.
    assert min(map(len, lines)) >= 4
    if len(lines) == 3:
        assert len(lines[1]) + 2 >= min(len(lines[0]), len(lines[2]))


def test_english_breaks_at_spaces_and_never_after_a_little_word():
    lines = title_lines(
        "Quarterly report on the supervision of government websites and new media, Q3 2026", 20
    )
    assert len(lines) > 1
    assert " ".join(lines).endswith("Q3 2026")
    assert not [line for line in lines[:-1] if line.split()[-1] in ("on", "the", "of", "and")]


def test_what_is_no_title_is_left_to_the_paragraph():
    assert title_lines("", 20) == [""]
    assert title_lines("督" * 2000, 20) == ["督" * 2000]
    assert title_lines("甲\n乙", 20) == ["甲", "乙"]


def test_docx_pdf_and_slides_break_a_title_alike():
    official = Official(
        office="示例区人民政府办公室", number="", title=QUARTERLY, recipients="", body=[Text("正文。")],
        day="2026年11月23日", annexes=[Annex(QUARTERLY, ("列",), [["值"]], (1,))],
    )  # fmt: skip
    lines = paper_title(QUARTERLY)
    written = [one.text for one in docx.Document(BytesIO(docx_of(official))).paragraphs]
    assert written.count("\n".join(lines)) == 2
    for page in PdfReader(BytesIO(pdf_of(official))).pages:
        assert lines == [line for line in map(str.strip, page.extract_text().splitlines()) if line in lines]
    title = QUARTERLY
    cover = Presentation(BytesIO(pack_pptx(title, "来源：示例", []))).slides[0].shapes[0].text_frame
    assert cover.paragraphs[0].text.split("\v") == title_lines(title, 22)
    assert "\v" in cover.paragraphs[0].text
    assert cover.paragraphs[0].text.replace("\v", "") == printable(title)
