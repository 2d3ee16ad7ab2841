"""Every check of every demo site against what was injected: found, missed, false."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from checks.demo_sites.accounts import KINDS
from checks.demo_sites.expected import Expected
from checks.demo_sites.in_process import DemoSites
from checks.demo_sites.targets import target_of
from checks.fetch import Limits
from checks.rules import CHECKS, account_freshness, availability
from checks.work import Reading, Work, perform, read_site, wanted
from core.common.outcome import Outcome, Report, Target
from core.rules import RuleSet
from db.demo.sites import site_list

HARD = (Outcome.PROBLEM, Outcome.BLOCKED)


@dataclass
class Score:
    """Counts of one check."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found / (self.found + len(self.false)) if self.found or self.false else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + len(self.missed)) if self.found or self.missed else 1.0


def judged(
    demo: DemoSites, rules: RuleSet, memories: Mapping[str, dict[str, object]] | None = None
) -> dict[str, Score]:
    """Run every check on every site of `demo` and hold the reports against what is injected."""
    scores = {check: Score() for check in CHECKS}
    with ThreadPoolExecutor(6) as pool:
        for key, reports in pool.map(
            lambda key: (key, reports_of(demo, key, rules, memories or {})), demo.keys
        ):
            _hold(key, demo.expected(key), reports, scores)
    return scores


def reports_of(
    demo: DemoSites, key: str, rules: RuleSet, memories: Mapping[str, dict[str, object]]
) -> list[Report]:
    """What the checker says of one site and of its accounts."""
    target = target_of_key(demo, key, memories.get(key, {}))
    limits = limits_of(demo, rules)
    reports = [perform(Work(availability.NAME, target, limits), rules)]
    reports += read_site(Reading(wanted(rules), target, limits), rules)
    if reports[0].outcome is Outcome.OK:
        reports += [_account(target, kind, limits, rules) for kind in KINDS]
    return reports


def memories_of(demo: DemoSites, rules: RuleSet) -> dict[str, dict[str, object]]:
    """What the tampering check remembers of each site as it is now."""
    reported = {}
    for key in demo.keys:
        reading = Reading(("tampering",), target_of_key(demo, key, {}), limits_of(demo, rules))
        (report,) = read_site(reading, rules)
        reported[key] = {"tampering": dict(report.evidence)}
    return reported


def target_of_key(demo: DemoSites, key: str, memory: dict[str, object]) -> Target:
    site = next(site for site in site_list() if site.key == key)
    return target_of(site, demo.base_port, demo.faults(key), memory=memory)


def limits_of(demo: DemoSites, rules: RuleSet) -> Limits:
    ports = f"{demo.base_port}-{demo.base_port + 60}"
    return Limits(
        timeout_s=rules.availability.timeout_s,
        allowed_private=(f"127.0.0.1:{ports}", f"[::1]:{ports}"),
        trusted_ca=str(demo.authority),
    )


def _account(target: Target, kind: str, limits: Limits, rules: RuleSet) -> Report:
    account = Target(channel_id=2, name=kind, url=f"{target.url}account/{kind}", kind="weibo")
    return perform(Work(account_freshness.NAME, account, limits), rules)


def _hold(key: str, expected: list[Expected], reports: Iterable[Report], scores: dict[str, Score]) -> None:
    hidden = any(one.check == availability.NAME for one in expected)
    open_ = list(expected)
    for check, address, what, outcome in _said(reports, hidden):
        match = next((one for one in open_ if _matches(one, check, address, what, outcome)), None)
        if match is None:
            scores[check].false.append(f"{key} {address} {what} {outcome}")
        else:
            open_.remove(match)
            scores[check].found += 1
    for one in open_:
        scores[one.check].missed.append(f"{key} {one.address} {one.key} {one.outcome}")


def _said(reports: Iterable[Report], hidden: bool) -> Iterator[tuple[str, str, str, Outcome]]:
    """Everything the reports say is wrong, or could not be checked, or is doubtful in its charset."""
    for report in reports:
        at = str(report.evidence.get("final_address") or report.evidence.get("address") or "")
        if report.problems:
            yield from ((report.check, one.address, one.key, report.outcome) for one in report.problems)
        elif _wrong_as_a_whole(report, hidden):
            yield report.check, at, "", report.outcome


def _wrong_as_a_whole(report: Report, hidden: bool) -> bool:
    """A page that cannot be seen blocks every check of what stands on it: that is said once."""
    if report.outcome is Outcome.SUSPECT:
        return report.check == "charset"
    return report.outcome in HARD and not (hidden and report.check != availability.NAME)


def _matches(one: Expected, check: str, address: str, what: str, outcome: Outcome) -> bool:
    same_key = not one.key or what == one.key or what.startswith(f"{one.key}:")
    return one.check == check and one.outcome == outcome and same_key and _same(one.address, address)


def _same(one: str, other: str) -> bool:
    return urlsplit(one)[:3] == urlsplit(other)[:3]


def lines(scores: Mapping[str, Score]) -> Iterator[str]:
    """The scores as a table."""
    yield f"{'check':<20}{'found':>7}{'missed':>8}{'false':>7}{'precision':>11}{'recall':>8}"
    for check, score in scores.items():
        yield (
            f"{check:<20}{score.found:>7}{len(score.missed):>8}{len(score.false):>7}"
            f"{score.precision:>11.2f}{score.recall:>8.2f}"
        )
