"""Notices of places that do not exist, entered from an empty database through the functions behind the pages,
and what their drafts print of the words of the place.

`python -m tests.core.notices.invented [FILE]`: FILE has the form of `tests/data/invented-notices.toml`."""

import os
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.text import use_language
from core.imports import apply as office_files
from core.imports.jobs import ask_to_import
from core.imports.kinds import kind_of
from core.imports.reading import read_office_file
from core.issues.entry import Entry, enter
from core.jobs.views import view
from core.notices.draft import Draft, faults, read_draft
from core.notices.drafting import Wanted, begin
from core.notices.obstacles import Name, stopping
from core.notices.scope import examined_by, examined_now, issues_of
from core.registry import own_levels
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.learned import learn, learned
from core.registry.importing.plan import Options
from core.registry.importing.reading import read_file
from db import engine
from db.migrate import upgrade
from db.models import Channel, Inspection, Issue, JobState, NoticeKind, Severity
from tests.core.imports.files import a_book
from tests.core.notices.counting import RAW
from tests.rows import NOON, all_of

DATA = Path(__file__).parents[2] / "data" / "invented-notices.toml"
OFFICE = Actor("王某", Role.SUPERVISOR)
SEEN = date(2026, 9, 15)
PLATFORMS = ("微信订阅号", "微博", "抖音")


@dataclass(frozen=True, slots=True)
class Place:
    """One notice as its place would print it."""

    name: str
    listed: str
    websites: dict[str, int]
    accounts: dict[str, int]
    classes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Printed:
    """What is missing from a draft; nothing where it is all there in the place's words."""

    place: str
    levels: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    said: str = field(default="", repr=False)

    @property
    def whole(self) -> bool:
        return not (self.levels or self.classes or self.other)


def places(file: Path = DATA) -> dict[str, Place]:
    """The places of a file by their names."""
    read = tomllib.loads(file.read_text("utf-8"))["place"]
    return {one["name"]: Place(**one) for one in read}


def printed(place: Place) -> Printed:
    """Enter a place and read what the draft of its notice says."""
    with clock.frozen(NOON):
        _register(place)
        draft = read_draft(_drafted(place, _problems(place)))
        said = "\n".join(one["body"] for one in draft.paper.sections)
        levels = [
            f"{medium}: {word}{count}"
            for medium, counts in (("网站", place.websites), ("新媒体", place.accounts))
            for word, count in counts.items()
            if f"{word}{count}个" not in _of_medium(said, medium)
        ]
        classes = [
            f"{name}{count}" for name, count in place.classes.items() if f"{name}（{count}项）" not in said
        ]
        return Printed(place.name, tuple(levels), tuple(classes), tuple(_wrong(draft)), said)


def _of_medium(said: str, medium: str) -> str:
    """The lines that speak of one medium's levels."""
    return "\n".join(
        line for line in said.splitlines() if "层级" in line and medium in line.partition("，")[0]
    )


def _wrong(draft: Draft) -> Iterator[str]:
    yield from RAW.findall("\n".join(one["body"] for one in draft.paper.sections))
    yield from (f"{one.kind} {one.typed}" for one in faults(draft))
    known = {Name.NUMBER, Name.ISSUED_ON, Name.REPLY_BY, Name.UNJUDGED}
    yield from (str(one) for one in stopping(draft) if one.name not in known)


