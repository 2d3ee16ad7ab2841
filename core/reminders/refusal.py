"""Why a step with reminders was refused."""

from core.common.errors import Refused


class ReminderRefused(Refused):
    """Nothing changed; `str()` is a sentence from the catalogue `reminder.refused`."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name, **values)
        self.key = f"reminder.refused.{name}"
