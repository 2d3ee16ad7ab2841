"""The clock of the checker: a handful of short, frequent ticks; what is due stands in the database.

No tick carries work over a restart, so nothing can be missed or doubled by the scheduler itself."""

import logging
from collections.abc import Callable
from functools import partial
from threading import Event
from time import monotonic

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from checks.backups import Backups
from checks.browser.faults import draw_faults
from checks.crawl.tick import Crawler
from checks.deliver import Deliverer
from checks.engine import Engine
from checks.leader import Leader
from checks.lifecycle import sweeps as lifecycle
from checks.publication import look_for_forms
from checks.run import Checker
from checks.tasks import look_after_tasks
from checks.trouble import Trouble
from core.common import clock
from core.common.parent import orphaned
from core.common.settings import Settings
from core.monitoring import verdict_cache
from core.monitoring.lease import LeaseLost, LeaseToken

log = logging.getLogger(__name__)
TICK_S = 2.0
JUMP_S = 5.0
ENGINE_EVERY_S = {"local": 60.0, "dask": 5.0}
RETENTION_EVERY_S, REMINDERS_EVERY_S, CRAWLS_EVERY_S = 3600.0, 10.0, 1.0
BACKUPS_EVERY_S = 10.0
AFTER_CLOSING_EVERY_S, SAMPLES_EVERY_S, SUSPENSIONS_EVERY_S = 60.0, 300.0, 3600.0
TASKS_EVERY_S, FORMS_EVERY_S, SCREENSHOTS_EVERY_S = 60.0, 60.0, 15.0


class Steady:
    """Compares the clock with the time that passes, which no setting of the clock alters."""

    def __init__(self) -> None:
        self._clock, self._passed = clock.now(), monotonic()

    def jumped_s(self) -> float:
        """By how many seconds the clock was set since the last call; 0 for less than `JUMP_S`."""
        before, passed = self._clock, self._passed
        self._clock, self._passed = clock.now(), monotonic()
        jumped = (self._clock - before).total_seconds() - (self._passed - passed)
        return jumped if abs(jumped) >= JUMP_S else 0.0


def work_until(stop: Event, settings: Settings, engine: Engine) -> None:
    """Be a checker until `stop` is set: lead when the lease is free, stand by while another one leads."""
    leader = Leader(seconds=settings.lease_s)
    checker = Checker(settings=settings, engine=engine, stop=stop)
    scheduler = _scheduler(leader, checker)
    leader.beat()
    scheduler.start()
    steady = Steady()
    try:
        while not stop.wait(TICK_S):
            if jumped_s := steady.jumped_s():
                # The scheduler sleeps until an hour of the clock: set back, it would sleep that much longer.
                log.warning("the clock jumped by %.0f s: every tick begins anew", jumped_s)
                for job in scheduler.get_jobs():
                    job.modify(next_run_time=clock.now())
            if orphaned():
                log.warning("the process that started this checker is gone")
                stop.set()
    finally:
        engine.close()
        scheduler.shutdown(wait=True)
        leader.release()


def _scheduler(leader: Leader, checker: Checker) -> BackgroundScheduler:
    settings = checker.settings
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(16)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="Asia/Shanghai",
    )

    def every(seconds: float, name: str, job: Callable[[], None]) -> None:
        # The first tick comes at once: an interval job alone would wait a whole interval after each start.
        scheduler.add_job(job, "interval", seconds=seconds, id=name, name=name, next_run_time=clock.now())

    every(settings.lease_s / 4, "heartbeat", leader.beat)
    sweeps: list[tuple[float, str, Callable[[LeaseToken], None]]] = [
        (TICK_S, "availability", checker.availability),
        (1.0, "confirm", checker.confirm),
        (TICK_S, "site", checker.site),
        (TICK_S, "accounts", checker.accounts),
        (ENGINE_EVERY_S[settings.engine], "engine", checker.look_at_engine),
        (settings.requests_every_s, "requests", checker.requests),
        (settings.rollup_every_s, "week", checker.week),
        (RETENTION_EVERY_S, "retention", checker.retention),
        (BACKUPS_EVERY_S, "backups", Backups(settings).tick),
        (TICK_S, "verdicts", lambda _token: _judge_again()),
        (REMINDERS_EVERY_S, "reminders", Deliverer(settings, checker.stop).tick),
        (AFTER_CLOSING_EVERY_S, "after_closing", partial(lifecycle.verify_closed, checker)),
        (SAMPLES_EVERY_S, "samples", partial(lifecycle.try_samples, checker)),
        (SUSPENSIONS_EVERY_S, "suspension", partial(lifecycle.judge_suspensions, checker)),
        (TASKS_EVERY_S, "tasks", partial(look_after_tasks, checker)),
        (FORMS_EVERY_S, "forms", partial(look_for_forms, checker)),
        (SCREENSHOTS_EVERY_S, "screenshots", partial(draw_faults, settings)),
    ]
    for seconds, name, sweep in sweeps:
        every(seconds, name, _guarded(name, leader, sweep))
    crawler = Crawler(settings)
    crawls = _guarded("crawls", leader, crawler.tick)
    # Processes that read are stopped as soon as the lease is another checker's, which takes them over.
    every(CRAWLS_EVERY_S, "crawls", lambda: crawls() if leader.token else crawler.let_go())
    return scheduler


def _judge_again() -> None:
    """Keep the stored verdicts true, so that no page has to judge thousands of channels."""
    verdict_cache.refresh()


def _guarded(name: str, leader: Leader, sweep: Callable[[LeaseToken], None]) -> Callable[[], None]:
    """Only the leader sweeps; a fault is logged and the next tick tries again."""

    trouble = Trouble(name)

    def tick() -> None:
        token = leader.token
        if token is None:
            return
        try:
            sweep(token)
        except LeaseLost:
            log.warning("%s: the lease is another checker's now", name)
        except SQLAlchemyError as error:
            trouble.say(error)
        else:
            trouble.passed()

    return tick
