"""Why a move was refused, in the reader's language."""

from core.common.text import t


class Refused(RuntimeError):
    """A move that was not made; nothing changed. `str()` is a sentence for the person who tried."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = f"refusal.{key}"
        self.values = values
        super().__init__(self.key)

    def __str__(self) -> str:
        return t(self.key, **self.values)
