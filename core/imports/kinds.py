"""The kinds of files besides the register, and their fields, which are data: `kinds.toml`, and the chapters
of the yearly records (`core.records.chapters`)."""

import tomllib
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from core.common.errors import DomainError
from core.common.text import LANGUAGES, catalogue, t
from core.records.chapter import Chapter
from core.records.chapter import Field as ChapterField
from core.records.chapter import Kind as Of
from core.records.chapters import CHAPTERS
from core.records.headings import further_headings, further_words
from core.registry.fields import ChannelField, fold
from core.registry.importing.batches import REGISTRY
from core.registry.kinds import kind_name
from core.registry.kinds import kinds as channel_kinds

_DATA = Path(__file__).with_name("kinds.toml")
SHARED = 200  # of a heading that two fields may have
LESS_SURE = 50  # of a heading with further words before it
CHAPTER_ICON = ":material/edit_note:"

Form = Literal[
    "name", "text", "code", "url", "phone", "yesno", "day", "day_ahead", "month", "whole", "score", "choice",
    "unit", "channel", "site", "account", "column", "survey", "theme",
]  # fmt: skip
REFERRED = ("unit", "channel", "site", "account", "column", "survey", "theme")
# What a chapter needs and its tables say at most in their title: by which rules units were scored.
_BY_TITLE = frozenset({("unit_score", "rule_version")})
_OF_CHAPTERS: Mapping[Of, Form] = MappingProxyType(
    {
        Of.TEXT: "name", Of.DAY: "day", Of.DAY_TO_COME: "day_ahead", Of.MONTH: "month", Of.WHOLE: "whole",
        Of.SCORE: "score", Of.CHOICE: "choice", Of.UNIT: "unit", Of.SITE: "site", Of.COLUMN: "column",
        Of.SURVEY: "survey", Of.THEME: "theme", Of.CHANNEL: "channel",
    }
)  # fmt: skip


class Field(BaseModel):
    """One field of a kind; see the head of `kinds.toml`. `named`: where its name stands in the catalogues."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    named: str
    form: Form = "name"
    required: bool = False
    limit: int = 200
    also: tuple[str, ...] = ()
    topic: str = ""
    options: tuple[str, ...] = ()
    words: dict[str, str] = {}
    titled: bool = False
    into: str = ""
    otherwise: tuple[str, ...] = ()
    instead: str = ""
    last: tuple[str, ...] = ()
    dated: bool = False
    apart: str = ""

    @property
    def label(self) -> str:
        """The field's name in the language in use, which is also its heading in files."""
        return t(self.named)

    def choices(self) -> tuple[str, ...]:
        """The values that a choice may have, in their order."""
        if self.topic == "kind":
            return tuple(channel_kinds())
        return self.options or tuple(_under(self.topic))

    def word_of(self, value: Any) -> str:
        """A value as it is shown, in the language in use."""
        if self.form == "yesno" and isinstance(value, bool):
            return t("field.yes" if value else "field.no")
        if self.topic == "kind":
            return kind_name(str(value))
        known = self.form == "choice" and str(value) in self.choices()
        return t(f"{self.topic}.{value}") if known else "" if value is None else str(value)


