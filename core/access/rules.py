"""The numbers of signing in, from `core/access/sign_in.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("sign_in.toml")


@dataclass(frozen=True, slots=True)
class PasswordRules:
    least_length: int
    longest: int
    least_kinds: int
    valid_days: int
    common: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignInRules:
    """Limits and spans; `per_name` and `per_address` count refused attempts within `window`."""

    password: PasswordRules
    window: timedelta
    per_name: int
    per_address: int
    locked: timedelta
    idle: timedelta
    longest: timedelta
    invitation: timedelta
    one_time: timedelta
    keep_sign_ins: timedelta
    keep_failures: timedelta


@lru_cache(maxsize=1)
def sign_in_rules() -> SignInRules:
    """The rules in force, read once."""
    data = tomllib.loads(FILE.read_text("utf-8"))
    password, limits, session = data["password"], data["limits"], data["session"]
    return SignInRules(
        password=PasswordRules(**{**password, "common": tuple(password["common"])}),
        window=timedelta(minutes=limits["window_minutes"]),
        per_name=limits["per_name"],
        per_address=limits["per_address"],
        locked=timedelta(minutes=limits["locked_minutes"]),
        idle=timedelta(minutes=session["idle_minutes"]),
        longest=timedelta(hours=session["longest_hours"]),
        invitation=timedelta(hours=data["invitation"]["valid_hours"]),
        one_time=timedelta(hours=data["invitation"]["one_time_hours"]),
        keep_sign_ins=timedelta(days=data["retention"]["sign_in_days"]),
        keep_failures=timedelta(days=data["retention"]["failure_days"]),
    )