def _register(place: Place) -> None:
    """The register of the place; each level that the dry run asks about is kept as its word."""
    head = ["序号", "平台名称", "平台类型", "层级", "主办单位", "网址", "账号"]
    rows: list[list[Any]] = []
    platform = cycle(PLATFORMS)
    for word, count in place.websites.items():
        for _ in range(count):
            number = len(rows) + 1
            unit = f"{place.name}第{number % 7 + 1}局"
            rows.append(
                [number, f"{unit}网站{number}", "网站", word, unit, f"http://w{number}.example.gov.cn/", ""]
            )
    for word, count in place.accounts.items():
        for _ in range(count):
            number = len(rows) + 1
            unit = f"{place.name}第{number % 7 + 1}局"
            rows.append([number, f"{unit}发布{number}", next(platform), word, unit, "", f"account{number}"])
    data = a_book(head, *rows, title=f"{place.name}政府网站和政务新媒体台账")
    options = Options(create_units=True)
    plan = dry_run(read_file(data, "台账.xlsx", learned()), options)
    asked = {(one.field, one.word): one.word for one in plan.questions if one.field == "level"}
    if asked:
        learn(asked, actor=OFFICE)
    file = read_file(data, "台账.xlsx", learned())
    plan = dry_run(file, options)
    apply(file, options, seen=plan.fingerprint(), actor=OFFICE)
    if len(all_of(Channel)) != len(rows):
        raise AssertionError([row.faults for row in plan.rows if row.faults][:3], plan.questions)


def _problems(place: Place) -> int | None:
    """The problems as the place lists them; the inspection that found them, where it was one."""
    names = cycle(sorted(one.name for one in all_of(Channel)))
    listed = [(word, next(names)) for word, count in place.classes.items() for _ in range(count)]
    if place.listed == "typed":
        known = {one.name: one.id for one in all_of(Channel)}
        for word, name in listed:
            enter(Entry(word, Severity.GENERAL, channel_id=known[name], opened_on=SEEN), actor=OFFICE)
        return None
    if place.listed == "inspection":
        _brought_in(
            "inspections",
            a_book(
                ["检查批次", "检查日期", "平台名称", "检查结论", "存在问题"],
                *(["三季度检查", SEEN, name, "不合格", word] for word, name in listed),
                *(
                    ["三季度检查", SEEN, one.name, "合格", ""]
                    for one in all_of(Channel)
                    if one.name not in {n for _, n in listed}
                ),
            ),
        )
        return all_of(Inspection)[0].id
    if place.listed == "classes":
        rows = [
            [name, word, f"{name}检查时发现：详见截图第{n}页，须立即处理。", SEEN]
            for n, (word, name) in enumerate(listed)
        ]
        _brought_in("issues", a_book(["平台名称", "问题类型", "问题描述", "发现日期"], *rows))
    else:
        _brought_in(
            "issues",
            a_book(["平台名称", "存在问题", "发现日期"], *([name, word, SEEN] for word, name in listed)),
        )
    return None


def _brought_in(kind: str, data: bytes) -> None:
    file = read_office_file(kind_of(kind), data, "表.xlsx", learned())
    plan = office_files.dry_run(file, actor=OFFICE)
    job = ask_to_import(file, data, plan, skip_wrong=False, actor=OFFICE)
    work_off()
    done = view(job)
    if done.state is not JobState.DONE:
        raise AssertionError(done.said, [row.faults for row in plan.rows if row.faults][:3])


def _drafted(place: Place, inspection: int | None) -> int:
    wanted = Wanted(
        kind=NoticeKind.SUPERVISION, title=f"{place.name}第三季度通报", first=date(2026, 7, 1),
        last=date(2026, 9, 30), office=f"{place.name}办公室", recipients="各单位", inspection_id=inspection,
        issue_ids=issues_of(inspection) if inspection else [one.id for one in all_of(Issue)],
        examined=examined_by(inspection) if inspection else examined_now(),
    )  # fmt: skip
    return begin(wanted, actor=OFFICE)


def main(file: Path) -> None:
    """Enter every place of the file in a database of its own, and print what is missing."""
    use_language("zh")
    whole: Counter[str] = Counter()
    for place in places(file).values():
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SUPERVISION_DATA_DIR"] = folder
            engine.forget()
            own_levels.forget()
            upgrade()
            mine = printed(place)
            engine.forget()
        whole["whole" if mine.whole else "not whole"] += 1
        print(mine, flush=True)
        if os.environ.get("SAY"):
            print(mine.said)
    print(dict(whole))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