class Kind(BaseModel):
    """One kind of file. `day` is the field by whose month a row counts; `chapter` is the chapter of the
    yearly records whose rows it holds, if any; rows with the same word in `group` have their `shared` fields
    from the first of them that fills these; `asks`: a person says of the file what `Said` holds; `monthly`:
    every month has its rows; `summed`: which are added up; `before`: what headings may put before their own
    words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    icon: str
    fields: dict[str, Field]
    day: str = ""
    chapter: str = ""
    group: str = ""
    asks: bool = False
    monthly: bool = False
    summed: bool = False
    before: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The kind's name in the language in use."""
        return t(f"records.chapter.{self.chapter}" if self.chapter else f"imports.kind.{self.key}")

    @property
    def required(self) -> tuple[Field, ...]:
        """The fields that no row can do without."""
        return tuple(field for field in self.fields.values() if field.required)

    @cached_property
    def moving(self) -> tuple[Field, ...]:
        """The fields whose words may belong in another."""
        return tuple(field for field in self.fields.values() if field.otherwise)

    @cached_property
    def into_text(self) -> tuple[Field, ...]:
        """The fields whose words may belong in the text of another."""
        return tuple(field for field in self.fields.values() if field.into)

    @cached_property
    def of_the_sheet(self) -> tuple[Field, ...]:
        """The fields that what stands around the rows may say."""
        return tuple(field for field in self.fields.values() if field.titled or field.dated)

    def enough(self, keys: set[str], *, dated: bool = False) -> bool:
        """Whether headings of these fields make a file of the kind; `dated`: its title says the day."""
        there = keys | {field.key for field in self.fields.values() if dated and field.dated}
        there |= {self.fields[key].instead for key in keys if key in self.fields}
        return all(field.key in there for field in self.required if not field.titled)

    def does_for(self, required: str) -> tuple[str, ...]:
        """The fields with which a row can do without a required one."""
        return tuple(field.key for field in self.fields.values() if field.instead == required)


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind by its key: those of the file, then the chapters."""
    data = tomllib.loads(_DATA.read_text("utf-8"))
    own = {key: _own(key, entry) for key, entry in data.items()}
    return own | {f"record-{one.key}": _of_chapter(one) for one in CHAPTERS}


def kind_of(key: str) -> Kind:
    """The kind called `key`. Raises `DomainError` when there is none."""
    if key not in kinds():
        raise DomainError("import_kind", key=key)
    return kinds()[key]


def name_of(key: str) -> str:
    """The name of a kind, or of the register, in the language in use."""
    return t("imports.registry") if key == REGISTRY else kind_of(key).name


@lru_cache(maxsize=64)
def headings_of(key: str) -> dict[str, tuple[str, int]]:
    """Every heading that a file of the kind may use, folded → the key of its field, and how sure: 0 most."""
    known: dict[str, tuple[str, int]] = {}
    for field in kind_of(key).fields.values():
        for language in LANGUAGES:
            known.setdefault(fold(catalogue(language)[field.named]), (field.key, 0))
    for field in kind_of(key).fields.values():
        for rank, word in enumerate(field.also, start=1):
            shared = SHARED if fold(word) in others_of(key) else 0
            known.setdefault(fold(word), (field.key, rank + shared))
    for word, (field_key, rank) in list(known.items()):
        for before in kind_of(key).before:
            known.setdefault(fold(before) + word, (field_key, rank + LESS_SURE))
    return known


@lru_cache(maxsize=64)
def others_of(key: str) -> dict[str, tuple[str, ...]]:
    """Headings that two fields of the kind may have, folded → the fields, the likeliest first."""
    found: dict[str, list[str]] = {}
    for field in kind_of(key).fields.values():
        for word in field.also:
            found.setdefault(fold(word), []).append(field.key)
    return {word: tuple(fields) for word, fields in found.items() if len(fields) > 1}


@lru_cache(maxsize=256)
def words_of(key: str, field: str) -> dict[str, str]:
    """Every spelling of a choice's values, folded, in both languages → the value."""
    one = kind_of(key).fields[field]
    spelled = {fold(word): value for word, value in one.words.items()}
    for value in one.choices() if one.form == "choice" else ():
        for language in LANGUAGES:
            spelled[fold(catalogue(language)[f"{one.topic}.{value}"])] = value
    return spelled


def cell_field(field: Field) -> ChannelField:
    """The reader's description of a field that holds text, a day, a telephone number or an address."""
    return _cell_field(field.key, field.form, field.limit)


@lru_cache(maxsize=512)
def _cell_field(key: str, form: Form, limit: int) -> ChannelField:
    read_as = {"text": "name", "month": "day", "day_ahead": "day", "code": "name"}.get(form, form)
    return ChannelField(key=key, form=read_as, limit=limit)


def _own(key: str, entry: dict[str, Any]) -> Kind:
    given = entry.pop("fields")
    fields = {
        name: Field(key=name, **{"named": f"imports.field.{name}", **one}) for name, one in given.items()
    }
    return Kind(key=key, fields=fields, **entry)


def _of_chapter(one: Chapter) -> Kind:
    fields = {field.name: _chapter_field(one, field) for field in one.fields}
    return Kind(
        key=f"record-{one.key}",
        icon=CHAPTER_ICON,
        fields=fields,
        day=one.day,
        chapter=one.key,
        monthly=one.monthly,
        summed=bool(one.sums),
    )


def _chapter_field(one: Chapter, field: ChapterField) -> Field:
    choices = {"topic": f"records.choice.{one.key}"} if field.kind is Of.CHOICE else {}
    by_title = (one.key, field.name) in _BY_TITLE
    return Field(
        key=field.name, also=further_headings(one.key, field.name),
        named=f"records.field.{one.key}.{field.name}", form=_OF_CHAPTERS[field.kind],
        required=field.required, options=tuple(member.value for member in field.choices or ()),
        words=further_words(one.key, field.name), titled=by_title, **choices,
    )  # fmt: skip


def _under(topic: str) -> list[str]:
    """The last words of the catalogue's keys right below a topic, in their order."""
    head = f"{topic}."
    return [
        key.removeprefix(head)
        for key in catalogue(LANGUAGES[0])
        if key.startswith(head) and "." not in key[len(head) :]
    ]
