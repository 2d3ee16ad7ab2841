"""Where the demonstration's accounts can be read: a feed or page of a demo site, or a person's proof.

What an account shows follows from its code alone, so that demo sites can answer for it without a database."""

from datetime import timedelta
from zlib import crc32

from db.demo.sites import site_list
from db.demo.story import Story, instant, words
from db.models import AccountProof, Channel, RegisteredState

PLACES = {
    "wechat_subscription": ("rss.xml", "atom.xml", "feed.json", ""),
    "wechat_service": ("rss.xml", "feed.json", ""),
    "weibo": ("page.html",),
    "toutiao": ("page.html", "rss.xml"),
    "app": ("store.html",),
}
WATCHED = (RegisteredState.RUNNING, RegisteredState.LEAVING)
SILENT_OF_100, SILENT_LEAST, SILENT_MORE = 6, 20, 60
# Of a hundred accounts that nobody can read from outside: without any proof, and with one that is too old.
UNPROVED_OF_100, OUTDATED_OF_100 = 12, 24
OUTDATED_DAYS = 40


def silent_days(code: str) -> int:
    """For how many days the account `code` has been silent; most post every few days."""
    chance = _of_100(code, "silent")
    if chance < SILENT_OF_100:
        return SILENT_LEAST + crc32(code.encode()) % SILENT_MORE
    return 1 + chance % 5


def place_of(code: str, kind: str) -> str:
    """The file of a demo site that shows what the account posts; empty where nothing public does."""
    places = PLACES.get(kind, ("",))
    return places[_of_100(code, "place") % len(places)]


def address_of(code: str, kind: str, demo_port: int) -> str:
    """Its address in demo sites whose first port is `demo_port`, on one of the sites that have no fault."""
    place = place_of(code, kind)
    sites = [site for site in site_list() if not site.faults and site.scheme == "http"]
    site = sites[crc32(code.encode()) % len(sites)]
    return f"http://127.0.0.1:{demo_port + site.offset}/account/{code}/{place}" if place else ""


def show_accounts(story: Story) -> None:
    """Give the accounts in use their addresses, and most of the others a proof by a person."""
    accounts = [row for row in story.book.rows(Channel) if row["kind"] != "website"]
    for row in accounts:
        if row["registered"] in WATCHED:
            row["url"] = address_of(row["code"], row["kind"], story.demo_port)
            if not row["url"]:
                _prove(story, row["id"], row["code"])


def _prove(story: Story, channel_id: int, code: str) -> None:
    chance = _of_100(code, "proof")
    if chance < UNPROVED_OF_100:
        return
    seen = story.until - timedelta(days=1 + chance % 6)
    if chance < OUTDATED_OF_100:
        seen -= timedelta(days=OUTDATED_DAYS)
    story.book.add(
        AccountProof,
        channel_id=channel_id,
        last_post_on=seen - timedelta(days=silent_days(code)),
        note="在手机上查看账号主页所见",
        actor=words()["people"][channel_id % 8],
        at=instant(seen, 15),
    )


def _of_100(code: str, topic: str) -> int:
    return crc32(f"{topic}/{code}".encode()) % 100
