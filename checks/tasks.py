"""Whether a channel has done a task: a text carried on by a site or an account with a feed, a new emblem in
the place of the old, a filing number.

What cannot be read is `blocked` and counts against nobody; whatever is missing is asked of people."""

import logging
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from checks.fetch import Fetcher, Limits, Visit
from checks.page import PageFacts, facts_of
from checks.reference import ourselves_online
from checks.sandbox.limits import PutAside
from checks.sandbox.page import sandbox
from checks.site import Getter
from checks.site.feeds import posts_in
from core.common import clock
from core.common.outcome import Outcome
from core.monitoring.lease import LeaseToken
from core.monitoring.outgoing_links import host_of
from core.monitoring.rules_of import RulesOf
from core.rules import RuleSet
from core.tasks import looking
from core.tasks.looking import TaskLook, TaskTarget
from core.tasks.rules import task_rules
from db.models import TaskKind

if TYPE_CHECKING:
    from checks.run import Checker

log = logging.getLogger(__name__)
# What a list puts behind a title that it cuts short.
CUT = ("…", "...", "..")


def look_after_tasks(checker: "Checker", token: LeaseToken) -> None:
    """Look at the sites that have a task to do and were not looked at lately, a few at a time."""
    targets = looking.due()
    if not targets or not ourselves_online(checker.settings.reference_urls, checker.limits):
        return
    one = partial(_look_at, checker, RulesOf(target.channel_id for target in targets))
    size = checker.settings.threads
    for start in range(0, len(targets), size):
        if checker.stop.is_set():
            return
        looking.record_looks(list(checker.engine.here.map(one, targets[start : start + size])), token=token)


def look(target: TaskTarget, *, fetcher: Getter, rules: RuleSet) -> TaskLook:
    """Read the pages of one site until what is asked for is found, or what an account shows of its posts.

    Not found is `problem` only when the home page could be read; the old must be gone from it."""
    if target.since is not None:
        return _look_at_account(
            target, target.since, fetcher.get(target.pages[0], timeout_s=rules.availability.timeout_s)
        )
    home: Visit | None = None
    for address in target.pages:
        visit = fetcher.get(address, timeout_s=rules.availability.timeout_s)
        if home is None:
            home = visit
            if not visit.readable:
                return TaskLook(target.line_id, Outcome.BLOCKED)
        if visit.readable and (found := _found(target, visit)):
            return TaskLook(target.line_id, Outcome.OK, found)
    return TaskLook(target.line_id, Outcome.PROBLEM)


def _look_at_account(target: TaskTarget, since: date, visit: Visit) -> TaskLook:
    """A post since the task began. It is missing only from a feed that reaches back so far; an account's page
    shows its last posts only, or none to a visitor who is not signed in."""
    if not visit.readable:
        return TaskLook(target.line_id, Outcome.BLOCKED)
    page = sandbox().open(visit.body, visit.final_url, content_type=visit.content_type, today=clock.today())
    posts = page.ask(posts_in, task_rules().most_posts)
    if posts is None:
        found = _carried(target, [(link.text, link.address) for link in page.ask(facts_of).links])
        return TaskLook(target.line_id, Outcome.OK if found else Outcome.BLOCKED, found)
    found = _carried(target, [(post.title, post.address) for post in posts if post.day >= since])
    if found:
        return TaskLook(target.line_id, Outcome.OK, found)
    reaches = any(post.day <= since for post in posts)
    return TaskLook(target.line_id, Outcome.PROBLEM if reaches else Outcome.BLOCKED)


def _carried(target: TaskTarget, shown: Iterable[tuple[str, str]]) -> str:
    """The address of the text that was to be carried on, by its own or its title; empty where it is not."""
    for words, address in shown:
        if target.address and _key(address) == _key(target.address):
            return address
        if target.words and _is_title(words, target.words):
            return address or target.pages[0]
    return ""


def _found(target: TaskTarget, visit: Visit) -> str:
    """Where on this page it is done: the address of what was found, empty when it is not."""
    if target.kind is TaskKind.FILING:
        return visit.final_url if _letters(target.words) in _letters(visit.text) else ""
    if target.kind is not TaskKind.REPOST:
        done = target.gone not in visit.text if target.gone else True
        there = all(word in visit.text for word in (target.words, target.address) if word)
        return visit.final_url if done and there else ""
    facts = _read(visit)
    if found := _carried(target, [(link.text, link.address) for link in facts.links]):
        return found
    return visit.final_url if target.words and _is_title(facts.title, target.words) else ""


def _read(visit: Visit) -> PageFacts:
    opened = sandbox().open
    page = opened(visit.body, visit.final_url, content_type=visit.content_type, today=clock.today())
    return page.ask(facts_of)


def _is_title(shown: str, wanted: str) -> bool:
    """Whether a link shows the wanted title: within its words, or cut short by the list it stands in."""
    text, title = _letters(shown), _letters(wanted)
    if not title or title in text:
        return bool(title)
    least = task_rules().least_letters
    return shown.strip().endswith(CUT) and len(text) >= least and title.startswith(text)


def _letters(text: str) -> str:
    """The letters and digits of a text, whatever their width and what stands between them."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


def _key(address: str) -> tuple[str, str, str]:
    """One page has one key, whatever its scheme and the slash at its end."""
    parts = urlsplit(address)
    return host_of(address), unquote(parts.path).rstrip("/"), parts.query


def _look_at(checker: "Checker", rules_of: RulesOf, target: TaskTarget) -> TaskLook:
    """A fault of our own, or a page put aside, is `blocked` and stops nothing."""
    rules = rules_of.of(target.channel_id)
    try:
        return look(target, fetcher=_fetcher(checker.limits_for(rules)), rules=rules)
    except PutAside:
        return TaskLook(target.line_id, Outcome.BLOCKED)
    except Exception:
        log.exception("task, line %s", target.line_id)
        return TaskLook(target.line_id, Outcome.BLOCKED)


@lru_cache(maxsize=4)
def _fetcher(limits: Limits) -> Fetcher:
    return Fetcher(limits)
