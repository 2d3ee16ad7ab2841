"""The figures of any day, also of a year that ended, on the page of months."""

from datetime import date

from core.reporting.figures import figures_of
from tests.pages.pages import opened
from tests.rows import a_website


def test_figures_of_a_past_day_are_those_of_the_command(database):
    a_website(category="portal")
    page = opened("frozen")
    before = len(page.expander)
    page.date_input("figures-day").set_value(date(2024, 12, 31)).run()
    assert not page.exception
    sections = [one for one in figures_of(date(2024, 12, 31)).values() if isinstance(one, dict)]
    assert len(page.expander) - before == len(sections)
