"""The registry as the three censuses of 2019 found it: 52 websites and 283 accounts."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from db.demo.sites import DemoSite, address, site_list
from db.demo.story import Story, words
from db.demo.units import Grid, Organisation
from db.models import (
    Census,
    CensusEntry,
    CensusResult,
    Channel,
    ChannelEvent,
    EventKind,
    UnitKind,
)

CENSUS_DAYS = (date(2019, 1, 21), date(2019, 4, 15), date(2019, 7, 22))
CENSUS_LASTS = timedelta(days=21)
SITE_WAVES = (44, 6, 2)
ACCOUNT_WAVES = (210, 52, 21)
CATEGORY = {"portal": "portal", "department": "department", "institution": "special"}
BY_AUTHORITIES = {
    "wechat_subscription": 20,
    "wechat_service": 4,
    "weibo": 17,
    "toutiao": 2,
    "app": 1,
    "mini_program": 1,
}
BY_INSTITUTIONS = {
    "wechat_subscription": 84,
    "wechat_service": 29,
    "weibo": 6,
    "app": 13,
    "mini_program": 1,
    "douyin": 2,
    "other": 1,
}
DUPLICATES = {"wechat_subscription": 20, "weibo": 10, "wechat_service": 10}
SILENT = {"weibo": 30, "toutiao": 12, "wechat_subscription": 12, "app": 8}
APPS = ("app", "mini_program")
APP_PAPERS = 3
ACCOUNT_NAMES = {
    "wechat_subscription": "微信订阅号",
    "wechat_service": "微信服务号",
    "video_account": "视频号",
    "weibo": "微博",
    "toutiao": "头条号",
    "douyin": "抖音号",
    "kuaishou": "快手号",
    "app": "客户端",
    "mini_program": "小程序",
    "other": "其他账号",
}


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    kind: str
    owner: Organisation
    duplicate_of: int | None = None


@dataclass
class Registry:
    """Ids of the channels of 2019. `duplicates` are the 40 accounts cancelled in batches."""

    sites: dict[str, int] = field(default_factory=dict)
    old_sites: list[int] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    duplicates: list[Account] = field(default_factory=list)
    silent: list[Account] = field(default_factory=list)
    found_on: dict[int, date] = field(default_factory=dict)

    @property
    def portal(self) -> int:
        return self.sites["site01"]


def register_channels(story: Story, grid: Grid) -> Registry:
    """Write the channels, the censuses and the events that brought the channels in."""
    registry = Registry()
    for site in site_list():
        registry.sites[site.key] = _demo_site(story, grid, site)
    for number, name in enumerate(words()["closed"]["websites"]):
        registry.old_sites.append(_old_site(story, grid, number, name))
    chance = story.chance("accounts")
    _living_accounts(story, grid, registry, chance)
    _doomed_accounts(story, grid, registry, chance)
    _censuses(story, registry)
    return registry


def add_account(
    story: Story, kind: str, owner: Organisation, name: str = "", duplicate_of: int | None = None
) -> Account:
    """Write one account of `owner`."""
    number = len(story.book.rows(Channel)) + 1
    people = words()["people"]
    channel_id = story.book.add(
        Channel,
        code=f"A{number:04}",
        name=name or f"{owner.name}{ACCOUNT_NAMES[kind]}（示例）",
        kind=kind,
        unit_id=owner.id,
        sponsor=owner.name,
        undertaker=owner.name,
        account=f"slq-{kind.replace('_', '-')}-{number:04}",
        contact=people[number % len(people)],
        phone=f"023-0001{number:04}",
        level=_level(owner),
        **(_app_papers(number) if kind in APPS else {}),
    )
    return Account(channel_id, kind, owner, duplicate_of)


def _level(owner: Organisation) -> str:
    return "township" if owner.kind == UnitKind.STREET else "county"


def _app_papers(number: int) -> dict[str, str]:
    """What is registered of an app by the rules of 2026: of one in three all of it, of one nothing yet."""
    if number % APP_PAPERS == 0:
        return {}
    some = {"audience": ("public", "all")[number % 2], "icp": f"渝ICP备{20000 + number:08}号-1A"}
    if number % APP_PAPERS == 1:
        return some
    return some | {
        "app_filing": f"示例网信备〔2026〕{number:04}号",
        "app_approval": f"示办函〔2026〕{number}号",
        "keep_ground": "承担预约挂号等线下不能替代的服务，经上级同意保留（示例）",
    }


def _demo_site(story: Story, grid: Grid, site: DemoSite) -> int:
    owner = {"portal": grid.office.name, "department": site.sponsor}.get(site.type, site.undertaker)
    return story.book.add(
        Channel,
        code=f"W{site.offset:04}",
        name=site.name,
        kind="website",
        category=CATEGORY[site.type],
        level="county",
        unit_id=grid.named(owner).id,
        sponsor=site.sponsor,
        undertaker=site.undertaker,
        url=address(site, story.demo_port),
        site_code=site.site_code,
        icp=site.icp,
        police=site.police,
        mlps_level=3 if site.type == "portal" else 2,
        ipv6=site.type != "institution",
        contact=words()["people"][site.offset % 8],
        phone=f"023-0002{site.offset:04}",
    )


def _old_site(story: Story, grid: Grid, number: int, name: str) -> int:
    owner = grid.industry[(number + 4) % len(grid.industry)]
    return story.book.add(
        Channel,
        code=f"W{101 + number:04}",
        name=f"{name}（示例）",
        kind="website",
        category="department",
        level=_level(owner),
        unit_id=owner.id,
        sponsor=owner.name,
        undertaker=owner.name,
        url=f"http://old{number + 1:02}.example.invalid/",
        site_code=f"500199{1001 + number:04}",
        icp=f"渝ICP备{10001 + number:08}号-1",
        contact=words()["people"][number % 8],
        phone=f"023-0003{number:04}",
    )


def _living_accounts(story: Story, grid: Grid, registry: Registry, chance: Random) -> None:
    authorities = [one for one in (grid.office, *grid.industry) if one.kind != UnitKind.INSTITUTION]
    for owners, wanted in ((authorities, BY_AUTHORITIES), (grid.institutions, BY_INSTITUTIONS)):
        for kind, count in wanted.items():
            for owner in _owners(owners, count, chance):
                registry.accounts.append(add_account(story, kind, owner))


def _owners(owners: list[Organisation], count: int, chance: Random) -> list[Organisation]:
    rounds, rest = divmod(count, len(owners))
    return owners * rounds + chance.sample(owners, rest)


def _doomed_accounts(story: Story, grid: Grid, registry: Registry, chance: Random) -> None:
    for kind, count in DUPLICATES.items():
        kept = [one for one in registry.accounts if one.kind == kind]
        for place, first in enumerate(chance.choices(kept, k=count)):
            name = f"{first.owner.name}{ACCOUNT_NAMES[kind]}副号{place + 1}（示例）"
            registry.duplicates.append(add_account(story, kind, first.owner, name, first.id))
    owners = [*grid.industry, *grid.institutions]
    for kind, count in SILENT.items():
        for place, owner in enumerate(chance.choices(owners, k=count)):
            name = f"{owner.name}{ACCOUNT_NAMES[kind]}旧号{place + 1}（示例）"
            registry.silent.append(add_account(story, kind, owner, name))


def _censuses(story: Story, registry: Registry) -> None:
    """The first census finds most; the later ones find the rest and confirm what they see again."""
    chance = story.chance("censuses")
    accounts = [one.id for one in (*registry.accounts, *registry.duplicates, *registry.silent)]
    chance.shuffle(accounts)
    latecomers = [site for site in registry.sites.values() if site != registry.portal]
    sites = [registry.portal, *registry.old_sites, *latecomers]
    for wave, day in enumerate(CENSUS_DAYS):
        census = story.book.add(
            Census,
            name=f"2019 年第{'一二三'[wave]}次平台普查（示例）",
            day=day,
            closes_on=day + CENSUS_LASTS,
            ended_on=day + CENSUS_LASTS,
        )
        for known in registry.found_on:
            _entry(story, census, known, CensusResult.CONFIRMED, day)
        for channel in _wave(sites, SITE_WAVES, wave) + _wave(accounts, ACCOUNT_WAVES, wave):
            registry.found_on[channel] = day
            _entry(story, census, channel, CensusResult.FOUND, day)
            story.book.add(
                ChannelEvent,
                channel_id=channel,
                day=day,
                kind=EventKind.FOUND,
                delta=1,
                actor=words()["people"][channel % 8],
                note="普查发现",
            )


def _entry(story: Story, census: int, channel: int, result: CensusResult, day: date) -> None:
    story.book.add(
        CensusEntry,
        census_id=census,
        channel_id=channel,
        result=result,
        unit_id=story.book.row(Channel, channel)["unit_id"],
        answered_on=day,
        actor=words()["people"][channel % 8],
    )


def _wave(channels: list[int], sizes: tuple[int, ...], wave: int) -> list[int]:
    start = sum(sizes[:wave])
    return channels[start : start + sizes[wave]]
