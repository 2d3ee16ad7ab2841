"""The template for registry files: an empty sheet with its headings, and a sheet that explains them."""

from io import BytesIO

import xlsxwriter

from core.common.text import catalogue, t
from core.registry.fields import ChannelField, fields, word_of
from core.registry.importing.limits import limits

WIDTHS = (24, 14, 60, 60, 40, 24)
LIST_LIMIT = 255  # a list of allowed values in a cell may not be longer


def template_xlsx() -> bytes:
    """The template in the language in use."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False}) as book:
        asked = [field for field in fields().values() if field.writable]
        _data_sheet(book, asked)
        _guide_sheet(book, asked)
    return buffer.getvalue()


def _data_sheet(book: xlsxwriter.Workbook, asked: list[ChannelField]) -> None:
    page = book.add_worksheet(t("importing.template.data"))
    text = book.add_format({"num_format": "@"})
    plain = {"bold": True, "bottom": 1, "valign": "vcenter"}
    head = book.add_format({**plain, "bg_color": "#E8EEF5"})
    needed = book.add_format({**plain, "bg_color": "#CBDBEE"})
    for place, field in enumerate(asked):
        # Text cells keep codes as they are typed; days stay days.
        page.set_column(
            place, place, max(14, 2 * len(field.label) + 4), None if field.form == "day" else text
        )
        page.write_string(0, place, field.label, needed if field.required else head)
        allowed = _allowed(field)
        if allowed and len(",".join(allowed)) <= LIST_LIMIT:
            page.data_validation(
                1,
                place,
                limits().rows,
                place,
                {"validate": "list", "source": allowed, "error_type": "warning"},
            )
    page.freeze_panes(1, 0)


def _guide_sheet(book: xlsxwriter.Workbook, asked: list[ChannelField]) -> None:
    page = book.add_worksheet(t("importing.template.guide"))
    head = book.add_format({"bold": True, "bg_color": "#E8EEF5", "bottom": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    names = ("field", "required", "help", "allowed", "example", "english")
    page.write_row(0, 0, [t(f"importing.template.{name}") for name in names], head)
    for number, field in enumerate(asked, start=1):
        cells = (
            field.label,
            _need(field),
            t(f"field.help.{field.key}"),
            " / ".join(_allowed(field)),
            field.example,
            catalogue("en")[f"field.label.{field.key}"],
        )
        for place, cell in enumerate(cells):
            page.write_string(number, place, cell, body)
    for place, width in enumerate(WIDTHS):
        page.set_column(place, place, width)
    page.freeze_panes(1, 0)


def _need(field: ChannelField) -> str:
    if len(field.required) == 2:
        return t("importing.template.required_both")
    if field.required:
        return t(f"importing.template.required_{field.required[0]}")
    return t(f"importing.template.only_{field.media[0]}") if len(field.media) == 1 else ""


def _allowed(field: ChannelField) -> list[str]:
    if field.form == "yesno":
        return [t("field.yes"), t("field.no")]
    if field.form == "integer":
        return [str(number) for number in range(field.least, field.most + 1)]
    return [word_of(field, option) for option in field.options]
