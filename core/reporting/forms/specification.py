"""The field lists of the yearly forms: `forms.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from core.common.text import language

FILE = Path(__file__).with_name("forms.toml")
Form = Literal["website", "supervision"]
FORMS: tuple[Form, ...] = ("website", "supervision")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FormField(_Part):
    """One line of a form. Without a `source` a person enters it: a whole number or, with `text`, words."""

    key: str
    zh: str
    en: str
    unit: str = ""
    source: str = ""
    text: bool = False

    @property
    def label(self) -> str:
        """Its name in the language in use."""
        return self.zh if language() == "zh" else self.en

    @property
    def measure(self) -> str:
        """The measure word of its value; English has none."""
        return self.unit if language() == "zh" else ""


class FormSection(_Part):
    heading: dict[str, str]
    field: tuple[FormField, ...]


class Forms(_Part):
    version: str
    recalled: bool
    title: dict[str, dict[Form, str]]
    website: tuple[FormSection, ...]
    supervision: tuple[FormSection, ...]

    def sections(self, form: Form) -> tuple[FormSection, ...]:
        """The sections of one form."""
        return self.website if form == "website" else self.supervision


@lru_cache(maxsize=1)
def forms() -> Forms:
    """The forms. Raises `pydantic.ValidationError` naming every wrong key."""
    return Forms.model_validate(tomllib.loads(FILE.read_text("utf-8")))
