"""A yearly form as files: XLSX, DOCX, and the HTML page that a site publishes."""

from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, select_autoescape

from core.common import clock
from core.common.export import rows_xlsx
from core.common.sheet import Cell, Sheet
from core.common.text import language, printable, t
from core.documents import Annex, Official, Text, docx_of
from core.notices.lists import last_paper
from core.reporting.forms.filling import Filled

_templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape())


def form_xlsx(form: Filled) -> bytes:
    """The form as a workbook."""
    return rows_xlsx(Sheet(form.title, _headings(), _rows(form)))


def form_docx(form: Filled) -> bytes:
    """The form as a paper with its table."""
    office, _, _ = last_paper()
    today = clock.today()
    body = [Text(t("forms.of", name=form.name, address=form.address))] if form.name else []
    return docx_of(
        Official(
            office=office, number="", title=form.title, recipients="",
            body=[*body, Text(t("forms.missing", count=form.missing))] if form.missing else body,
            day=t("document.day", year=today.year, month=today.month, day=today.day),
            annexes=(Annex(form.title, _headings(), _rows(form), [11, 26, 12, 6]),),
        )
    )  # fmt: skip


def form_html(form: Filled) -> bytes:
    """The page to publish, in UTF-8: complete in itself, without scripts."""
    parts = [(heading, list(lines)) for heading, lines in groupby(form.lines, key=lambda one: one.heading)]
    page = _templates.get_template("form.html")
    drawn = page.render(form=form, parts=parts, language=language(), t=t, day=clock.today().isoformat())
    return printable(drawn).encode()


FILES: Mapping[str, Callable[[Filled], bytes]] = MappingProxyType(
    {"xlsx": form_xlsx, "docx": form_docx, "html": form_html}
)


def _headings() -> list[str]:
    return [t(f"forms.column.{name}") for name in ("section", "field", "value", "unit")]


def _rows(form: Filled) -> list[list[Cell]]:
    return [[one.heading, one.label, one.words, one.unit] for one in form.lines]
