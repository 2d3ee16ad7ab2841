"""Why a message did not leave, in words."""

from core.common.text import has, t


def error_text(error: str) -> str:
    """`error` is a key of the catalogue, or "key:code" with the code that a service answered."""
    name, _, code = error.partition(":")
    key = f"reminder.error.{name}"
    reason = t(key if has(key) else "reminder.error.unknown")
    return t("reminder.error.coded", reason=reason, code=code) if code else reason
