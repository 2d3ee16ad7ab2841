"""From the result of a reading to reports: what of it becomes findings, check by check. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from checks.rules.links import GONE, SURE
from core.common.outcome import Failure, Outcome, Problem, Report
from core.monitoring.crawl_rules import LINKS, most_findings
from core.monitoring.crawl_work import beside
from core.rules import RuleSet


def reports_of(
    result: Mapping[str, Any],
    channel_id: int,
    at: datetime,
    rules: RuleSet,
    elsewhere: Mapping[str, Collection[str]],
    unread: Mapping[str, Collection[str]],
) -> list[Report]:
    """One report a check that the rule set wants made. `at`: when the reading began, so that what people
    did meanwhile is not judged by it. `elsewhere`: by check, keys and addresses that its finding beside it
    holds already. `unread`: by check, keys of findings that stand where this reading did not come. A site of
    which a page could not be read is never `ok`: what is on that page nobody knows."""
    made = []
    for check, other in beside().items():
        most = most_findings(rules, check)
        if not most:
            continue
        covered = elsewhere.get(other, ())
        if check == LINKS:
            problems, unsure = _dead_links(result, covered)
        else:
            problems, unsure = _on_pages(result["found"], other, covered)
        unsure |= set(unread.get(check, ())) - {problem.key for problem in problems}
        counts = {"found": len(problems), "unanswered": len(unsure), "pages_unread": result["unread"]}
        made.append(_report(check, channel_id, at, rules, problems, unsure, most, counts))
    return made


def _report(
    check: str,
    channel_id: int,
    at: datetime,
    rules: RuleSet,
    problems: list[Problem],
    unsure: set[str],
    most: int,
    counts: Mapping[str, int],
) -> Report:
    # Of more than `most` the rest is given as a number, and its findings, if it has any, are left alone.
    left = {problem.key for problem in problems[most:]}
    doubtful = unsure or counts["pages_unread"]
    outcome = Outcome.PROBLEM if problems else Outcome.SUSPECT if doubtful else Outcome.OK
    evidence = {
        **counts,
        "rule_version": rules.version,
        "problems": [_detail(problem) for problem in problems[:30]],
    }
    return Report(
        channel_id, check, at, outcome,
        evidence=evidence, problems=tuple(problems[:most]), unsure=frozenset(unsure | left),
    )  # fmt: skip


def _detail(problem: Problem) -> dict[str, Any]:
    return {"key": problem.key, "address": problem.address, **problem.detail}


def _dead_links(result: Mapping[str, Any], covered: Collection[str]) -> tuple[list[Problem], set[str]]:
    """Links that surely lead nowhere, those on most pages first, and the keys of those that may."""
    links, names = result["links"], result["names_work"]
    sure = [one for one in links if _dead(one) and (names or one["failure"] != Failure.DNS)]
    problems = [
        _link_problem(one)
        for one in sorted(sure, key=lambda one: (-one["count"], one["address"]))
        if one["key"] not in covered and one["address"] not in covered
    ]
    doubtful = {one["key"] for one in links} - {one["key"] for one in sure}
    return problems, doubtful


def _dead(one: Mapping[str, Any]) -> bool:
    """As the check of the home page has it: gone, or a name of another site that does not exist."""
    if one["failure"] == Failure.CLIENT_ERROR:
        return one["status"] in GONE
    return one["failure"] in SURE and not one["inside"]


def _link_problem(one: Mapping[str, Any]) -> Problem:
    failure = Failure(one["failure"])
    return Problem(
        one["key"], one["address"], one["status"], failure, 0.95,
        same=f"{failure} {one['status']}",
        detail={"link_kind": one["part"], "count": one["count"], "found_on": "  ".join(one["pages"][:5])},
    )  # fmt: skip


def _on_pages(
    found: Iterable[Mapping[str, Any]], other: str, covered: Collection[str]
) -> tuple[list[Problem], set[str]]:
    problems: dict[str, Problem] = {}
    doubtful: set[str] = set()
    for one in found:
        if one["check"] != other or one["key"] in covered:
            continue
        if one["certain"]:
            problems.setdefault(one["key"], _page_problem(one))
        else:
            doubtful.add(one["key"])
    return list(problems.values()), doubtful - set(problems)


def _page_problem(one: Mapping[str, Any]) -> Problem:
    return Problem(
        one["key"], one["address"], 200,
        confidence=one.get("confidence"), piece=one["piece"], same=one.get("same", ""), detail=one["detail"],
    )  # fmt: skip
