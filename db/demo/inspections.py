"""An inspection that is closed with its pass rate, and a random draw that is still being worked on."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

from db.demo.channels import Registry
from db.demo.story import RULES, Story, instant, words
from db.models import (
    Channel,
    ChannelEvent,
    Inspection,
    InspectionChannel,
    InspectionMark,
    Issue,
    IssueSource,
    JudgedAs,
)

_DATA = Path(__file__).with_name("inspections.toml")


def inspect(story: Story, registry: Registry) -> None:
    """Write both, from the records as they are by now."""
    _closed(story, registry)
    _open(story, registry)


@lru_cache(maxsize=1)
def plan() -> dict[str, Any]:
    """What `inspections.toml` says."""
    return tomllib.loads(_DATA.read_text("utf-8"))


def indicators(channel: Mapping[str, Any]) -> list[str]:
    """The indicators of a channel of the demonstration; the portal's deductions are not inspected."""
    medium = "website" if channel["kind"] == "website" else "account"
    return list(plan()["indicators"][medium])


def _closed(story: Story, registry: Registry) -> None:
    """Every website but the portal, which is scored and not only vetoed; all lines decided."""
    wanted = plan()["closed"]
    started = story.until - timedelta(days=wanted["before_days"])
    ended = started + timedelta(days=wanted["lasted_days"])
    inspection = _inspection(
        story, wanted["name"], started, {"kinds": ["website"], "levels": [], "share": 1.0, "seed": 0}, ended
    )
    failed = {registry.sites[one["site"]]: one for one in plan()["failed"]}
    for channel_id in sorted(set(registry.sites.values()) - {registry.portal}):
        fault = failed.get(channel_id, {})
        grade = "failed" if fault else "passed"
        row = _channel(story, inspection, channel_id, started, {fault.get("indicator", "")}, grade=grade)
        _judge_all(story, row, channel_id, ended - timedelta(days=1), fault)
    for issue in story.book.rows(Issue):
        if issue["source"] is IssueSource.INSPECTION and started <= issue["opened_on"] <= ended:
            issue["inspection_id"] = inspection


def _open(story: Story, registry: Registry) -> None:
    """A recorded draw of what runs, partly judged; what the machine found waits to be confirmed."""
    wanted = plan()["open"]
    started = story.until - timedelta(days=wanted["before_days"])
    scope = {"kinds": wanted["kinds"], "levels": [], "share": wanted["share"], "seed": wanted["seed"]}
    inspection = _inspection(story, wanted["name"], started, scope)
    running = _running(story, wanted["kinds"])
    drawn = sorted(Random(wanted["seed"]).sample(running, ceil(len(running) * wanted["share"])))
    failed = {registry.sites[one["site"]]: one for one in plan()["failed"]}
    judged = round(len(drawn) * wanted["judged"])
    for place, channel_id in enumerate(drawn):
        fault = failed.get(channel_id, {})
        row = _channel(story, inspection, channel_id, started, {fault.get("indicator", "")})
        if place < judged:
            _judge_all(story, row, channel_id, story.until - timedelta(days=1), {})


def _inspection(
    story: Story, name: str, started: date, scope: dict[str, Any], ended: date | None = None
) -> int:
    people = words()["people"]
    return story.book.add(
        Inspection,
        name=name.format(year=started.year),
        started_on=started,
        ended_on=ended,
        scope=scope,
        rule_version=RULES,
        made_by=people[0],
        closed_by=people[0] if ended else "",
    )


def _channel(
    story: Story, inspection: int, channel_id: int, day: date, failed: set[str], *, grade: str = ""
) -> int:
    channel = story.book.row(Channel, channel_id)
    machine = plan()["machine"]["website" if channel["kind"] == "website" else "account"]
    known = {
        key: {
            "found": "failed" if key in failed else "met",
            "judge": "machine",
            "why": "",
            "faults": [f"{key}#0"] if key in failed else [],
        }
        for key in machine
    }
    return story.book.add(
        InspectionChannel,
        inspection_id=inspection,
        channel_id=channel_id,
        unit_id=channel["unit_id"],
        machine=known if channel["kind"] == "website" else {},
        machine_at=instant(day, 9),
        lines=len(indicators(channel)),
        grade=grade,
    )


def _judge_all(story: Story, row: int, channel_id: int, day: date, fault: Mapping[str, str]) -> None:
    """What the machine cannot see an inspector judges, and confirms what it found broken."""
    people = words()["people"]
    machine = story.book.row(InspectionChannel, row)["machine"]
    for key in indicators(story.book.row(Channel, channel_id)):
        broken = key == fault.get("indicator")
        if key in machine and not broken:
            continue
        story.book.add(
            InspectionMark,
            inspection_channel_id=row,
            indicator=key,
            judged_as=JudgedAs.FAILED if broken else JudgedAs.MET,
            note=fault["note"] if broken else "",
            marked_by=people[row % len(people)],
            marked_at=instant(day, 9 + row % 8, row % 60),
        )


def _running(story: Story, kinds: list[str]) -> list[int]:
    """Channels whose entries outnumber their exits, as a draw made today would find them."""
    balance: Counter[int] = Counter()
    for event in story.book.rows(ChannelEvent):
        balance[event["channel_id"]] += event["delta"]
    return [row["id"] for row in story.book.rows(Channel) if row["kind"] in kinds and balance[row["id"]] > 0]
