"""The checker looks after tasks, over real HTTP: found, not there, not readable."""

from datetime import date, timedelta

import pytest

from checks.engine import Engine
from checks.run import Checker
from checks.tasks import look, look_after_tasks
from core.common import clock
from core.common.outcome import Outcome
from core.common.settings import Settings
from core.monitoring.lease import LeaseLost, LeaseToken
from core.rules import rule_set
from core.tasks import looking
from core.tasks.looking import TaskLook, TaskTarget
from db.engine import writing
from db.models import ChannelTask, ColumnLevel, SiteColumn, TaskChannel, TaskKind, TaskState
from tests.checks.web import fetcher, page, routes, serving
from tests.rows import NOON, a_leader, a_website, all_of

TITLE = "国务院办公厅关于印发《2026年政务公开工作要点》的通知"
TODAY = date(2026, 11, 23)
HOME = """<html><title>某局</title><body><a href="/news/1.html">国务院办公厅关于印发“2026年政务公开…</a>
<a href="http://www.gov.example.cn/a/1.html?p=1">要点</a><img src="/img/emblem-old.png">
<p>备案：渝 ICP备 12345678 号-1</p></body></html>"""
COLUMN = f'<html><title>要闻</title><body><a href="/n/2.html">{TITLE}</a></body></html>'


@pytest.fixture(scope="module")
def site():
    pages = {"/": HOME, "/news/": COLUMN, "/bare": "<html><p>无</p></html>"}
    with serving(routes({path: page(text) for path, text in pages.items()})) as server:
        yield server


def target(site, kind=TaskKind.REPOST, pages=("/",), **given):
    wanted = {"words": "", "address": "", "gone": "", **given}
    return TaskTarget(1, 1, kind, pages=tuple(site.url(one) for one in pages), **wanted)


CASES = [
    # Carried on: in a column, cut short on the home page, by its address, under another title.
    ({"words": TITLE, "pages": ("/bare", "/news/")}, Outcome.OK, "/n/2.html"),
    ({"words": '国务院办公厅关于印发"2026年政务公开工作要点"的通知'}, Outcome.OK, "/news/1.html"),
    (
        {"address": "https://www.gov.example.cn/a/1.html?p=1"},
        Outcome.OK,
        "http://www.gov.example.cn/a/1.html?p=1",
    ),
    ({"address": "https://www.gov.example.cn/a/1.html?p=2"}, Outcome.PROBLEM, ""),
    ({"words": "国务院办公厅关于印发另一份要点的通知"}, Outcome.PROBLEM, ""),
    ({"words": "——！"}, Outcome.PROBLEM, ""),
    # The old emblem is still there; the new one is not.
    ({"kind": TaskKind.REPLACE, "gone": "emblem-old.png"}, Outcome.PROBLEM, ""),
    ({"kind": TaskKind.REPLACE, "gone": "emblem-older.png"}, Outcome.OK, "/"),
    ({"kind": TaskKind.REPLACE, "words": "emblem-new.png"}, Outcome.PROBLEM, ""),
    # A filing number, however it is spaced.
    ({"kind": TaskKind.FILING, "words": "渝ICP备12345678号"}, Outcome.OK, "/"),
    ({"kind": TaskKind.FILING, "words": "渝ICP备12345679号"}, Outcome.PROBLEM, ""),
    # A home page that cannot be read says nothing.
    ({"words": TITLE, "pages": ("/gone", "/news/")}, Outcome.BLOCKED, ""),
]


def test_what_is_asked_for_is_found_or_not_or_could_not_be_read(site):
    found = []
    for given, outcome, address in CASES:
        seen = look(target(site, **given), fetcher=fetcher(site), rules=rule_set())
        wanted = site.url(address) if address.startswith("/") else address
        if (seen.outcome, seen.address) != (outcome, wanted):
            found.append((given, seen))
    assert found == []


def item(title, day, address):
    return f"<item><title>{title}</title><link>{address}</link><pubDate>{day}</pubDate></item>"


