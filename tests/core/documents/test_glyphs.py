"""No letter of a paper or slide is missing once an office program draws it."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from core.documents import Text, docx_of
from core.documents.pdf_file import pdf_of
from core.reporting.pack.files import make_pack, pptx_of
from core.reporting.reports.period import read_period
from tests.core.documents.test_files import a_document

# Letters of names, marks and numbers as papers have them, some of them seldom.
USUAL = "督查〔2026〕1号“示例”（甲）：犇、喆、堃，①②③、％、—— ·【】《》、1,008条 98.6%"
# The font that is shipped for PDF holds the letters of GBK, which these are not; office machines have them.
BEYOND_GBK = "㙍䶮𠮷"
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
    (tmp_path / "own.pdf").write_bytes(pdf_of(a_document(body=[Text(USUAL)])))
    for name in ("paper", "pack", "own"):
        data = (tmp_path / f"{name}.pdf").read_bytes()
        shown = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
        assert len(shown) > 50, name
        assert [letter for letter in BOXES if letter in shown] == [], name
    words = "".join(one.text for one in docx.Document(tmp_path / "paper.docx").paragraphs)
    assert {letter for letter in set(words) if not letter.isspace() and not _drawn(letter)} == set()


def _drawn(letter: str) -> bool:
    """Whether any font of this machine has it, for an office program takes the next that has."""
    asked = ["fc-list", f":charset={ord(letter):x}", "family"]
    return bool(subprocess.run(asked, check=True, capture_output=True).stdout.strip())
