"""The channels a notice examines: read from the stored verdicts, the same as judged line by line."""

from core.common.vocabulary import Severity
from core.notices.scope import Examined, examined_now
from core.rules import assess, rule_set
from core.rules.judging import judge
from core.rules.results import JudgedAs, Line
from tests.core.notices.places import SUPERVISOR
from tests.rows import an_issue


def named(line: Line) -> str:
    return rule_set().indicator[line.indicator].name if line.indicator else line.result.indicator


def judged_now() -> tuple[Examined, ...]:
    found = []
    for each in assess.verdicts():
        reported = each.verdict
        broken = reported.vetoes or [line for line in reported.lines if line.points and line.points < 0]
        problem = "; ".join(dict.fromkeys(map(named, broken)))
        found.append(
            Examined(each.channel_id, reported.grade.value, bool(reported.vetoes), reported.score, problem)
        )
    return tuple(found)


def broken(channel_id: int, *indicators: str) -> None:
    for key in indicators:
        judge(channel_id, key, JudgedAs.FAILED, reason="现场核对", faults=2, actor=SUPERVISOR)


def test_what_was_stored_is_what_is_judged_line_by_line(demo_database):
    deducted = [key for key, each in rule_set().indicator.items() if each.group == "deduct"]
    vetoes = [key for key, each in rule_set().indicator.items() if each.group == "veto"]
    sites = [each.channel_id for each in assess.verdicts() if each.kind == "website"]
    for place, site in enumerate(sites[:6]):
        broken(site, *deducted[place::5], *vetoes[:place:3])
    found = examined_now()
    assert found == judged_now()
    assert {(bool(one.problem), one.vetoed) for one in found} == {(False, False), (True, False), (True, True)}


def test_what_changed_a_moment_ago_is_judged_first(demo_database):
    first = examined_now()[0].channel_id
    an_issue(channel_id=first, number="2026-90000", severity=Severity.VETO, title="首页被篡改")
    (again,) = examined_now([first])
    assert (again.grade, again.vetoed, again.problem) == ("failed", True, "2026-90000 首页被篡改")
