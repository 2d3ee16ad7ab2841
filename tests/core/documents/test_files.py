"""Official documents as files: read back by other libraries, with the layout of GB/T 9704."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pypdf import PdfReader

from core.documents import Annex, Official, Text, docx_of, pdf_of
from core.documents.layout import head_size, signature_room

LINES = 60


def a_document(**fields):
    given = {
        "office": "示例区人民政府办公室",
        "number": "示例督查〔2026〕4号",
        "title": "关于检查情况的通报",
        "recipients": "各单位",
        "body": [
            Text("现将有关情况通报如下。"),
            Text("一、总体情况", level=1),
            Text("（一）立即整改。各单位要“举一反三”。", level=2, lead=8),
        ],
        "day": "2026年11月23日",
        "annexes": [Annex("检查情况表", ("序号", "名称"), [[n, f"网站{n}"] for n in range(LINES)], (1, 3))],
        "copies": "区委办公室",
        "printed": "示例区人民政府办公室　2026年11月23日印发",
        "red_head": True,
    }
    return Official(**{**given, **fields})


def read_docx(official):
    return docx.Document(BytesIO(docx_of(official)))


def text_of(document):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def read_pdf(official):
    return PdfReader(BytesIO(pdf_of(official)))


def pages(official):
    """The words of each page, as another library reads them."""
    return [page.extract_text() for page in read_pdf(official).pages]


def fonts_of(reader):
    """Every font of the file: its name, and what describes its letters."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get("/DescendantFonts", [font])[0].get_object()
            found[str(font["/BaseFont"])] = inner.get("/FontDescriptor", {})
    return found


def test_margins_grid_and_page_numbers_are_those_of_official_documents():
    document = read_docx(a_document())
    section = document.sections[0]
    measures = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(measure / Mm(1)) for measure in measures] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    assert document.settings.odd_and_even_pages_header_footer
    footers = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [one._element.pPr.find(qn("w:jc")).get(qn("w:val")) for one in footers] == ["right", "left"]


def test_the_body_is_sixteen_points_on_exact_lines_two_letters_in():
    paragraph = next(one for one in read_docx(a_document()).paragraphs if one.text.startswith("现将"))
    assert paragraph.paragraph_format.line_spacing == Pt(28.95)
    assert paragraph._element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    run = paragraph.runs[0]
    assert run.font.size == Pt(16)
    fonts = run._element.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:hint"))) == ("仿宋_GB2312", "eastAsia")


@pytest.mark.parametrize(
    ("starts", "font"),
    [
        ("示例区人民政府办公室文件", "方正小标宋简体"),
        ("关于", "方正小标宋简体"),
        ("一、", "黑体"),
        ("（一）", "楷体_GB2312"),
    ],
)
def test_headings_have_their_own_typefaces(starts, font):
    paragraph = next(one for one in read_docx(a_document()).paragraphs if one.text.startswith(starts))
    assert paragraph.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == font


def test_a_heading_runs_on_into_its_text():
    paragraph = next(one for one in read_docx(a_document()).paragraphs if one.text.startswith("（一）"))
    assert [run.text for run in paragraph.runs] == ["（一）立即整改。", "各单位要“举一反三”。"]


def test_the_signature_never_stands_alone_on_a_page():
    paragraphs = read_docx(a_document()).paragraphs
    place = next(n for n, one in enumerate(paragraphs) if one.text == "示例区人民政府办公室")
    assert paragraphs[place - 1].paragraph_format.keep_with_next
    assert paragraphs[place].paragraph_format.keep_with_next
    assert paragraphs[place + 1].text == "2026年11月23日"


def test_annexes_are_tables_whose_head_stands_on_every_page():
    document = read_docx(a_document())
    table = document.tables[0]
    assert len(table.rows) == LINES + 1
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[3].cells] == ["2", "网站2"]
    assert table.columns[1].width > 2.5 * table.columns[0].width


@pytest.mark.parametrize(("count", "lines"), [(0, []), (1, ["附件：甲0"]), (2, ["附件：1. 甲0", "2. 甲1"])])
def test_annexes_are_listed_under_the_text(count, lines):
    annexes = [Annex(f"甲{n}", ("名",), [["x"]], (1,)) for n in range(count)]
    words = text_of(read_docx(a_document(annexes=annexes)))
    after = words[
        words.index("（一）立即整改。各单位要“举一反三”。") + 1 : words.index("示例区人民政府办公室")
    ]
    assert after == lines


def test_a_draft_says_so_where_its_number_would_stand():
    words = text_of(read_docx(a_document(number="", mark="草稿 · 未印发")))
    assert words[1] == "草稿 · 未印发"
    assert "草稿 · 未印发" in pages(a_document(number="", mark="草稿 · 未印发"))[0].replace("\u2002", " ")


def test_there_is_no_red_head_unless_it_is_asked_for():
    plain = a_document(red_head=False)
    assert text_of(read_docx(plain))[:2] == ["示例督查〔2026〕4号", "关于检查情况的通报"]
    assert "文件" not in "".join(pages(plain))
    assert text_of(read_docx(a_document(red_head=False, number="")))[0] == "关于检查情况的通报"


def test_no_font_is_shipped_inside_the_file():
    with ZipFile(BytesIO(docx_of(a_document()))) as package:
        assert not [name for name in package.namelist() if "font" in name.lower() and name.endswith(".odttf")]


def test_the_pdf_holds_every_word_and_row():
    text = "".join(pages(a_document())).replace("\n", "")
    for words in (
        "示例区人民政府办公室文件",
        "示例督查〔2026〕4号",
        "关于检查情况的通报",
        "抄送：区委办公室",
    ):
        assert words in text
    assert all(f"网站{n}" in text for n in range(LINES))


def test_no_line_of_the_pdf_begins_with_a_comma():
    words = ["甲" * count + "，乙丙。" for count in range(20, 36)]
    text = "\n".join(pages(a_document(body=[Text(one) for one in words])))
    lines = text.split("\n")
    assert not [line for line in lines if line.startswith(("，", "；", "："))]
    assert any(line.endswith("，") for line in lines)


def test_the_pdf_embeds_its_fonts():
    fonts = fonts_of(read_pdf(a_document()))
    ours = [about for name, about in fonts.items() if "NotoSansSC" in name]
    assert ours
    assert all("/FontFile2" in about for about in ours)


def test_the_pdf_numbers_its_pages():
    found = pages(a_document())
    assert [f"—{n}—" in page.replace(" ", "") for n, page in enumerate(found, start=1)] == [True] * len(found)


@pytest.mark.parametrize("make", [docx_of, pdf_of])
def test_text_from_outside_is_not_obeyed(make, tmp_path: Path):
    hostile = "<b>&amp;</b> <para> ]]> {0} \x0b"
    data = make(a_document(title=hostile.replace("\x0b", ""), body=[Text("<font color='red'>甲</font>")]))
    assert len(data) > 5_000


def test_a_name_that_the_bold_font_lacks_comes_in_the_regular_one():
    assert "李喆、朱镕" in pages(a_document(title="关于李喆、朱镕同志的通报"))[0].replace("\n", "")


@pytest.mark.parametrize(
    ("office", "day", "rooms"),
    [("示例区人民政府办公室", "2026年11月23日", (2.0, 3.0)), ("区府办", "2026年11月23日", (8.0, 2.0))],
)
def test_the_day_begins_two_letters_after_the_signature(office, day, rooms):
    assert signature_room(office, day) == rooms


def test_a_long_office_still_has_its_red_head_in_one_line():
    assert head_size("示例区人民政府办公室文件") > head_size("示例自治区示例市示例区人民政府办公室文件") >= 24
