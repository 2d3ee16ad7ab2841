"""Every setting of the product, its name in the environment (or `.env`) and its default."""

import json
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import NoDecode

from core.common.faults import why
from core.common.text import LANGUAGES, t, use_language
from db.settings import ROOT, DatabaseSettings

__all__ = ["ROOT", "BadSettings", "Settings", "settings"]

SECRET_LEAST = 16
PROBES_A_DAY = 20
# Names of the last release: each is answered with the name to use now.
RENAMED = {"SUPERVISION_TOWN_PORT": "SUPERVISION_DEMO_PORT"}
# What a person must not read over somebody's shoulder, nor in a log.
_SECRET = frozenset({"secret_key", "database_url", "gateway_secret"})
DEMONSTRATION_PACE: dict[str, float] = {
    "availability_every_s": 20,
    "freshness_every_s": 60,
    "accounts_every_s": 300,
    "confirm_after_s": 5,
    "host_gap_s": 0.02,
    "crawl_gap_s": 0.02,
    "rollup_every_s": 60,
    "raw_days": 3,
    "backup_hour": -1,
}


class BadSettings(ValueError):
    """Settings that cannot be used: a line for each, naming the variable and what it must be."""


def _several(given: Any) -> Any:
    """Several values in one variable: set apart by commas or white space, or as JSON."""
    if not isinstance(given, str):
        return given
    if not given.lstrip().startswith("["):
        return given.replace(",", " ").split()
    try:
        return json.loads(given)
    except ValueError:
        raise PydanticCustomError("json_invalid", "must be values set apart by commas") from None


Several = Annotated[list[str], NoDecode, BeforeValidator(_several)]


OfPerson = Literal["leader", "auditor", "staff", "inspector", "supervisor", "administrator"]
ROLES = get_args(OfPerson)