FEED = "<rss version='2.0'><channel>{}</channel></rss>"
LONG_AGO = item("旧文", "2026-10-01", "http://a.example.cn/0")
SHOWN_BY_ACCOUNTS = {
    "/feed": FEED.format(item(TITLE, "2026-11-20", "http://a.example.cn/1") + LONG_AGO),
    # The same text before the task began, and a feed that does not reach back so far.
    "/early": FEED.format(item(TITLE, "2026-11-01", "http://a.example.cn/1") + LONG_AGO),
    "/short": FEED.format(item("别的", "2026-11-22", "http://a.example.cn/2")),
    "/page": f'<html><a href="/p/1">{TITLE}</a></html>',
    "/signin": "<html><p>请登录</p></html>",
}
BY_ACCOUNTS = [
    ("/feed", {"words": TITLE}, Outcome.OK, "http://a.example.cn/1"),
    ("/feed", {"address": "https://a.example.cn/1/"}, Outcome.OK, "http://a.example.cn/1"),
    ("/feed", {"words": "另一份不相干的通知"}, Outcome.PROBLEM, ""),
    ("/early", {"words": TITLE}, Outcome.PROBLEM, ""),
    ("/short", {"words": TITLE}, Outcome.BLOCKED, ""),
    ("/page", {"words": TITLE}, Outcome.OK, "/p/1"),
    ("/signin", {"words": TITLE}, Outcome.BLOCKED, ""),
    ("/gone", {"words": TITLE}, Outcome.BLOCKED, ""),
]


def test_what_an_account_carried_on_is_found_in_its_feed_or_on_its_page():
    shown = {path: page(text) for path, text in SHOWN_BY_ACCOUNTS.items()}
    with serving(routes(shown)) as server:
        for path, given, outcome, address in BY_ACCOUNTS:
            asked = target(server, pages=(path,), since=TODAY - timedelta(days=9), **given)
            seen = look(asked, fetcher=fetcher(server), rules=rule_set())
            wanted = server.url(address) if address.startswith("/") else address
            assert (path, seen.outcome, seen.address) == (path, outcome, wanted)


@pytest.fixture
def checker(database):
    engine = Engine(threads=4)
    yield lambda site: Checker(
        settings=Settings(allowed_private=[f"127.0.0.1:{site.port}"], reference_urls=[]), engine=engine
    )
    engine.close()


def a_line(channel, **task):
    given = {"kind": TaskKind.REPOST, "title": "转发", "words": TITLE, "starts_on": TODAY - timedelta(days=9),
             "due_on": TODAY, "made_by": "丙", "made_at": NOON}  # fmt: skip
    with writing() as session:
        row = ChannelTask(**given | task)
        session.add(row)
        session.flush()
        session.add(TaskChannel(task_id=row.id, channel_id=channel))


def test_the_sweep_finishes_what_it_finds_and_looks_again_later_for_the_rest(checker, site):
    with clock.frozen(NOON):
        there, bare = a_website(url=site.url("/bare")), a_website(url=site.url("/bare"), icp="渝ICP备1号")
        with writing() as session:
            session.add(
                SiteColumn(channel_id=there, level=ColumnLevel.MAIN, name="要闻", url=site.url("/news/"),
                           opened_on=TODAY)
            )  # fmt: skip
        a_line(there)
        a_line(bare)
        a_line(bare, kind=TaskKind.FILING, words="")
        a_line(there, words="")  # nothing that a machine could look for
        a_line(there, closed_on=TODAY)
        a_line(a_website(url="", kind="weibo"))
        a_line(a_website(url=site.url("/news/"), kind="weibo"))
        a_line(a_website(url=site.url("/news/"), kind="weibo"), kind=TaskKind.REPLACE)
        look_after_tasks(checker(site), a_leader())
        assert [(row.state, row.seen) for row in all_of(TaskChannel)] == [
            (TaskState.DONE, "ok"), (TaskState.WAITING, "problem"), (TaskState.WAITING, "problem"),
            (TaskState.WAITING, ""), (TaskState.WAITING, ""), (TaskState.WAITING, ""), (TaskState.DONE, "ok"),
            (TaskState.WAITING, ""),
        ]  # fmt: skip
        done = all_of(TaskChannel)[0]
        assert (done.done_on, done.address, done.decided_by) == (TODAY, site.url("/n/2.html"), "checker")
        assert looking.due() == []
    with clock.frozen(NOON + timedelta(hours=5)):
        assert [one.line_id for one in looking.due()] == [2, 3]


def test_a_checker_without_the_lease_writes_nothing(database):
    with clock.frozen(NOON):
        a_line(a_website())
        with pytest.raises(LeaseLost):
            looking.record_looks([TaskLook(1, Outcome.OK)], token=LeaseToken("another", 99))
        assert all_of(TaskChannel)[0].state is TaskState.WAITING
