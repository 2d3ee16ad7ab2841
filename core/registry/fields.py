"""The fields of a channel, which are data: `fields.toml`."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.common.text import LANGUAGES, catalogue, has, language, t
from core.registry import own_levels
from core.registry.kinds import Medium, kept_for_kinds, kind_name, kinds

_DATA = Path(__file__).with_name("fields.toml")
_LISTS = ("yesno", "division", "numbering", "nothing", "numerals", "ornaments", "level_sorts")
_WORD_TOPICS = {
    "category": "state.category",
    "level": "field.level",
    "unit_level": "state.level",
    "registered": "state.registered",
    "audience": "field.audience",
    "observed": "state.observed",
}

Form = Literal["name", "text", "code", "url", "hosts", "choice", "integer", "yesno", "day", "unit", "phone"]
Word = Annotated[str, StringConstraints(min_length=1)]


class ChannelField(BaseModel):
    """One field. `words` are further spellings of its values; `division_at` is where a filing number
    carries a division code; the rest is explained at the head of `fields.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    form: Form
    media: tuple[Medium, ...] = ("website", "account")
    kinds: tuple[str, ...] = ()
    required: tuple[Medium, ...] = ()
    limit: int = 200
    example: str = ""
    pattern: str = ""
    pattern_name: str = ""
    refused: str = ""
    refused_name: str = ""
    upper: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    words: dict[Word, str | int] = Field(default_factory=dict)
    doubtful: dict[Word, tuple[str, ...]] = Field(default_factory=dict)
    least: int = 0
    most: int = 0
    division: bool = False
    division_at: int | None = None
    also: tuple[str, ...] = ()
    stored: bool = True
    writable: bool = True

    @property
    def label(self) -> str:
        """The field's name in the language in use, which is also its heading in files."""
        return t(f"field.label.{self.key}")

    def matches(self, value: str) -> bool:
        """Whether the value has the pattern the field demands; an empty one has."""
        return not value or not self.pattern or _compiled(self.pattern).match(value) is not None


@kept_for_kinds
def fields() -> dict[str, ChannelField]:
    """Every field by its key, in the order of the file."""
    entries = {key: entry for key, entry in _data().items() if key not in _LISTS}
    return {key: ChannelField(key=key, **_completed(key, entry)) for key, entry in entries.items()}


def stored_fields() -> tuple[ChannelField, ...]:
    """The fields that are columns of the channel itself and that people write."""
    return tuple(field for field in fields().values() if field.stored and field.writable)


@kept_for_kinds
def fields_of(kind: str) -> tuple[ChannelField, ...]:
    """The fields that a channel of that kind has; all of them for a kind that is not in the file."""
    known = kinds().get(kind)
    return tuple(
        field
        for field in fields().values()
        if known is None
        or (known.medium in field.media and (not field.kinds or {kind, known.report} & {*field.kinds}))
    )


@kept_for_kinds
def applies(key: str, kind: str) -> bool:
    """Whether a channel of that kind has the field."""
    return any(field.key == key for field in fields_of(kind))


def is_required(field: ChannelField, kind: str) -> bool:
    """Whether a channel of that kind cannot do without the field."""
    known = kinds().get(kind)
    return known is not None and known.medium in field.required


def word_of(field: ChannelField, value: Any) -> str:
    """A value as it is shown and exported, in the language in use."""
    if value is None or value == "":
        return ""
    if field.key == "kind":
        return kind_name(str(value))
    if field.form == "yesno":
        return t("field.yes" if value else "field.no")
    if field.key == own_levels.TOPIC:
        return level_word(str(value))
    if field.key in _WORD_TOPICS and str(value) in field.options:
        key = f"{_WORD_TOPICS[field.key]}.{value}"
        return t(key) if has(key) else str(value)
    return str(value)


def level_word(level: str, *, own: bool = True) -> str:
    """What a level is called: as this office calls it in Chinese, unless `own` is off; a level of the
    office's own as it is."""
    if own and language() == LANGUAGES[0] and level in own_levels.names():
        return own_levels.names()[level]
    key = f"{_WORD_TOPICS[own_levels.TOPIC]}.{level}"
    return t(key) if level in standard_levels() and has(key) else level


def standard_levels() -> tuple[str, ...]:
    """The levels that everybody has, the highest first."""
    return tuple(_data()[own_levels.TOPIC]["options"])


@kept_for_kinds
def value_words(key: str) -> dict[str, str | int]:
    """Every spelling of the field's values, folded by `fold`, in both languages → the value."""
    field = fields()[key]
    spelled: dict[str, str | int] = {fold(word): value for word, value in field.words.items()}
    if key == "kind":
        spelled |= {fold(word): kind.key for kind in kinds().values() for word in kind.also}
    topic = "kind" if key == "kind" else _WORD_TOPICS.get(key, "")
    for one in LANGUAGES:
        for option in field.options:
            # Kinds of the office's own are named by their words alone.
            if name := catalogue(one).get(f"{topic}.{option}"):
                spelled[fold(name)] = option
    if key == own_levels.TOPIC:
        # Last: a word that means another level elsewhere means here what the office calls so.
        spelled |= {fold(name): level for level, name in own_levels.names().items()}
        # And a word that a person keeps apart is no spelling of a level that everybody has.
        spelled |= {fold(level): level for level in own_levels.known()}
    return {fold(option): option for option in field.options} | spelled


@lru_cache(maxsize=1)
def yesno_words() -> dict[str, bool]:
    """Every spelling of yes and no, folded."""
    data = _data()["yesno"]
    return {fold(w): True for w in data["yes"]} | {fold(w): False for w in data["no"]}


@kept_for_kinds
def doubtful_words(key: str) -> dict[str, tuple[str, ...]]:
    """Spellings, folded, that may mean several values of the field, the likeliest first."""
    return {fold(word): values for word, values in fields()[key].doubtful.items()}


@lru_cache(maxsize=1)
def ornaments() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What people write before and behind the word of a value without meaning another one."""
    data = _data()["ornaments"]
    return tuple(data["before"]), tuple(data["after"])


@lru_cache(maxsize=1)
def nothing_words() -> frozenset[str]:
    """What spreadsheets write where there is nothing, case and width made plain."""
    return frozenset(normalize("NFKC", word).casefold() for word in _data()["nothing"]["words"])


@lru_cache(maxsize=1)
def numerals() -> tuple[dict[str, int], str]:
    """The value of each numeral of days written out, and the character for ten."""
    data = _data()["numerals"]
    return {sign: value for value, signs in enumerate(data["digits"]) for sign in signs}, data["ten"]


@lru_cache(maxsize=1)
def level_sorts() -> frozenset[str]:
    """The letters by which words for a level tell what sort of place they mean."""
    return frozenset(_data()["level_sorts"]["letters"])


@lru_cache(maxsize=1)
def provinces() -> frozenset[str]:
    """The first two digits that a division code can have."""
    return frozenset(_data()["division"]["provinces"])


def numbering(kind: str) -> tuple[str, int]:
    """The letter that codes of that kind begin with, and how many digits follow at least."""
    data = _data()["numbering"]
    known = kinds().get(kind)
    return data[known.medium if known else "account"], data["digits"]


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """A heading or word without what people vary: width, spaces, line breaks, case, brackets, marks."""
    return re.sub(r"[\s*:_\-/()\[\]\u3010\u3011\u200b\ufeff]+", "", normalize("NFKC", text)).casefold()


def _completed(key: str, entry: dict[str, Any]) -> dict[str, Any]:
    if key == own_levels.TOPIC:
        return {**entry, "options": (*entry["options"], *own_levels.known())}
    return {**entry, "options": tuple(kinds())} if key == "kind" else entry


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


@lru_cache(maxsize=32)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
