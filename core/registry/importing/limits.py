"""How much a registry file may hold: `limits.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, PositiveInt

_DATA = Path(__file__).with_name("limits.toml")


class Limits(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: PositiveInt
    unpacked_bytes: PositiveInt
    parts: PositiveInt
    rows: PositiveInt
    columns: PositiveInt
    blank_rows: PositiveInt
    cell_characters: PositiveInt
    heading_rows: PositiveInt
    merged: PositiveInt

    @property
    def lines(self) -> int:
        """The lines of a sheet: its rows, and what may stand above them."""
        return self.rows + self.heading_rows


@lru_cache(maxsize=1)
def limits() -> Limits:
    """The limits in force."""
    return Limits.model_validate(tomllib.loads(_DATA.read_text("utf-8")))
