"""Readings of whole sites as the checker performs them: each in a process of its own, so that no sweep waits.

What people want stands in the database and is looked at every second or two. The processes hold nothing that
is not on disk: a killed checker's readings are taken over and go on from there."""

import logging
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import col

from checks.crawl.children import Reading
from checks.crawl.judge import reports_of
from checks.crawl.order import limits_said
from checks.crawl.result import read_result, unread_of
from checks.crawl.watched import TRIES, suspect, suspects
from checks.sandbox.limits import SandboxLimits
from core.common import clock
from core.common.settings import Settings
from core.monitoring import crawl_due, crawling, runs
from core.monitoring.crawl_rules import LINKS, crawl_rules
from core.monitoring.crawl_work import beside, work
from core.monitoring.crawling import CrawlProgress, Job, Result
from core.monitoring.lease import LeaseToken
from core.monitoring.record import Batch, record
from core.rules import RuleSet, rule_set
from core.wording.find import SURE
from core.wording.store import entries
from db.engine import reading
from db.models import UNSETTLED, CrawlSpeed, CrawlState, Finding, FindingState, Issue

log = logging.getLogger(__name__)
PREFIX = "reading-"
SELDOM_S = 15.0


@dataclass
class Crawler:
    """The readings under way in this checker."""

    settings: Settings
    _readings: dict[int, tuple[Job, Reading]] = field(default_factory=dict)
    _fence: int = 0
    _looked: float = float("-inf")

    def tick(self, token: LeaseToken) -> None:
        """Follow what people decided, write how far each is, settle those that ended, begin others."""
        if token.fence != self._fence:
            self.let_go()
            self._fence = token.fence
        states = crawling.states(self._readings)
        for number, (job, process) in list(self._readings.items()):
            process.keep_to_limits()
            if process.over:
                del self._readings[number]
                self._settle(token, job, process, states.get(number))
            elif states.get(number) is not CrawlState.READING:
                process.stop()
            elif process.progress is not None:
                crawling.report_progress(token, number, process.progress)
        if monotonic() - self._looked > SELDOM_S:
            self._looked = monotonic()
            crawl_due.ask_for_due(rule_set())
            self._sweep()
        for job in crawling.take(token, at_once=self.settings.crawls_at_once, mine=set(self._readings)):
            self._readings[job.id] = (job, Reading(self._order(job), self._page))
            log.info("reading the whole of channel %s (reading %s)", job.channel_id, job.id)

    def let_go(self) -> None:
        """Stop every process: the lease is not ours, or the checker ends. Nothing is lost."""
        for _, process in self._readings.values():
            process.stop()
        self._readings.clear()

    @property
    def _page(self) -> SandboxLimits:
        return SandboxLimits(self.settings.page_s, self.settings.page_memory_mb)

    def _suspected(self, process: Reading) -> bool:
        """Note the page that ended the process: when it does so again, it is put aside. False where there is
        none, or the site has more such pages than anybody would wait for."""
        number = process.suspect
        return (
            bool(number)
            and suspect(process.folder, number) <= TRIES
            and len(suspects(process.folder)) <= work("put_aside")
        )

    def _order(self, job: Job) -> dict[str, Any]:
        rules = rule_set()
        chosen = crawl_rules(rules)
        obey = not job.supervised or self.settings.crawl_robots == "obey"
        sure = rules.check["privacy"].thresholds["sure"]
        words = [kept.entry for kept in entries() if kept.entry.enabled and kept.entry.confidence >= SURE]
        return {
            "url": job.url,
            "folder": str(self._folder(job.id)),
            "full_speed": job.speed is CrawlSpeed.FULL,
            "robots": obey,
            "seconds": job.seconds,
            "looks": chosen.looks,
            "apart_s": chosen.apart_s,
            "progress_s": work("progress_s"),
            "sure": sure[0] if isinstance(sure, list) else sure,
            "limits": limits_said(self.settings),
            "words": [[e.list.value, e.phrase, e.right, e.confidence, list(e.unless)] for e in words],
        }

    def _folder(self, number: int) -> Path:
        return self.settings.data_dir.absolute() / "crawls" / f"{PREFIX}{number}"

    def _settle(self, token: LeaseToken, job: Job, process: Reading, state: CrawlState | None) -> None:
        """What becomes of a reading whose process has ended."""
        ended, progress = process.ended, process.progress or CrawlProgress(seconds=job.seconds)
        if state is not CrawlState.READING:
            if state is CrawlState.PAUSED:
                crawling.report_progress(token, job.id, progress)
            return
        match ended and ended["end"]:
            case None:
                log.warning("the process of reading %s died", job.id)
                crawling.lost(token, job.id, counted=not self._suspected(process))
            case "down":
                crawling.hold(token, job.id, "down", progress)
            case "failed":
                crawling.give_up(token, job.id, ended["error"] if ended else "", progress)
            case "done":
                self._store(token, job, progress)
            case _:
                pass  # it was stopped while somebody let it go on again: it is taken up by the next tick

    def _store(self, token: LeaseToken, job: Job, progress: CrawlProgress) -> None:
        rules, made = rule_set(), read_result(self._folder(job.id))
        self._judge(token, job, made, rules)
        if crawling.finish(token, job.id, progress, Result(made["summary"], made["rows"]), rules):
            shutil.rmtree(self._folder(job.id), ignore_errors=True)

    def _judge(self, token: LeaseToken, job: Job, made: dict[str, Any], rules: RuleSet) -> None:
        """Findings first: a kill before the reading is closed makes them once more, which changes nothing."""
        elsewhere = {check: _locked_elsewhere(job.channel_id, check) for check in beside().values()}
        unread = self._unread(job, made)
        reports = reports_of(made, job.channel_id, job.started_at or clock.now(), rules, elsewhere, unread)
        if not reports:
            return
        with runs.closing(LINKS, token=token, planned=len(reports)) as run_id:
            record(Batch(run_id, token, reports, confirming=True), rules)

    def _unread(self, job: Job, made: dict[str, Any]) -> dict[str, set[str]]:
        """By check, the findings on whose pages this reading did not come, so that it cannot say whether they
        are mended. Of a dead link those are the pages that carried it, unless the link itself was read."""
        standing = _standing(job.channel_id)
        pages = {page for _, _, _, carriers in standing for page in carriers}
        unread = unread_of(self._folder(job.id), pages | {address for _, _, address, _ in standing})
        missed: dict[str, set[str]] = {check: set() for check in beside()}
        for check, key, address, carriers in standing:
            if made["found_cut"] or (address in unread and not unread.isdisjoint(carriers or [address])):
                missed[check].add(key)
        return missed

    def _sweep(self) -> None:
        """Remove the folders of readings that are over."""
        base = self.settings.data_dir.absolute() / "crawls"
        there = {
            int(folder.name.removeprefix(PREFIX)): folder
            for folder in (base.glob(f"{PREFIX}*") if base.exists() else ())
            if folder.name.removeprefix(PREFIX).isdecimal()
        }
        for number in crawling.left_over(set(there) - set(self._readings)):
            shutil.rmtree(there[number], ignore_errors=True)


