"""Sweeps: ask core what is due, visit it, hand the reports back. Each may be killed at any moment."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import chain
from threading import Event
from time import monotonic
from typing import Any, TypeVar

from checks.engine import Engine, stream
from checks.fetch import Limits
from checks.lifecycle.sweeps import verify_closed
from checks.portions import Portion
from checks.probe.sweep import probe_batches
from checks.reference import ourselves_online
from checks.rules import CHECKS, SITE_CHECKS, account_freshness
from checks.vantages import Vantages
from checks.work import Reading, Work, lost_reading, lost_work, perform_one, read_one, wanted
from core.access import upkeep as access_upkeep
from core.common import clock
from core.common.outcome import Report, Target
from core.common.settings import Settings
from core.common.unnamed_files import sweep as sweep_files
from core.lifecycle.verification import NAME as AFTER_CLOSING
from core.monitoring import due, engine_reading, flips, requests, runs
from core.monitoring.lease import LeaseLost, LeaseToken
from core.monitoring.record import AVAILABILITY, Batch, record
from core.monitoring.requests import PendingCheck
from core.monitoring.rules_of import RulesOf, sets_in_use
from core.monitoring.stability import NAME as STABILITY
from core.monitoring.stability import stability_reports
from core.monitoring.week import NAME as WEEK
from core.monitoring.week import week_reports
from core.rules import RuleSet, rule_set
from db.engine import writing
from db.models import RunState
from db.retention import drop_old
from db.rollup import refresh_windows
from db.upkeep import upkeep

log = logging.getLogger(__name__)
P = TypeVar("P")
R = TypeVar("R")
WRITE_EVERY_S = 0.5
# SQLite does not queue its writers: one that waits looks again every tenth of a second, and never finds the
# database free while another begins anew at once. Heartbeat and sweep starved like that at 15,000 channels.
GIVE_WAY_S = 0.15
SITE, ACCOUNTS = "site", account_freshness.NAME
# Judged from days already counted, not from a visit.
DERIVED: dict[str, Callable[[RuleSet], list[Report]]] = {WEEK: week_reports, STABILITY: stability_reports}


class Offline(Exception):
    """No vantage point reaches a reference address: what it saw would say nothing of the sites."""


@dataclass(frozen=True)
class Checker:
    """What every sweep needs. `stop` ends sweeps between two batches."""

    settings: Settings
    engine: Engine
    stop: Event = field(default_factory=Event)
    _had_turn: dict[str, int] = field(default_factory=dict)
    _portion: Portion = field(default_factory=Portion)

    @property
    def executor(self) -> Executor:
        return self.engine.executor

    @property
    def limits(self) -> Limits:
        return self.limits_for(rule_set())

    def limits_for(self, rules: RuleSet) -> Limits:
        """Limits of visits to the channels that `rules` judge."""
        limits = Limits.from_settings(self.settings, timeout_s=rules.availability.timeout_s)
        return self.engine.travelling(limits)

    @property
    def confirm_after(self) -> timedelta:
        return timedelta(seconds=self.settings.confirm_after_s)

    def availability(self, token: LeaseToken) -> None:
        """Probe every website whose last probe is older than the interval."""
        every = timedelta(seconds=self.settings.availability_every_s)
        self._probe("availability", due.overdue(AVAILABILITY, every=every), token)

    def confirm(self, token: LeaseToken) -> None:
        """Look again at websites whose failed visit is still a suspicion."""
        targets = due.suspected(AVAILABILITY)
        if not targets:
            return
        if flips.hold_if_many(share=self.settings.mass_flip_share, least=self.settings.mass_flip_least):
            log.warning("many channels fail at once: their suspicions wait for a person")
            return
        self._sweep("confirm", AVAILABILITY, targets, token, confirming=True)

    def content(self, check: str, token: LeaseToken) -> None:
        """Make one content check of every website where it is due."""
        every = timedelta(seconds=self.settings.freshness_every_s)
        self._sweep(check, check, due.overdue(check, every=every), token)

    def site(self, token: LeaseToken) -> None:
        """Read every website for which any check of content is due, once for all of them."""
        every = timedelta(seconds=self.settings.freshness_every_s)
        readings: list[tuple[Target, tuple[str, ...]]] = []
        for checks in dict.fromkeys(wanted(rules) for rules in sets_in_use()):
            targets = due.overdue_any(checks, every=every) if checks else []
            rules_of = RulesOf(target.channel_id for target in targets)
            readings += [(one, checks) for one in targets if wanted(rules_of.of(one.channel_id)) == checks]
        self._read(SITE, readings, token)

    def accounts(self, token: LeaseToken) -> None:
        """Look whether the new-media accounts post."""
        every = timedelta(seconds=self.settings.accounts_every_s)
        targets = due.overdue_accounts(ACCOUNTS, every=every)
        rules_of = RulesOf(target.channel_id for target in targets)
        asked = [one for one in targets if rules_of.of(one.channel_id).check[ACCOUNTS].enabled]
        self._sweep("accounts", ACCOUNTS, asked, token)

    def requests(self, token: LeaseToken) -> None:
        """Make the checks that people asked for; those of one site's content out of one reading."""
        waiting = requests.open_requests(after=self._had_turn)
        for kind, last in _last_of_each(waiting).items():
            self._had_turn[kind] = last
        content: dict[int, list[str]] = {}
        for check in sorted({pending.check for pending in waiting}):
            ids = [pending.channel_id for pending in waiting if pending.check == check]
            if check in DERIVED:
                self._record_derived(check, token, only=set(ids))
            elif check == AFTER_CLOSING:
                verify_closed(self, token, only=ids)
            elif check in SITE_CHECKS:
                for channel_id in ids:
                    content.setdefault(channel_id, []).append(check)
            elif check in CHECKS:
                self._sweep(
                    "requests", check, due.named(ids, addressed=check != ACCOUNTS), token, confirming=True
                )
        self._read(
            "requests",
            [(target, _in_order(content[target.channel_id])) for target in due.named(list(content))],
            token,
            confirming=True,
        )

    def week(self, token: LeaseToken) -> None:
        """Judge the 5 % rule and the flapping, and refresh the windows that rankings read."""
        for check in DERIVED:
            self._record_derived(check, token)
        refresh_windows(today=clock.today(), now=clock.now())

    def look_at_engine(self, token: LeaseToken) -> None:
        """Tell the dashboard what work runs on."""
        seen = self.engine.seen()
        workers = [asdict(worker) for worker in seen.workers]
        engine_reading.keep(token, state=seen.state, address=seen.address, said=seen.said, workers=workers)

    def retention(self, _token: LeaseToken) -> None:
        """Drop raw rows past their time, one short transaction a batch, and keep the database in shape.

        Files of evidence that no row names go as well."""
        upkeep()
        access_upkeep.upkeep()
        sweep_files()
        before = clock.now() - timedelta(days=self.settings.raw_days)
        while not self.stop.is_set():
            with writing() as session:
                if not drop_old(session, before=before):
                    return

    def _sweep(
        self,
        sweep: str,
        check: str,
        targets: Sequence[Target],
        token: LeaseToken,
        *,
        confirming: bool = False,
    ) -> None:
        if check == AVAILABILITY and self.engine.vantages():
            self._probe(sweep, targets, token, confirming=confirming)
            return
        rules_of = RulesOf(target.channel_id for target in targets)
        pieces = []
        for target in targets:
            rules = rules_of.of(target.channel_id)
            pieces.append((Work(check, target, self.limits_for(rules)), rules))
        visits = partial(self._stream, self.executor, perform_one, lost_work, pieces, self.engine.width)
        self._run(_Pass(sweep, token, rules_of, confirming), len(pieces), visits)

    def _read(
        self,
        sweep: str,
        targets: Sequence[tuple[Target, tuple[str, ...]]],
        token: LeaseToken,
        *,
        confirming: bool = False,
    ) -> None:
        rules_of = RulesOf(target.channel_id for target, _ in targets)
        pieces = []
        for target, checks in targets:
            rules = rules_of.of(target.channel_id)
            pieces.append((Reading(checks, target, self.limits_for(rules)), rules))
        planned = sum(len(reading.checks) for reading, _ in pieces)
        readers, width = self.engine.readers, self.engine.reading_width

        def visits() -> Iterator[list[Report]]:
            for batch in self._stream(readers, read_one, lost_reading, pieces, width):
                yield list(chain.from_iterable(batch))

        self._run(_Pass(sweep, token, rules_of, confirming), planned, visits)

    def _probe(
        self, sweep: str, targets: Sequence[Target], token: LeaseToken, *, confirming: bool = False
    ) -> None:
        rules_of = RulesOf(target.channel_id for target in targets)
        visits = partial(self._probes, rules_of.parted(targets))
        self._run(_Pass(sweep, token, rules_of, confirming), len(targets), visits)

    def _run(self, one: "_Pass", planned: int, visits: Callable[[], Iterator[list[Report]]]) -> None:
        if not planned:
            return
        run_id = runs.begin(one.sweep, token=one.token, planned=planned)
        if not ourselves_online(self.settings.reference_urls, self.limits):
            runs.end(run_id, state=RunState.VOID, error="reference")
            return
        try:
            for reports in visits():
                self._write(run_id, one, reports)
        except Offline:
            runs.end(run_id, state=RunState.VOID, error="reference")
            return
        except LeaseLost:
            log.warning("%s: lease lost, what was not written is left to the new checker", one.sweep)
            return
        except Exception as error:
            runs.end(run_id, state=RunState.FAILED, error=f"{type(error).__name__}: {error}")
            raise
        runs.end(run_id, state=RunState.ABANDONED if self.stop.is_set() else RunState.DONE)

    def _probes(self, parts: Sequence[tuple[RuleSet, list[Target]]]) -> Iterator[list[Report]]:
        last_ms = due.last_times(AVAILABILITY)
        names = self.engine.vantages()
        places = Vantages(names, self.engine.at, self.engine.probing_width)
        if any(names):
            places = places.online(self.settings.reference_urls, self.limits)
            if not places.names:
                raise Offline
        for rules, targets in parts:
            more: dict[str, Any] = {"limits": self.limits_for(rules), "rules": rules, "last_ms": last_ms}
            more |= {"stop": self.stop, "every_s": WRITE_EVERY_S}
            if places.names:
                yield from places.probe(targets, at_once=self.settings.probes_at_once, **more)
            else:
                yield from probe_batches(targets, concurrency=self.settings.probes_at_once, **more)

    def _stream(
        self,
        executor: Executor,
        perform: Callable[[P], R],
        lost: Callable[[P], R],
        pieces: Sequence[P],
        width: Callable[[], int],
    ) -> Iterator[list[R]]:
        return stream(
            executor,
            perform,
            pieces,
            in_flight=width,
            stop=self.stop,
            every_s=WRITE_EVERY_S,
            lost=lost,
        )

    def _write(self, run_id: int, one: "_Pass", reports: Sequence[Report]) -> None:
        for rules, judged in one.rules_of.judged(reports):
            left = [_not_ahead(report) for report in judged]
            while left:
                part, left = left[: self._portion.size], left[self._portion.size :]
                before = monotonic()
                record(Batch(run_id, one.token, part, one.confirming, self.confirm_after), rules)
                self._portion.took(monotonic() - before)
                if left:
                    self.stop.wait(GIVE_WAY_S)

    def _record_derived(self, check: str, token: LeaseToken, only: set[int] | None = None) -> None:
        made = [(rules, DERIVED[check](rules)) for rules in sets_in_use()]
        rules_of = RulesOf(report.channel_id for _, reports in made for report in reports)
        reports = [
            report
            for rules, part in made
            for report in part
            if rules_of.of(report.channel_id).version == rules.version
            and (only is None or report.channel_id in only)
        ]
        if not reports:
            return
        with runs.closing(check, token=token, planned=len(reports)) as run_id:
            self._write(run_id, _Pass(check, token, rules_of, confirming=True), reports)


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass of a sweep. `confirming`: made to settle suspicions."""

    sweep: str
    token: LeaseToken
    rules_of: RulesOf
    confirming: bool = False


def _not_ahead(report: Report) -> Report:
    """A worker's clock may be wrong: what it saw was seen by now."""
    return replace(report, at=min(report.at, clock.now()))


def _last_of_each(waiting: Sequence[PendingCheck]) -> dict[str, int]:
    """By kind of check, the id of the request that came last in its turn."""
    return {pending.check: pending.id for pending in waiting}


def _in_order(checks: Sequence[str]) -> tuple[str, ...]:
    return tuple(check for check in SITE_CHECKS if check in checks)