class Settings(DatabaseSettings):
    """Read once from `SUPERVISION_*` in the environment, then from `.env`.

    Intervals are seconds. In a demonstration the ones not set by hand take the pace of
    `DEMONSTRATION_PACE`, so that a visitor sees a fault within a minute.
    """

    address: str = Field("127.0.0.1", description="Address the dashboard listens on")
    allowed_hosts: Several = Field(
        default_factory=list,
        description="Names the dashboard answers to besides this machine's own, such as `board.example.cn`",
    )
    port: int = Field(8501, description="Port of the dashboard; a free one is taken when it is in use")
    demo_port: int = Field(8700, description="First port of the demo sites")
    language: Literal["zh", "en"] = Field("zh", description="Language before a visitor chooses")
    demonstration: bool = Field(False, description="Short intervals and demo sites, for the demonstration")

    notice_percent_digits: int | None = Field(
        None, ge=0, le=4,
        description="Digits after the point of percentages in notices; unset: those of the rules",
    )  # fmt: skip
    notice_zeros: Annotated[list[Literal["level", "category", "platform"]], NoDecode,
                            BeforeValidator(_several)] = Field(
        default_factory=list,
        description="Groups that notices print even where there are none: level, category, platform",
    )  # fmt: skip
    operator_name: str = Field(
        "", description="Name written on changes where nobody signs in; empty: the duty officer"
    )
    operator_role: OfPerson = Field(
        "supervisor", description="Role of everyone who reaches a dashboard without sign-in"
    )
    sign_in: Literal["auto", "required", "open"] = Field(
        "auto",
        description="auto: as soon as an account exists; open: nobody signs in, on this machine only",
    )
    code_roles: Several = Field(
        default_factory=list,
        description="Roles that sign in with a one-time code besides the password, such as administrator",
    )
    gateway_header: str = Field("", description="Header in which the office's gateway names who signed in")
    gateway_secret: SecretStr = Field(
        SecretStr(""), description="What the gateway proves itself with in X-Gateway-Secret"
    )
    oidc_file: Path | None = Field(
        None, description="File (TOML) of the office's OpenID Connect server and of what its claims mean"
    )

    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Encrypts the addresses of reminders; at least 16 characters. Empty: the file secret.key",
    )

    checker: Literal["embedded", "external"] = Field(
        "embedded", description="embedded: the dashboard starts a checker when none holds the lease"
    )
    jobs: Literal["embedded", "external"] = Field(
        "embedded",
        description="embedded: the dashboard starts the process for long work; external: you do",
    )
    jobs_at_once: int = Field(2, ge=1, description="Pieces of long work done side by side on this machine")
    lease_s: float = Field(20, description="A checker's lease lapses this long after its last heartbeat")
    availability_every_s: float = Field(1800, description="Availability sweep; at least 20 a day")
    freshness_every_s: float = Field(21600, description="Site reading: every check of content")
    accounts_every_s: float = Field(86400, description="New-media accounts sweep")
    confirm_after_s: float = Field(60, description="Gap before a failed probe is tried again")
    requests_every_s: float = Field(3, description="How often requests for a re-check are looked up")
    rollup_every_s: float = Field(300, description="Window statistics")
    late_after: float = Field(2.5, description="Facts older than this many intervals are called late")
    threads: int = Field(16, description="Readings and re-checks under way at once")
    processes: int = Field(0, ge=0, description="Processes that read sites on this machine; 0: threads do")
    page_processes: int = Field(2, ge=1, description="Processes that take pages apart; one may be killed")
    page_s: float = Field(20, gt=0, description="Time for a page to be taken apart; then it is put aside")
    page_memory_mb: int = Field(
        1000, ge=150, description="Memory of a process that takes pages apart; then its page is put aside"
    )
    browser: Literal["off", "on"] = Field(
        "off",
        description="on: a Chromium of this machine reads pages that only a script writes, and draws faults",
    )
    browser_path: Path | None = Field(None, description="The Chromium to use; unset: the first that is found")
    browser_s: float = Field(30, gt=0, description="Time for one page in the browser; then it is killed")
    browser_memory_mb: int = Field(
        1500, ge=300, description="Memory of the browser and its children; then they are killed"
    )
    engine: Literal["local", "dask"] = Field(
        "local", description="Where work runs: on this machine, or on a Dask cluster"
    )
    scheduler: str = Field("", description="Address of the cluster's scheduler, such as tls://10.0.0.5:8786")
    scheduler_retry_s: float = Field(
        30, gt=0, description="A scheduler that did not answer is tried again after so long"
    )
    release: str = Field(
        "",
        description="Name of what is installed, equal in all parts of a cluster; empty: a digest of the code",
    )
    cluster_certificates: Path | None = Field(
        None, description="Folder with ca.pem, cert.pem and key.pem of this part of the cluster"
    )
    probes_at_once: int = Field(
        128, ge=1, description="Probes under way at once; many more make quick sites look slow"
    )
    mass_flip_share: float = Field(
        0.4, description="If a larger share of channels fails at once, the failures wait for a person"
    )
    mass_flip_least: int = Field(8, description="… but only when at least this many fail at once")
    reference_urls: Several = Field(
        default_factory=list, description="Addresses tried before a sweep; if all fail, the run is void"
    )
    raw_days: float = Field(90, description="Days that raw results are kept")

    backup_hour: int = Field(
        2, ge=-1, le=23,
        description="Hour (Asia/Shanghai) at which the checker makes and verifies a copy; -1: never",
    )  # fmt: skip
    backup_dir: Path | None = Field(None, description="Folder of these copies; unset: backups in data_dir")
    backup_days: int = Field(7, ge=1, description="Days of which the last copy is kept")
    backup_weeks: int = Field(5, ge=0, description="… weeks")
    backup_months: int = Field(12, ge=0, description="… months")

    fetch_max_bytes: int = Field(2_000_000, description="Bytes of a page that are read")
    fetch_max_redirects: int = Field(20, description="Redirects followed, as many as browsers follow")
    crawls_at_once: int = Field(1, ge=0, description="Whole sites read at once; 0: none on this machine")
    crawl_processes: int = Field(1, ge=1, description="Processes for a whole site at full speed")
    crawl_parallel: int = Field(4, ge=1, description="Addresses of a whole site asked for at once")
    crawl_gap_s: float = Field(
        0.1, ge=0, description="Least gap between two visits to a site while the whole of it is read"
    )
    crawl_robots: Literal["obey", "ignore"] = Field(
        "ignore", description="robots.txt of sites under supervision, when whole sites are read"
    )
    crawl_memory_mb: float = Field(
        2000, ge=0,
        description="Room for what is remembered of whole sites, read longest ago goes first; 0: nothing",
    )  # fmt: skip
    crawl_full_every_days: float = Field(
        30, ge=0, description="A whole site is read without what is remembered of it this often; 0: always"
    )
    host_gap_s: float = Field(0.5, description="Least gap between two visits to one host while it is read")
    allowed_private: Several = Field(
        default_factory=list,
        description="Private addresses that may be visited, as `address-or-network[:port[-port]]`",
    )
    trusted_ca: Path | None = Field(
        None, description="File (PEM) of a further certificate authority to believe, such as the office's own"
    )
    contact: str = Field("", description="Contact named in the checker's User-Agent")

    @property
    def backup_folder(self) -> Path:
        """Where the checker's copies lie."""
        return self.backup_dir or self.data_dir / "backups"

    @model_validator(mode="before")
    @classmethod
    def _demonstration_pace(cls, values: dict[str, object]) -> dict[str, object]:
        if str(values.get("demonstration", "")).lower() in {"1", "true", "yes", "on"}:
            return {**DEMONSTRATION_PACE, **values}
        return values

    @model_validator(mode="after")
    def _long_enough(self) -> Self:
        if 0 < len(self.secret_key.get_secret_value()) < SECRET_LEAST:
            raise PydanticCustomError(
                "setting_secret",
                "SUPERVISION_SECRET_KEY: needs at least {least} characters",
                {"least": SECRET_LEAST},
            )
        return self

    @field_validator("code_roles")
    @classmethod
    def _known_roles(cls, given: list[str]) -> list[str]:
        unknown = [role for role in given if role not in ROLES]
        if unknown:
            raise PydanticCustomError(
                "setting_roles", "no role is named {unknown}", {"unknown": ", ".join(unknown)}
            )
        return given

    @model_validator(mode="after")
    def _spaced_enough(self) -> Self:
        if self.availability_every_s > 86_400 / PROBES_A_DAY:
            raise PydanticCustomError(
                "setting_sweeps",
                "SUPERVISION_AVAILABILITY_EVERY_S: at most {most}, the 5 % rule needs {least} probes a day",
                {"most": 86_400 // PROBES_A_DAY, "least": PROBES_A_DAY},
            )
        if self.engine == "dask" and not self.scheduler:
            raise PydanticCustomError(
                "setting_scheduler",
                "SUPERVISION_SCHEDULER: SUPERVISION_ENGINE=dask needs the scheduler's address",
            )
        return self


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once.

    Raises `BadSettings`."""
    for old in RENAMED.keys() & os.environ.keys():
        raise BadSettings("\n".join(_in_both("command.renamed_setting", old=old, new=RENAMED[old])))
    try:
        return Settings()
    except ValidationError as wrong:
        raise BadSettings("\n".join(_said(wrong))) from None


def _in_both(key: str, **values: str) -> Iterator[str]:
    """A message in both languages: which one is wanted is itself a setting."""
    for language in LANGUAGES:
        use_language(language)
        yield t(key, **values)


def _said(wrong: ValidationError) -> Iterator[str]:
    """In both languages: which one is wanted is itself a setting."""
    for language in LANGUAGES:
        use_language(language)
        yield t("command.settings")
        yield from map(_line, wrong.errors())


def _line(error: ErrorDetails) -> str:
    if not error["loc"]:
        return why(error)
    name = str(error["loc"][0])
    given = "" if name in _SECRET else f"={error['input']}"
    return f"SUPERVISION_{name.upper()}{given}: {why(error)}"
