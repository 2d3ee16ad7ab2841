"""Why a step with a report or message was refused."""

from core.common.errors import Refused


class IntakeRefused(Refused):
    """Nothing changed; `str()` is a sentence from the catalogue `message.refused`."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name, **values)
        self.key = f"message.refused.{name}"
