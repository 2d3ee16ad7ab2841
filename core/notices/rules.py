"""How notices are drafted and numbered: `core/rules/notice.toml`, and the words of `phrases.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from db.models import NoticeKind

FILE = Path(__file__).parents[1] / "rules" / "notice.toml"
PHRASES = Path(__file__).with_name("phrases.toml")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberRule(_Part):
    """`form` makes a number of head, year and count; `pattern` takes one apart again."""

    form: str
    pattern: str


class NoticeRules(_Part):
    """`sections` is the order by kind. The limits by which scores are counted stand in the rule set."""

    name: str
    version: str
    source: str
    recalled: tuple[str, ...]
    reply_days: Annotated[int, Field(ge=1)]
    percent_digits: Annotated[int, Field(ge=0, le=4)]
    praised_most: Annotated[int, Field(ge=1)]
    leading_most: Annotated[int, Field(ge=1)]
    answered_within: Annotated[int, Field(ge=0)]
    number: NumberRule
    region: dict[str, tuple[str, ...]]
    sign: dict[NoticeKind, str]
    sections: dict[NoticeKind, tuple[str, ...]]


class Phrases(_Part):
    """Words by which a typed figure is recognised, in every language at once. `medium`: words after which
    a text speaks of websites or accounts; `units`: words that follow a number; `measures`: those of them
    that follow no count; `named_only`: those that are compared only behind the name of a figure, since
    limits have them, too; `no_counts`: what only looks like a unit; `stops`: what ends a clause; `turns`:
    what stands before the name of a group; `linking`: what may stand before a number in characters;
    `change`: words of a rise and of a fall; `earlier`: words of the periods compared with; `not_judged`:
    what no verdict may say; `no_keys`: keys that texts hold as words; `figure`: phrases by the key of a
    figure, `*` standing for either medium."""

    medium: dict[str, tuple[str, ...]]
    units: tuple[str, ...]
    measures: dict[str, Literal["percent", "points"]]
    named_only: tuple[str, ...]
    stops: str
    turns: tuple[str, ...]
    change: dict[Literal["up", "down"], tuple[str, ...]]
    earlier: dict[Literal["previous", "year"], tuple[str, ...]]
    ten_thousand: str
    linking: tuple[str, ...]
    no_counts: tuple[str, ...]
    not_judged: tuple[str, ...]
    no_keys: tuple[str, ...]
    figure: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def notice_rules() -> NoticeRules:
    """The rules in force. Raises `pydantic.ValidationError` naming every wrong key."""
    return NoticeRules.model_validate(tomllib.loads(FILE.read_text("utf-8")))


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """The words of typed figures."""
    return Phrases.model_validate(tomllib.loads(PHRASES.read_text("utf-8")))
