"""Why a step of a notice was refused."""

from core.common.errors import Refused


class NoticeRefused(Refused):
    """Nothing changed; `str()` is a sentence from the catalogue `notice.refused`."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name, **values)
        self.key = f"notice.refused.{name}"
