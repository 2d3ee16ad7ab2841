"""Sweeps: ask core what is due, visit it, hand the reports back. Each may be killed at any moment."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import chain
from threading import Event

from checks.engine import stream
from checks.fetch import Limits
from checks.lifecycle.sweeps import verify_closed
from checks.probe.sweep import probe_batches
from checks.reference import ourselves_online
from checks.rules import CHECKS, SITE_CHECKS, account_freshness
from checks.work import Reading, Work, perform, read_site, wanted
from core import clock
from core.lifecycle.verification import NAME as AFTER_CLOSING
from core.monitoring import due, flips, requests, runs
from core.monitoring.lease import Held, LeaseLost
from core.monitoring.outcome import Report, Target
from core.monitoring.record import AVAILABILITY, Batch, record
from core.monitoring.stability import NAME as STABILITY
from core.monitoring.stability import stability_reports
from core.monitoring.week import NAME as WEEK
from core.monitoring.week import week_reports
from core.rules import RuleSet, rule_set
from core.settings import Settings
from db.engine import writing
from db.models import RunState
from db.retention import drop_old
from db.rollup import refresh_windows

log = logging.getLogger(__name__)
WRITE_EVERY_S = 0.5
SITE, ACCOUNTS = "site", account_freshness.NAME
# Judged from days already counted, not from a visit.
DERIVED: dict[str, Callable[[RuleSet], list[Report]]] = {WEEK: week_reports, STABILITY: stability_reports}


@dataclass(frozen=True)
class Checker:
    """What every sweep needs. `stop` ends sweeps between two batches."""

    settings: Settings
    executor: Executor
    stop: Event = field(default_factory=Event)

    @property
    def limits(self) -> Limits:
        return Limits.from_settings(self.settings, timeout_s=rule_set().availability.timeout_s)

    @property
    def confirm_after(self) -> timedelta:
        return timedelta(seconds=self.settings.confirm_after_s)

    def availability(self, held: Held) -> None:
        """Probe every website whose last probe is older than the interval."""
        every = timedelta(seconds=self.settings.availability_every_s)
        targets = due.overdue(AVAILABILITY, every=every)
        self._run("availability", len(targets), held, partial(self._probes, targets), confirming=False)

    def confirm(self, held: Held) -> None:
        """Look again at websites whose failed visit is still a suspicion."""
        targets = due.suspected(AVAILABILITY)
        if not targets:
            return
        if flips.hold_if_many(share=self.settings.mass_flip_share, least=self.settings.mass_flip_least):
            log.warning("many channels fail at once: their suspicions wait for a person")
            return
        self._sweep("confirm", AVAILABILITY, targets, held, confirming=True)

    def content(self, check: str, held: Held) -> None:
        """Make one content check of every website where it is due."""
        every = timedelta(seconds=self.settings.freshness_every_s)
        self._sweep(check, check, due.overdue(check, every=every), held)

    def site(self, held: Held) -> None:
        """Read every website for which any check of content is due, once for all of them."""
        every, checks = timedelta(seconds=self.settings.freshness_every_s), wanted(rule_set())
        self._read(SITE, [(target, checks) for target in due.overdue_any(checks, every=every)], held)

    def accounts(self, held: Held) -> None:
        """Look whether the new-media accounts post."""
        every = timedelta(seconds=self.settings.accounts_every_s)
        if rule_set().check[ACCOUNTS].enabled:
            self._sweep("accounts", ACCOUNTS, due.overdue_accounts(ACCOUNTS, every=every), held)

    def requests(self, held: Held) -> None:
        """Make the checks that people asked for; those of one site's content out of one reading."""
        wishes = requests.open_wishes()
        content: dict[int, list[str]] = {}
        for check in sorted({wish.check for wish in wishes}):
            ids = [wish.channel_id for wish in wishes if wish.check == check]
            if check in DERIVED:
                self._record_derived(check, held, only=set(ids))
            elif check == AFTER_CLOSING:
                verify_closed(self, held, only=ids)
            elif check in SITE_CHECKS:
                for channel_id in ids:
                    content.setdefault(channel_id, []).append(check)
            elif check in CHECKS:
                self._sweep(
                    "requests", check, due.named(ids, addressed=check != ACCOUNTS), held, confirming=True
                )
        self._read(
            "requests",
            [(target, _in_order(content[target.channel_id])) for target in due.named(list(content))],
            held,
            confirming=True,
        )

    def week(self, held: Held) -> None:
        """Judge the 5 % rule and the flapping, and refresh the windows that rankings read."""
        for check in DERIVED:
            self._record_derived(check, held)
        with writing() as session:
            refresh_windows(session, today=clock.today(), now=clock.now())

    def retention(self, _held: Held) -> None:
        """Drop raw rows past their time, one short transaction a batch."""
        before = clock.now() - timedelta(days=self.settings.raw_days)
        while not self.stop.is_set():
            with writing() as session:
                if not drop_old(session, before=before):
                    return

    def _sweep(
        self, sweep: str, check: str, targets: Sequence[Target], held: Held, *, confirming: bool = False
    ) -> None:
        work = [Work(check, target, self.limits) for target in targets]
        self._run(sweep, len(work), held, partial(self._visit, work), confirming)

    def _read(
        self,
        sweep: str,
        targets: Sequence[tuple[Target, tuple[str, ...]]],
        held: Held,
        *,
        confirming: bool = False,
    ) -> None:
        work = [Reading(checks, target, self.limits) for target, checks in targets if checks]
        planned = sum(len(reading.checks) for reading in work)
        self._run(sweep, planned, held, partial(self._readings, work), confirming)

    def _run(
        self,
        sweep: str,
        planned: int,
        held: Held,
        visits: Callable[[RuleSet], Iterator[list[Report]]],
        confirming: bool,
    ) -> None:
        if not planned:
            return
        run_id = runs.begin(sweep, held=held, planned=planned)
        if not ourselves_online(self.settings.reference_urls, self.limits):
            runs.end(run_id, state=RunState.VOID, error="reference")
            return
        rules = rule_set()
        try:
            for reports in visits(rules):
                self._write(run_id, held, reports, rules, confirming)
        except LeaseLost:
            log.warning("%s: lease lost, what was not written is left to the new checker", sweep)
            return
        except Exception as error:
            runs.end(run_id, state=RunState.FAILED, error=f"{type(error).__name__}: {error}")
            raise
        runs.end(run_id, state=RunState.ABANDONED if self.stop.is_set() else RunState.DONE)

    def _probes(self, targets: Sequence[Target], rules: RuleSet) -> Iterator[list[Report]]:
        return probe_batches(
            targets,
            limits=self.limits,
            rules=rules,
            concurrency=self.settings.probes_at_once,
            last_ms=due.last_times(AVAILABILITY),
            stop=self.stop,
            every_s=WRITE_EVERY_S,
        )

    def _visit(self, work: Sequence[Work], rules: RuleSet) -> Iterator[list[Report]]:
        return stream(
            self.executor,
            partial(perform, rules=rules),
            work,
            in_flight=self.settings.threads,
            stop=self.stop,
            every_s=WRITE_EVERY_S,
        )

    def _readings(self, work: Sequence[Reading], rules: RuleSet) -> Iterator[list[Report]]:
        # Half the threads at most: a reading takes long, and probes must not wait for it.
        batches = stream(
            self.executor,
            partial(read_site, rules=rules),
            work,
            in_flight=max(1, self.settings.threads // 2),
            stop=self.stop,
            every_s=WRITE_EVERY_S,
        )
        return (list(chain.from_iterable(batch)) for batch in batches)

    def _write(
        self, run_id: int, held: Held, reports: Sequence[Report], rules: RuleSet, confirming: bool
    ) -> None:
        batch = Batch(run_id, held, reports, confirming, self.confirm_after)
        record(batch, rules)

    def _record_derived(self, check: str, held: Held, only: set[int] | None = None) -> None:
        rules = rule_set()
        reports = [r for r in DERIVED[check](rules) if only is None or r.channel_id in only]
        if not reports:
            return
        run_id = runs.begin(check, held=held, planned=len(reports))
        self._write(run_id, held, reports, rules, confirming=True)
        runs.end(run_id)


def _in_order(checks: Sequence[str]) -> tuple[str, ...]:
    return tuple(check for check in SITE_CHECKS if check in checks)
