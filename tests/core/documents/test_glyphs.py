"""No letter of a paper or slide is missing once an office program draws it."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics

from core.common.export import chart_png
from core.common.letters import known, missing_letters, spelled
from core.documents import Text, docx_of, pdf_file
from core.documents.pdf_file import pdf_of
from core.reporting.pack.files import make_pack, pptx_of
from core.reporting.reports.period import read_period
from tests.core.documents.test_files import a_document

# Letters of names, marks and numbers as papers have them, some of them seldom.
USUAL = "督查〔2026〕1号“示例”（甲）：犇、喆、堃，①②③、％、—— ·【】《》、1,008条 98.6%"
# Letters of names beyond GBK, a bullet and a sign: they come from a font of their own.
BEYOND_GBK = "㙍㛃䶮𠮷𬭎𫄧𣲗•⻊"
BOXES = "\ufffd\u25a1\u0000"


@pytest.mark.usefixtures("demo_database")
def test_every_letter_has_a_glyph_in_docx_slides_and_pdf(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None or shutil.which("fc-list") is None:
        pytest.skip("LibreOffice and fontconfig are not installed")
    (tmp_path / "paper.docx").write_bytes(docx_of(a_document(body=[Text(USUAL + BEYOND_GBK)])))
    (tmp_path / "pack.pptx").write_bytes(pptx_of(make_pack(read_period("quarterly", "2026Q3"))))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(
        [program, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        + ["paper.docx", "pack.pptx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    (tmp_path / "own.pdf").write_bytes(pdf_of(a_document(body=[Text(USUAL + BEYOND_GBK)])))
    for name in ("paper", "pack", "own"):
        data = (tmp_path / f"{name}.pdf").read_bytes()
        shown = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
        assert len(shown) > 50, name
        assert [letter for letter in BOXES if letter in shown] == [], name
        assert boxes(data) == 0, name
        if name != "pack":
            assert set(BEYOND_GBK) <= set(shown), name
    words = "".join(one.text for one in docx.Document(tmp_path / "paper.docx").paragraphs)
    assert {letter for letter in set(words) if not letter.isspace() and not _drawn(letter)} == set()


def boxes(data: bytes) -> int:
    """How many glyphs of a file are the one for a missing letter: number 0 of the fonts in it."""
    found = 0
    for page in PdfReader(BytesIO(data)).pages:
        fonts = page["/Resources"].get("/Font", {})

        def seen(operator: bytes, operands: Any, _cm: Any, _tm: Any, fonts: Any = fonts) -> None:
            nonlocal found, wide
            if operator == b"Tf":
                wide = fonts[operands[0]].get_object()["/Subtype"] == "/Type0"
            if operator in (b"Tj", b"TJ") and wide:
                parts = operands[0] if operator == b"TJ" else operands
                found += sum(_zeros(part.original_bytes) for part in parts if hasattr(part, "original_bytes"))

        wide = False
        page.extract_text(visitor_operand_before=seen)
    return found


def _zeros(codes: bytes) -> int:
    return sum(codes[place : place + 2] == b"\0\0" for place in range(0, len(codes), 2))


def test_no_letter_of_a_paper_is_drawn_with_a_font_that_lacks_it() -> None:
    """Of our own PDF: each piece of a line names a font that has all its letters."""
    words = USUAL + BEYOND_GBK
    assert missing_letters(words) == ""
    for font in (pdf_file.REGULAR, pdf_file.BOLD):
        for name, piece in re.findall(r'<font name="([^"]+)">([^<]*)</font>', pdf_file.marked(words, font)):
            has = pdfmetrics.getFont(name).face.charToGlyph
            assert [letter for letter in piece if ord(letter) not in has] == []


def test_a_letter_that_no_font_has_is_printed_by_its_number_and_a_sentence_says_so() -> None:
    words = "བོད县 ☑已整改 ✗未整改 ★№㎡"
    data = pdf_of(a_document(body=[Text(words)], office="ئۇ办"))
    shown = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages)
    assert boxes(data) == 0
    assert "[U+0F56U+0F7CU+0F51]县" in shown
    assert "√已整改" in shown
    assert "×未整改★№㎡" in shown
    assert "U+0626U+06C7U+0F56U+0F7CU+0F51" in shown, "the sentence names them all"
    assert boxes(pdf_of(a_document(body=[Text(USUAL)]))) == 0


def test_letters_beyond_the_fonts_are_spelled_and_others_stay() -> None:
    assert spelled(USUAL + BEYOND_GBK) == USUAL + BEYOND_GBK
    assert missing_letters("☑❌⭐️ș") == ""
    assert missing_letters("甲😀甲😀") == "😀"
    assert set(map(ord, spelled("😀เᠠ"))) <= known()


def test_a_picture_spells_what_its_fonts_lack() -> None:
    def drawn(name: str) -> bytes:
        return chart_png({"data": {"values": [{"n": name, "v": 1}]}, "mark": "bar", "width": 90,
                          "encoding": {"y": {"field": "n"}, "x": {"field": "v", "type": "quantitative"}}},
                         dots=72)  # fmt: skip

    assert drawn("བ县") == drawn("[U+0F56]县") != drawn("县")


def _drawn(letter: str) -> bool:
    """Whether any font of this machine has it, for an office program takes the next that has."""
    asked = ["fc-list", f":charset={ord(letter):x}", "family"]
    return bool(subprocess.run(asked, check=True, capture_output=True).stdout.strip())
