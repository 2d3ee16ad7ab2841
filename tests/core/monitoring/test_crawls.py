"""Readings of whole sites: asked for once, moved by whoever is first, taken and given up by the checker."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import col, update

from core.access.actor import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Failure, Outcome, Problem
from core.monitoring import crawl_due, crawl_view, crawling, crawls, requests
from core.monitoring.crawl_work import kept
from core.monitoring.crawling import CrawlProgress, Result
from core.rules import rule_set
from db.engine import writing
from db.models import AuditEntry, Crawl, CrawlRow, CrawlSpeed, CrawlState, Issue, RegisteredState
from tests.rows import a_leader, a_report, a_website, all_of, recorded

CLERK, CHIEF, LOOKER = (
    Actor("甲", Role.STAFF),
    Actor("乙", Role.SUPERVISOR),
    Actor("丙", Role.LEADER),
)


def asked(**fields: object) -> int:
    return crawls.ask_one(a_website(**fields), actor=CLERK)


def state(crawl_id: int) -> CrawlState:
    return next(crawl.state for crawl in all_of(Crawl) if crawl.id == crawl_id)


def trail(crawl_id: int) -> list[tuple[str, str]]:
    return [
        (row.actor, row.action)
        for row in all_of(AuditEntry)
        if (row.noun, row.noun_id) == ("crawl", crawl_id)
    ]


def test_one_site_has_one_unfinished_reading(either_database: str) -> None:
    site = a_website()
    assert crawls.ask([site], actor=CLERK).made
    again = crawls.ask([site], actor=CHIEF)
    assert not again.made
    assert "甲" in again.refused[site]
    assert len(all_of(Crawl)) == 1


def test_two_people_pressing_at_once_make_one_reading(either_database: str) -> None:
    site, begin = a_website(), threading.Barrier(2)
    answers: list[crawls.Asked] = []

    def press(actor: Actor) -> None:
        begin.wait()
        answers.append(crawls.ask([site], actor=actor))

    threads = [threading.Thread(target=press, args=(actor,)) for actor in (CLERK, CHIEF)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(answer.made) for answer in answers) == [0, 1]
    assert len(all_of(Crawl)) == 1


def test_of_two_people_moving_it_the_second_reads_who_was_first(either_database: str) -> None:
    crawl_id = asked()
    crawls.pause(crawl_id, actor=CLERK)
    with pytest.raises(DomainError) as why:
        crawls.pause(crawl_id, actor=CHIEF)
    assert "甲" in str(why.value)
    assert trail(crawl_id) == [("甲", "ask"), ("甲", "pause")]


def test_it_is_paused_goes_on_and_is_called_off(either_database: str) -> None:
    crawl_id = asked()
    for move, then in (
        (crawls.pause, CrawlState.PAUSED),
        (crawls.resume, CrawlState.WAITING),
        (crawls.cancel, CrawlState.CANCELLED),
    ):
        move(crawl_id, actor=CHIEF)
        assert state(crawl_id) is then
    with pytest.raises(DomainError):
        crawls.resume(crawl_id, actor=CHIEF)


def test_leaders_only_look_and_full_speed_is_for_supervisors(database: object) -> None:
    site = a_website()
    for actor, speed in ((LOOKER, CrawlSpeed.POLITE), (CLERK, CrawlSpeed.FULL)):
        with pytest.raises(DomainError):
            crawls.ask([site], actor=actor, speed=speed)
    assert crawls.ask([site], actor=CHIEF, speed=CrawlSpeed.FULL).made
    with pytest.raises(DomainError):
        crawls.cancel(1, actor=LOOKER)


def test_what_is_no_site_or_has_left_is_refused_in_words(database: object) -> None:
    account = a_website(kind="weibo", name="某微博")
    left = a_website(registered=RegisteredState.CLOSED, name="旧站")
    refused = crawls.ask([account, left, 999], actor=CLERK).refused
    assert "某微博" in refused[account]
    assert "旧站" in refused[left]
    assert "999" in refused[999]
    assert all_of(Crawl) == []


def test_only_so_many_are_read_at_once_and_no_host_twice(either_database: str) -> None:
    token = a_leader()
    first, second = asked(url="http://a.example.cn/"), asked(url="http://www.a.example.cn/b/")
    third, fourth = asked(url="http://c.example.cn/"), asked(url="http://d.example.cn/")
    assert [job.id for job in crawling.take(token, at_once=2, mine=())] == [first, third]
    assert crawling.take(token, at_once=2, mine={first, third}) == []
    assert [job.id for job in crawling.take(token, at_once=3, mine={first, third})] == [fourth]
    assert state(second) is CrawlState.WAITING


def test_what_a_killed_checker_had_is_taken_over(either_database: str) -> None:
    token, crawl_id = a_leader(), asked()
    crawling.take(token, at_once=1, mine=())
    crawling.report_progress(token, crawl_id, CrawlProgress("reading", 10, 40, 2, 5.0, 3.5, 80.0))
    (job,) = crawling.take(token, at_once=1, mine=())
    assert (job.id, job.seconds) == (crawl_id, 3.5)
    assert [crawl.read for crawl in all_of(Crawl)] == [10]


def test_a_process_that_keeps_dying_is_given_up(database: object) -> None:
    token, crawl_id = a_leader(), asked()
    for _ in range(3):
        crawling.take(token, at_once=1, mine=())
        crawling.lost(token, crawl_id)
    assert state(crawl_id) is CrawlState.FAILED
    assert crawl_view.finished().rows[0].error == "lost"


def test_a_result_is_stored_once_and_not_after_a_person_called_it_off(either_database: str) -> None:
    token, rules = a_leader(), rule_set()
    first, second = asked(), asked()
    crawling.take(token, at_once=2, mine=())
    crawls.cancel(second, actor=CLERK)
    result = Result({"dead": 1}, [a_row("http://x/")])
    assert crawling.finish(token, first, CrawlProgress(read=3), result, rules)
    assert not crawling.finish(token, first, CrawlProgress(read=3), result, rules)
    assert not crawling.finish(token, second, CrawlProgress(read=3), result, rules)
    assert [(row.crawl_id, row.address) for row in all_of(CrawlRow)] == [(first, "http://x/")]


def test_of_older_results_the_rows_go_and_the_summary_stays(either_database: str) -> None:
    token, site = a_leader(), a_website()
    for _ in range(kept("results") + 2):
        crawl_id = crawls.ask_one(site, actor=CLERK)
        crawling.take(token, at_once=1, mine=())
        crawling.finish(
            token, crawl_id, CrawlProgress(), Result({"dead": 1}, [a_row("http://x/")]), rule_set()
        )
    assert len(all_of(CrawlRow)) == kept("results")
    assert all(crawl.summary == {"dead": 1} for crawl in all_of(Crawl))


def test_the_rule_set_may_want_every_site_read_now_and_then(either_database: str) -> None:
    rules = rule_set()
    check = rules.check["site_links"]
    wanted = {**check.thresholds, "every_days": 90.0}
    often = rules.model_copy(
        update={"check": {**rules.check, "site_links": check.model_copy(update={"thresholds": wanted})}}
    )
    site = a_website()
    assert crawl_due.ask_for_due(rules) == 0
    assert crawl_due.ask_for_due(often) == 1
    crawls.cancel(1, actor=CLERK)
    assert crawl_due.ask_for_due(often) == 0
    with writing() as session:
        session.execute(
            update(Crawl).where(col(Crawl.channel_id) == site).values(asked_at=clock.now() - timedelta(91))
        )
    assert crawl_due.ask_for_due(often) == 1


def test_a_request_to_check_the_sites_links_again_asks_for_one_reading(either_database: str) -> None:
    site = a_website()
    requests.ask_now(site, ["site_links"], actor=CLERK)
    assert crawl_due.ask_for_due(rule_set()) == 1
    crawls.cancel(1, actor=CLERK)
    assert crawl_due.ask_for_due(rule_set()) == 0


def a_row(address: str) -> dict[str, object]:
    empty = {"part": "", "status": 404, "failure": "", "type": "", "size": 0, "count": 1, "detail": {}}
    return {"kind": "dead", "address": address, **empty}


def test_what_the_whole_sites_check_holds_gets_no_second_issue(either_database: str) -> None:
    token, site = a_leader(), a_website()
    for check, key in (("site_links", "internal:1"), ("links", "internal:1"), ("links", "internal:2")):
        problem = Problem(key, "http://x/", 404, Failure.CLIENT_ERROR)
        for _ in range(2):
            recorded(token, a_report(site, Outcome.PROBLEM, check=check, problems=(problem,)))
        checks = [issue.check for issue in all_of(Issue)]
        assert checks == (["site_links"] if key == "internal:1" else ["site_links", "links"])
