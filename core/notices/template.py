"""The office's own template of notices: a DOCX with fields, instead of the product's layout.

The names of fields are those of both languages' catalogues, so that a template works whatever language a
notice is written in. Annexes follow the text in the product's layout: their columns differ from one to the
next."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from core.access import Actor, Role, record, require
from core.common import clock, stored_files
from core.common.errors import DomainError
from core.common.text import LANGUAGES, catalogue, t
from core.documents import Official, Text, docx_of
from core.documents.template import Known, check_template
from core.notices.rules import notice_rules
from db.engine import reading, writing
from db.models import DocumentTemplate

Make = Callable[[], bytes]
KIND = "notice"
FIELDS = ("title", "office", "number", "recipients", "copies", "day", "printed", "mark")
BODY, ANNEXES = "body", "annexes"
# A heading of this level without text behind it is lead as a whole.
SECOND = 2
ITEM = ("text", "level", "lead", "rest")


@dataclass(frozen=True, slots=True)
class Template:
    """The version in force. `number` 0 and `own` False: the office never uploaded one."""

    number: int
    own: bool = False
    name: str = ""
    digest: str = ""
    made_by: str = ""
    made_at: datetime | None = None


def known() -> Known:
    """The fields a template may use, in both languages."""
    items = tuple(name for key in ITEM for name in names(f"item.{key}"))
    lists: dict[str, tuple[str, ...]] = dict.fromkeys(names(f"field.{BODY}"), items)
    lists |= dict.fromkeys(names(f"field.{ANNEXES}"), ())
    for key in sections():
        lists |= dict.fromkeys(section_names(key), ())
    return Known([name for key in FIELDS for name in names(f"field.{key}")], lists)


def names(key: str) -> tuple[str, ...]:
    """What a field is called in each language."""
    return tuple(catalogue(language)[f"notice.template.{key}"] for language in LANGUAGES)


def section_names(key: str) -> tuple[str, ...]:
    """The lines of a section are called by its heading."""
    headings = (catalogue(language)[f"notice.heading.{key}"] for language in LANGUAGES)
    return tuple(map(_name, headings))


def section_name(key: str) -> str:
    """What it is called in the language in use."""
    return _name(t(f"notice.heading.{key}"))


def _name(heading: str) -> str:
    return re.sub(r"\W+", "_", heading)


def sections() -> list[str]:
    """The sections there may be in a notice of any kind, in order."""
    return list(dict.fromkeys(key for keys in notice_rules().sections.values() for key in keys))


def context(official: Official, bodies: Mapping[str, str], annexes: Iterable[str]) -> dict[str, Any]:
    """What the fields stand for in one notice."""
    values: dict[str, Any] = {}
    for key in FIELDS:
        values |= dict.fromkeys(names(f"field.{key}"), getattr(official, key))
    body, listed = [_item(one) for one in official.body], list(annexes)
    values |= dict.fromkeys(names(f"field.{BODY}"), body)
    values |= dict.fromkeys(names(f"field.{ANNEXES}"), listed)
    for key in sections():
        lines = [line.strip() for line in bodies.get(key, "").splitlines() if line.strip()]
        values |= dict.fromkeys(section_names(key), lines)
    return values


def in_force() -> Template:
    """The template that notices are written in."""
    with reading() as session:
        row = session.execute(
            select(DocumentTemplate)
            .where(col(DocumentTemplate.kind) == KIND)
            .order_by(col(DocumentTemplate.version).desc())
            .limit(1)
        ).scalar_one_or_none()
        if row is None:
            return Template(0)
        return Template(row.version, bool(row.digest), row.name, row.digest, row.made_by, row.made_at)


def data_of(template: Template) -> bytes:
    """The file of the office's template. Raises `DomainError` when it is gone or not whole any more."""
    data = stored_files.read(template.digest)
    if data is None:
        raise DomainError("template_gone", name=template.name)
    return data


def upload(name: str, data: bytes, *, seen: int, actor: Actor) -> int:
    """Write notices in this template from now on, and return its version. Supervisors only.

    `seen` is the version that was in force on the page. Raises `DomainError` for a file that is no template,
    with a sentence naming what is wrong, and when somebody else changed it meanwhile."""
    require(actor, Role.SUPERVISOR)
    if stored_files.kind_of(data) != "docx":
        raise DomainError("template_file")
    check_template(data, known())
    return _save(stored_files.keep_bytes(data), name.strip()[-200:], seen, actor)


def restore(*, seen: int, actor: Actor) -> int:
    """Go back to the product's layout; the office's versions stay. Supervisors only; raises as `upload`."""
    require(actor, Role.SUPERVISOR)
    return _save("", "", seen, actor)


def example() -> bytes:
    """A template that makes the product's own layout, to begin with, in the language in use."""

    def field(key: str) -> str:
        return "{{ " + t(f"notice.template.field.{key}") + " }}"

    item = t("notice.template.item.name")
    words, level, lead, rest = (f"{item}.{t(f'notice.template.item.{key}')}" for key in ITEM)
    body = [
        Text(f"{{%p for {item} in {t(f'notice.template.field.{BODY}')} %}}"),
        Text(f"{{%p if {level} == 1 %}}"), Text(f"{{{{ {words} }}}}", level=1),
        Text(f"{{%p elif {lead} %}}"),
        Text(f"{{{{ {lead} }}}}{{{{ {rest} }}}}", level=2, lead=len(lead) + 6),
        Text("{%p else %}"), Text(f"{{{{ {words} }}}}"), Text("{%p endif %}"), Text("{%p endfor %}"),
        Text(f"{{%p for {item} in {t(f'notice.template.field.{ANNEXES}')} %}}"),
        Text(f"{{{{ {item} }}}}"), Text("{%p endfor %}"),
    ]  # fmt: skip
    return docx_of(
        Official(
            office=field("office"),
            number=field("number") + field("mark"),
            title=field("title"),
            recipients=field("recipients"),
            body=body,
            day=field("day"),
            copies=field("copies"),
            printed=field("printed"),
            red_head=False,
        )
    )


def _item(one: Text) -> dict[str, Any]:
    end = one.lead or (len(one.text) if one.level == SECOND else 0)
    lead, rest = one.text[:end], one.text[end:]
    values = {"text": one.text, "level": one.level, "lead": lead, "rest": rest}
    return {name: values[key] for key in ITEM for name in names(f"item.{key}")}


def _save(digest: str, name: str, seen: int, actor: Actor) -> int:
    newest = select(func.max(col(DocumentTemplate.version))).where(col(DocumentTemplate.kind) == KIND)
    try:
        with writing() as session:
            number = session.execute(newest).scalar() or 0
            if number != seen:
                raise DomainError("template_changed")
            session.add(
                DocumentTemplate(
                    kind=KIND, version=number + 1, digest=digest, name=name, made_by=actor.name,
                    made_at=clock.now(),
                )
            )  # fmt: skip
            record(
                session, actor=actor, action="edit" if digest else "restore", noun="document_template",
                noun_id=number + 1, changes={"name": (None, name), "version": (number, number + 1)},
            )  # fmt: skip
            return number + 1
    except IntegrityError as twice:
        raise DomainError("template_changed") from twice
