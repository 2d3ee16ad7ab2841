"""A whole notice as two files: an office program draws the DOCX page by page as the PDF has it."""

import re
from datetime import date

import pytest
from sqlmodel import select

from core.common import clock
from core.notices.document import notice_docx, notice_pdf
from core.notices.draft import read_draft
from db.engine import writing
from db.models import Channel, Unit
from tests.core.documents.test_lines import alike, in_the_office_program, pages_of
from tests.core.notices.places import Medium, draft, settle
from tests.rows import NOON, a_unit, a_website, an_issue

pytestmark = pytest.mark.usefixtures("database")


def test_a_whole_notice_breaks_into_the_same_pages_in_both_files(tmp_path):
    with clock.frozen(NOON):
        found = settle(Medium(24, failed=5, named={"level": {"city": 4, "county": 20}}), Medium(40, failed=6))
        units = [a_unit(name=f"示例区第{one}街道办事处") for one in "一二三四五六七八"]
        sites = [a_website(unit_id=one, name=f"示例网站{one}") for one in units]
        issues = [
            an_issue(unit_id=unit, channel_id=site, check=check, due_on=date(2026, 12, 8))
            for check in ("home_freshness", "links", "tags")
            for unit, site in zip(units, sites, strict=True)
        ]
        _named_as_in_life()
        made = read_draft(draft(found, issue_ids=issues))
        (tmp_path / "mine.pdf").write_bytes(notice_pdf(made))
        in_the_office_program({"theirs": notice_docx(made)}, tmp_path)
    mine, theirs = (pages_of(tmp_path / f"{name}.pdf") for name in ("mine", "theirs"))
    text = next(place for place, page in enumerate(mine) if page[0].startswith("附件1"))
    assert len(mine) == len(theirs)
    alike(mine[:text], theirs[:text])


def _named_as_in_life() -> None:
    """Without the letters and numbers that tests give to names: those depend on what ran before, and the
    other program puts room around them."""
    with writing() as session:
        for one in (*session.exec(select(Unit)), *session.exec(select(Channel))):
            number = "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in re.findall("[0-9]", one.name))
            one.name = re.sub("[0-9a-z_]+", "", one.name) + number[-2:]
