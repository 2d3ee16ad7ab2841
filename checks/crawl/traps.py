"""Addresses without end: calendars, growing paths, growing queries, session numbers.

Each is known by the address alone, never by how many came before, so that every run and every number of
processes leaves out the same ones."""

import re
from collections import Counter
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .limits import data

_DATE = re.compile(
    r"(?<!\d)((?:19|20|21)\d{2})(?:[-/_.]?(1[0-2]|0?[1-9])(?:[-/_.]?(3[01]|[12]\d|0?[1-9]))?)?(?!\d)"
)


class Trap(StrEnum):
    """Why an address is not followed."""

    PATH = "path"
    QUERY = "query"
    PAGING = "paging"
    CALENDAR = "calendar"


def trap(url: str, today: date) -> Trap | None:
    """The trap that `url` belongs to, if any. `today` is the first day of the crawl."""
    rule = data()["traps"]
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > rule["segments"] or _repeats(segments, rule["repeats"]):
        return Trap.PATH
    if not parts.query:
        return Trap.CALENDAR if _calendar_path(segments, today) else None
    pairs = parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1")
    names = [name.lower() for name, _ in pairs]
    if (
        len(parts.query) > rule["query_chars"]
        or len(pairs) > rule["query_parts"]
        or max(Counter(pairs).values(), default=0) > 1
        or sum(parts.query.lower().count(mark) for mark in rule["nested"]) > 1
    ):
        return Trap.QUERY
    if any(
        name in _words("paging") and value.isdecimal() and int(value) > rule["page_number"]
        for name, (_, value) in zip(names, pairs, strict=True)
    ):
        return Trap.PAGING
    if _words("calendar").intersection([*names, *map(str.lower, segments)]) and _far(pairs, today):
        return Trap.CALENDAR
    return None


def without_session(path: str, query: str) -> tuple[str, str]:
    """Path and query without session numbers."""
    if ";" in path:
        path = "/".join(_without_parameter(segment) for segment in path.split("/"))
    if query and _session().search(query):
        query = "&".join(
            part for part in query.split("&") if part.partition("=")[0].lower() not in _words("session")
        )
    return path, query


def _without_parameter(segment: str) -> str:
    name, *parameters = segment.split(";")
    kept = [p for p in parameters if p.partition("=")[0].lower() not in _words("session")]
    return ";".join([name, *kept])


def _repeats(segments: list[str], most: int) -> bool:
    if len(segments) < most:
        return False
    if max(Counter(segments).values()) >= most and len(segments) > most:
        return True
    pairs = Counter(pairwise(segments))
    return bool(pairs) and max(pairs.values()) >= most


def _calendar_path(segments: list[str], today: date) -> bool:
    words = _words("calendar_folders")
    if not any(segment.lower() in words for segment in segments):
        return False
    return _out_of_range("/".join(segments), today)


def _far(pairs: list[tuple[str, str]], today: date) -> bool:
    values = {name.lower(): value for name, value in pairs}
    year = values.get("year") or values.get("y")
    if year and year.isdecimal():
        month = values.get("month") or values.get("m") or "1"
        return _out_of_range(
            f"{year}-{int(month):02}" if month.isdecimal() and 1 <= int(month) <= 12 else year, today
        )
    return any(_out_of_range(value, today) for value in values.values())


def _out_of_range(text: str, today: date) -> bool:
    rule = data()["traps"]
    for match in _DATE.finditer(text):
        try:
            day = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError:
            continue
        last = day if match[2] else date(day.year, 12, 31)
        if day > today + timedelta(days=rule["future_days"]) or last < today - timedelta(
            days=rule["past_days"]
        ):
            return True
    return False


@lru_cache(maxsize=8)
def _words(name: str) -> frozenset[str]:
    words: Any = data()["traps"][name]
    return frozenset(words)


@lru_cache(maxsize=1)
def _session() -> re.Pattern[str]:
    return re.compile("(?:^|&)(?:" + "|".join(map(re.escape, data()["traps"]["session"])) + ")=", re.I)
