"""The office's own template of notices: what it may say, what is refused, and what comes out."""

from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.text import use_language
from core.documents.office_program import office_program
from core.notices import template
from core.notices.document import notice_docx, notice_pdf
from core.notices.draft import read_draft
from core.notices.scope import Examined
from db.models import AuditEntry
from tests.core.notices.places import SUPERVISOR, draft
from tests.rows import NOON, a_website, all_of, an_issue

LEADER = Actor("局长", Role.LEADER)


@pytest.fixture(autouse=True)
def at_noon(database):
    with clock.frozen(NOON):
        yield


def a_template(*paragraphs: str, header: str = "") -> bytes:
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def uploaded(*paragraphs: str, seen: int = 0, header: str = "") -> int:
    return template.upload("模板.docx", a_template(*paragraphs, header=header), seen=seen, actor=SUPERVISOR)


def refused(*paragraphs: str, header: str = "") -> str:
    with pytest.raises(DomainError) as why:
        uploaded(*paragraphs, header=header)
    assert template.in_force().number == 0
    return why.value.key.removeprefix("refusal.template_")


def words_of(data: bytes) -> str:
    return "\n".join(one.text for one in docx.Document(BytesIO(data)).paragraphs)


def test_a_notice_is_written_in_the_offices_template_until_it_goes_back():
    found = Examined(a_website(name="甲<乙>&丙"), "failed", problem="首页不更新")
    paper = draft([found], issue_ids=[an_issue(title="死链")], title="关于<第三季度>检查的通报")
    before = words_of(notice_docx(read_draft(paper)))
    number = uploaded(
        "本单位固定文字", "题：{{ 标题 }}；送：{{ recipients }}",
        "{%p for 段 in 正文 %}", "{%p if 段.级别 == 1 %}", "标题行 {{ 段.文字 }}", "{%p else %}",
        "{{ 段.文字 }}", "{%p endif %}", "{%p endfor %}",
        "{%p for 行 in 存在的主要问题 %}", "又 {{ 行 }}", "{%p endfor %}",
        header="页眉 {{ 发文机关 }}",
    )  # fmt: skip
    made = notice_docx(read_draft(paper))
    text = words_of(made)
    assert "本单位固定文字\n题：关于<第三季度>检查的通报；送：各单位" in text
    assert "标题行 一、总体情况" in text
    assert "又 共通报问题1项" in text
    assert "附件1" in text, "annexes follow in the product's layout"
    assert docx.Document(BytesIO(made)).sections[0].header.paragraphs[0].text == "页眉 示例办"
    assert any("甲<乙>&丙" in cell.text for table in docx.Document(BytesIO(made)).tables
               for row in table.rows for cell in row.cells)  # fmt: skip
    if office_program():
        pages = PdfReader(BytesIO(notice_pdf(read_draft(paper)))).pages
        assert "本单位固定文字" in pages[0].extract_text(), "the PDF is drawn from the same file"
    template.restore(seen=number, actor=SUPERVISOR)
    assert words_of(notice_docx(read_draft(paper))) == before
    assert "本单位固定文字" not in PdfReader(BytesIO(notice_pdf(read_draft(paper)))).pages[0].extract_text()
    trail = [(one.action, one.changes["name"][1]) for one in all_of(AuditEntry)
             if one.noun == "document_template"]  # fmt: skip
    assert trail == [("edit", "模板.docx"), ("restore", "")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_example_makes_the_text_of_the_products_own_layout(language):
    use_language(language)
    paper = draft([Examined(a_website(), "failed")])
    before = words_of(notice_docx(read_draft(paper)))
    template.upload("x.docx", template.example(), seen=0, actor=SUPERVISOR)
    after = words_of(notice_docx(read_draft(paper)))

    def lines(text: str) -> set[str]:
        return {line.strip() for line in text.splitlines() if line.strip()}

    assert lines(before) <= lines(after)


def test_what_a_template_may_not_say_is_refused_with_a_sentence_that_names_it():
    wrong = {
        "field": [
            "{{ 标题 }}{{ 签发人 }}", "{{ 标题.__class__ }}", "{{ ''.__class__.__mro__ }}",
            "{{ loop.index }}",
            "{%p for 段 in 正文 %}{{ 段.作者 }}{%p endfor %}",
        ],
        "list": ["{%p for 字 in 标题 %}", "{%p for 行 in range(1000000000) %}"],
        "forbidden": [
            "{{ 标题.upper() }}", "{{ 标题 * 1000000 }}", "{{ 标题|safe }}",
            "{% set 甲 = 标题 %}", "{% macro 甲() %}{% endmacro %}", "{% include '/etc/passwd' %}",
            "{{ 正文[0] }}", "{{ 10 ** 10 ** 10 }}",
        ],
        "syntax": ["{{ 发文 机关 }}", "{% if 标题 %}", "{{ 标题"],
    }  # fmt: skip
    ends = {"{%p for 字 in 标题 %}": ["{{ 字 }}", "{%p endfor %}"]}
    ends["{%p for 行 in range(1000000000) %}"] = ["{%p endfor %}"]
    found = {
        line: refused(*([line, *ends.get(line, ())] if "endfor" not in line else _split(line)))
        for lines in wrong.values()
        for line in lines
    }
    assert found == {line: name for name, lines in wrong.items() for line in lines}
    assert refused("正文", header="{{ 页数 }}") == "field"
    nested = (
        "{%p for 段 in 正文 %}",
        "{%p for 行 in 附件说明 %}",
        "{{ 行 }}",
        "{%p endfor %}",
        "{%p endfor %}",
    )
    assert refused(*nested) == "forbidden"


def _split(line: str) -> list[str]:
    """Tags of paragraphs stand in paragraphs of their own."""
    return line.replace("{%p endfor", "\n{%p endfor").replace(" %}{{", " %}\n{{").split("\n")


def test_a_template_that_would_grow_without_bound_is_refused():
    filler = "长" * 100_000
    assert refused("{%p for 段 in 正文 %}", filler, "{%p endfor %}") == "output"
    with pytest.raises(DomainError) as why:
        template.upload("a.docx", b"PK\x03\x04 nothing", seen=0, actor=SUPERVISOR)
    assert why.value.key == "refusal.template_file"


def test_only_a_supervisor_changes_it_and_never_over_a_colleagues_version():
    with pytest.raises(DomainError):
        template.upload("x.docx", a_template("甲"), seen=0, actor=LEADER)
    first = uploaded("甲 {{ 标题 }}")
    with pytest.raises(DomainError) as why:
        uploaded("乙", seen=0)
    assert why.value.key == "refusal.template_changed"
    assert template.in_force().number == first == 1
