"""V-W4: so many stale, overdue or empty columns that the site fails as a whole."""

from checks.rules import columns
from checks.rules.columns import ColumnState
from checks.rules.of_site import of_site
from checks.site import Site
from core.common.outcome import Failure, Problem, Report

NAME = "columns_veto"


def _judge(site: Site) -> Report:
    """Counts what `columns` found. `stale`: beyond the window of their category; `due`: beyond any window;
    a count that reaches the limit only with columns that are not sure is suspect."""
    if not site.target.columns:
        return site.unable(NAME, Failure.NO_COLUMNS)
    states = columns.read(site)
    rule = site.rules.columns
    counts = counted(states)
    least = {"stale": rule.stale_least, "due": rule.due_least, "empty": rule.empty_least}
    unsure = sum(state.word == "unsure" for state in states)
    wrong = [name for name, number in counts.items() if number >= least[name]]
    doubts = [
        name
        for name, number in counts.items()
        if number < least[name] <= number + unsure and number and unsure
    ]
    problems = [
        Problem(
            name,
            site.address,
            confidence=0.95,
            same=name,
            detail={"count": counts[name], "least": least[name], "names": _names(states, name)},
        )
        for name in wrong
    ]
    return site.report(NAME, problems, doubts=doubts, counts=counts, least=least, columns_read=len(states))


def counted(states: tuple[ColumnState, ...]) -> dict[str, int]:
    """How many columns are stale, due and empty."""
    return {name: len(_of(states, name)) for name in ("stale", "due", "empty")}


def _of(states: tuple[ColumnState, ...], name: str) -> list[ColumnState]:
    if name == "stale":
        return [state for state in states if state.word == "stale" and state.by_category]
    word = "stale" if name == "due" else "empty"
    return [state for state in states if state.word == word]


def _names(states: tuple[ColumnState, ...], name: str) -> list[str]:
    return [state.column.name for state in _of(states, name)][:30]


check = of_site(NAME, _judge)