def _standing(channel_id: int) -> list[tuple[str, str, str, list[str]]]:
    """Check, key, address and, of a link, carriers of the channel's findings that wait to be settled: open
    ones, and mended ones whose issue is not verified yet."""
    waiting = exists().where(
        col(Issue.channel_id) == channel_id,
        col(Issue.check) == col(Finding.check),
        col(Issue.state).in_(UNSETTLED),
    )
    with reading() as session:
        rows = session.execute(
            select(col(Finding.check), col(Finding.key), col(Finding.evidence)).where(
                col(Finding.channel_id) == channel_id,
                col(Finding.check).in_(tuple(beside())),
                (col(Finding.state) != FindingState.RESOLVED) | waiting,
            )
        ).all()
    return [
        (check, key, str(facts.get("address", "")), str(facts.get("found_on", "")).split())
        for check, key, facts in rows
    ]


def _locked_elsewhere(channel_id: int, check: str) -> set[str]:
    """Keys and addresses of the unresolved findings of a check."""
    with reading() as session:
        rows = session.execute(
            select(col(Finding.key), col(Finding.evidence)).where(
                col(Finding.channel_id) == channel_id,
                col(Finding.check) == check,
                col(Finding.state) != FindingState.RESOLVED,
            )
        ).all()
    keys = {key for key, _ in rows if key}
    return keys | ({str(facts.get("address")) for _, facts in rows} if check == "links" else set())
