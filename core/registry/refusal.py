"""Why a change of the registry was not made."""

from collections.abc import Sequence

from core.common.errors import Refused
from core.registry.validate import Fault


class Declined(Refused):
    """A change that was not made; nothing changed. `key` is a whole key of a catalogue."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, **values)
        self.key = key


class Invalid(Refused):
    """Values that cannot be stored; `faults` says what is wrong with each field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("invalid")
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return " ".join(str(fault) for fault in self.faults)
