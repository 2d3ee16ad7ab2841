"""Whether a channel that has left is really gone: its name, its redirect, its successor, links to it.

Where a machine cannot tell, the outcome is `blocked` and never counts against anybody."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from checks.fetch import Visit
from checks.page import PageFacts, counted, facts_of
from checks.sandbox.limits import PutAside
from checks.sandbox.page import sandbox
from checks.site import Getter
from core.common import clock
from core.common.outcome import Failure, Outcome, Report, Target
from core.lifecycle.rules import VerificationRule, lifecycle_rules
from core.lifecycle.verification import NAME, ClosedTarget
from core.monitoring.outgoing_links import host_of
from core.rules import RuleSet


def check(target: Target, *, fetcher: Getter, rules: RuleSet, visit: Visit | None = None) -> Report:
    """Look at one channel that has left. `visit` is a visit to its address already made.

    `evidence["found"]` says in one word what was found; the catalogue `case.found` has its name."""
    assert isinstance(target, ClosedTarget)
    if not target.url:
        return _Look(target, fetcher, rules).said(Outcome.BLOCKED, "nothing-public")
    look = _Look(target, fetcher, rules)
    look.old = visit or look.get(target.url)
    try:
        return look.site() if target.website else look.account()
    except PutAside as page:
        look.old = replace(look.old, failure=Failure.PAGE_LIMITS, detail=page.detail)
        return look.said(Outcome.BLOCKED, "unsure")


@dataclass(slots=True)
class _Look:
    target: ClosedTarget
    fetcher: Getter
    rules: RuleSet
    old: Visit | None = None
    rule: VerificationRule = field(default_factory=lambda: lifecycle_rules().verification)

    def get(self, address: str) -> Visit:
        return self.fetcher.get(address, timeout_s=self.rules.availability.timeout_s)

    def site(self) -> Report:
        """A website is gone when nothing answers under its name, or when it leads to its successor."""
        visit = self.old
        assert visit is not None
        if visit.failure in self.rule.gone:
            return self._gone(visit)
        if visit.failure in self.rule.unsure:
            return self.said(Outcome.BLOCKED, "unsure")
        facts = self._read(visit)
        passed_on = self.get(facts.onward) if facts.onward else visit
        if self._leads_to_successor(passed_on):
            return self._redirected(passed_on)
        if self._moved_away(passed_on):
            return self.said(Outcome.PROBLEM, "elsewhere", passed_on)
        return self.said(Outcome.PROBLEM, "answers", title=facts.title)

    def account(self) -> Report:
        """An account is silent when its page is gone or says so, or shows nothing newer than its end."""
        visit = self.old
        assert visit is not None
        if visit.failure in self.rule.gone:
            return self.said(Outcome.OK, "gone")
        if visit.failure in self.rule.unsure:
            return self.said(Outcome.BLOCKED, "unsure")
        if any(word in visit.text for word in self.rule.closed_words):
            return self.said(Outcome.OK, "says-closed")
        newest = self._read(visit).newest
        if newest is None or not counted(newest) or not self.target.left_on:
            return self.said(Outcome.BLOCKED, "no-date")
        if newest.day > date.fromisoformat(self.target.left_on):
            return self.said(Outcome.PROBLEM, "posts", newest=newest.day.isoformat())
        return self.said(Outcome.OK, "silent", newest=newest.day.isoformat())

    def _gone(self, visit: Visit) -> Report:
        """Nothing answers: then no registered page may still point here, and the successor must live."""
        found = "name-gone" if visit.failure is Failure.DNS else "gone"
        if self.target.links:
            return self.said(Outcome.PROBLEM, "linked")
        if not self.target.successor_url:
            return self.said(Outcome.OK, found)
        return self._with_successor(found, self.get(self.target.successor_url))

    def _redirected(self, visit: Visit) -> Report:
        return self._with_successor("redirects", visit)

    def _with_successor(self, found: str, successor: Visit) -> Report:
        """One failed visit to the successor is a suspicion; only what availability confirmed counts."""
        if successor.readable:
            return self.said(Outcome.OK, found, successor)
        if self.target.successor_down:
            return self.said(Outcome.PROBLEM, "successor-down", successor)
        return self.said(Outcome.SUSPECT, "successor-unseen", successor)

    def _leads_to_successor(self, visit: Visit) -> bool:
        return self._moved_away(visit) and host_of(visit.final_url) in self.target.successor_hosts

    def _moved_away(self, visit: Visit) -> bool:
        """Whether the visit ended elsewhere: on another host, or for a page inside a site on another path."""
        if host_of(visit.final_url) not in self.target.hosts:
            return True
        inside = host_of(self.target.url) in self.target.successor_hosts
        return inside and not visit.final_url.startswith(self.target.url.rstrip("/"))

    def _read(self, visit: Visit) -> PageFacts:
        opened = sandbox().open
        page = opened(visit.body, visit.final_url, content_type=visit.content_type, today=clock.today())
        return page.ask(facts_of)

    def said(self, outcome: Outcome, found: str, last: Visit | None = None, **more: Any) -> Report:
        visit, target = self.old, self.target
        last = last or visit
        return Report(
            channel_id=target.channel_id,
            check=NAME,
            at=clock.now(),
            outcome=outcome,
            failure=visit.failure if visit and outcome is Outcome.BLOCKED else None,
            status=visit.status if visit else None,
            connect_ms=visit.connect_ms if visit else None,
            first_byte_ms=visit.first_byte_ms if visit else None,
            total_ms=visit.total_ms if visit else None,
            evidence={
                "found": found,
                "address": target.url,
                "final_address": last.final_url if last else "",
                "status": last.status if last else None,
                "failure": last.failure.value if last and last.failure else None,
                "left_on": target.left_on,
                "successor": target.successor,
                "links": [{"site": name, "address": address} for name, address in target.links],
                "rule_version": lifecycle_rules().version,
                **more,
            },
        )
