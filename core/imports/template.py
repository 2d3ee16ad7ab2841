"""The template of a kind: an empty sheet with its headings, and one that says what may stand below them."""

from core.common.sheet import Cell, Sheet
from core.common.text import t
from core.imports.kinds import Field, Kind


def template(kind: Kind) -> tuple[Sheet, Sheet]:
    """The two sheets, in the language in use."""
    fields = tuple(kind.fields.values())
    names = ("field", "required", "allowed", "also")
    headings = [t(f"imports.template.{name}") for name in names]
    return (
        Sheet(kind.name, [field.label for field in fields], []),
        Sheet(t("imports.template.guide"), headings, [_explained(field) for field in fields]),
    )


def _explained(field: Field) -> list[Cell]:
    if field.form == "choice":
        allowed = " / ".join(field.word_of(value) for value in field.choices())
    else:
        allowed = t(f"imports.form.{field.form}")
    need = t("field.yes") if field.required else ""
    return [field.label, need, allowed, t("document.comma").join(field.also[:6])]
