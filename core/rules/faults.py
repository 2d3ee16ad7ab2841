"""What is wrong with a rule set, in the reader's language: which key, and why."""

from pydantic import ValidationError

from core.text import has, t


def fault_lines(wrong: ValidationError) -> list[str]:
    """One sentence for every wrong key."""
    return [_line(error) for error in wrong.errors()]


def _line(error: object) -> str:
    assert isinstance(error, dict)
    key = ".".join(map(str, error["loc"])) or t("rule.wrong.whole")
    kind = f"rule.wrong.{error['type']}"
    values = {name: str(value) for name, value in error.get("ctx", {}).items()}
    if not has(kind):
        return f"{key}: {error['msg'].removeprefix('Value error, ')}"
    return f"{key}: {t(kind, **values)}"
