"""Figures that everybody may read: chosen, copied as they were, taken back."""

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.text import use_language
from core.reporting.public import publish, published, version, withdraw
from core.reporting.reports.period import read_period
from core.reporting.reports.report import make_report
from db.models import AuditEntry
from tests.rows import NOON, all_of

SUPERVISOR, LEADER = Actor("主任", Role.SUPERVISOR), Actor("局长", Role.LEADER)


@pytest.mark.usefixtures("demo_database")
def test_what_was_chosen_is_shown_as_the_report_prints_it_and_nothing_else():
    with clock.frozen(NOON):
        assert published() is None
        report = make_report(read_period("yearly", "2019"))
        known = {one.path: one for one in report.figures if one.recorded}
        chosen = list(known)[:3]
        first = publish("yearly", "2019", chosen, seen=version(), actor=SUPERVISOR)
        shown = published()
        assert shown is not None
        assert shown.figures == tuple((known[path].label, known[path].words) for path in chosen)
        use_language("en")
        english = published()
        assert english is not None
        assert english.figures != shown.figures
        for wrong in ([], ["registry.nonsense"]):
            with pytest.raises(DomainError):
                publish("yearly", "2019", wrong, seen=first, actor=SUPERVISOR)
        later = make_report(read_period("yearly", "2025")).figures
        unrecorded = next(one.path for one in later if not one.recorded)
        with pytest.raises(DomainError) as why:
            publish("yearly", "2025", [unrecorded], seen=first, actor=SUPERVISOR)
        assert why.value.key == "refusal.public_figure"
        for period in ("2026", "2027"):
            with pytest.raises(DomainError):
                publish("yearly", period, chosen, seen=first, actor=SUPERVISOR)
        with pytest.raises(DomainError):
            publish("yearly", "2019", chosen, seen=first, actor=LEADER)
        with pytest.raises(DomainError) as why:
            withdraw(seen=first - 1, actor=SUPERVISOR)
        assert why.value.key == "refusal.public_changed"
        withdraw(seen=first, actor=SUPERVISOR)
        assert published() is None
        trail = [one.changes["figures"][1] for one in all_of(AuditEntry) if one.noun == "public_figures"]
        assert trail == [", ".join(chosen), ""]
