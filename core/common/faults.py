"""What is wrong with data that was given to the product, in the reader's language: which key, and why."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.common.text import has, t


def fault_lines(wrong: ValidationError) -> list[str]:
    """One sentence for every wrong key of a rule set."""
    return [_line(error) for error in wrong.errors()]


def why(error: ErrorDetails) -> str:
    """What the value must be."""
    kind = f"rule.wrong.{error['type']}"
    values = {name: str(value) for name, value in error.get("ctx", {}).items()}
    return t(kind, **values) if has(kind) else error["msg"].removeprefix("Value error, ")


def _line(error: ErrorDetails) -> str:
    return f"{'.'.join(map(str, error['loc'])) or t('rule.wrong.whole')}: {why(error)}"
