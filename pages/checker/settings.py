"""The settings in force, each with its name in the environment. What is secret is never shown."""

from pydantic import SecretStr

from core.common.settings import Settings, settings
from core.common.text import t
from pages.components.duration import span
from pages.components.format import number, percent
from pages.components.table import Column, paged, table_box

Line = tuple[str, str, str]
# An address of a database may carry its password, an address of a site a person's.
HIDDEN = ("database_url",)
COUNTED = ("reference_urls",)


def settings_in_force() -> None:
    """Every setting of the running product: its name, its value, its variable."""
    lines = settings_lines(settings())
    columns: list[Column[Line]] = [
        Column(t("checker.settings.name"), lambda row: row[0], width=230),
        Column(t("checker.value"), lambda row: row[1], width=200),
        Column(t("checker.settings.variable"), lambda row: row[2], width=320),
    ]
    table_box(
        paged(lines),
        columns,
        key="checker-settings",
        name=t("checker.settings.title"),
    )


def settings_lines(chosen: Settings) -> list[Line]:
    """Name, value and variable of every setting, in the order in which they are declared."""
    prefix = str(Settings.model_config.get("env_prefix", ""))
    return [
        (t(f"checker.setting.{name}"), _value(name, getattr(chosen, name)), f"{prefix}{name}".upper())
        for name in Settings.model_fields
    ]


def _value(name: str, value: object) -> str:
    if isinstance(value, SecretStr) or name in HIDDEN:
        filled = value.get_secret_value() if isinstance(value, SecretStr) else value
        return t(f"checker.settings.{'given' if filled else 'not_given'}")
    if isinstance(value, bool):
        return t(f"checker.settings.{'on' if value else 'off'}")
    if name in COUNTED and isinstance(value, list):
        return number(len(value))
    if isinstance(value, float | int):
        return _number(name, value)
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return str(value) if value else t("checker.settings.not_given")


def _number(name: str, value: float) -> str:
    if name.endswith("_s"):
        return span(value)
    if name.endswith("_share"):
        return percent(value)
    if name.endswith("_days"):
        return t("checker.span.days", n=f"{value:g}")
    if name == "late_after":
        return t("checker.settings.intervals", n=f"{value:g}")
    return str(value) if name.endswith("port") else number(value)
