"""Demo sites whose pages have the habits of a content system are read like any other."""

from datetime import date

import pytest

from checks.demo_sites.content import LISTED, articles, columns_of
from checks.demo_sites.faults import Fault
from checks.demo_sites.pages import page
from checks.demo_sites.view import View
from checks.markup.paging import paging
from checks.page import Page, State, open_page
from db.demo.sites import site_list

TODAY = date(2026, 11, 23)
NOTICES = "/tzgg/"


def view(system: str, *faults: Fault) -> View:
    site = next(site for site in site_list() if site.system == system)
    return View(site, 25000, frozenset(faults), TODAY)


def read(of: View, path: str) -> Page:
    answer = page(of, path)
    assert answer.status == 200, path
    return open_page(answer.body, f"http://h.example{path}", content_type=answer.content_type, today=TODAY)


def listed(shown: Page) -> set[str]:
    return {fact.address for fact in shown.items if fact.confidence > 0.7}


@pytest.mark.parametrize("system", ["trs", "webplus"])
def test_a_script_names_the_pages_of_a_list_and_each_is_there(system: str):
    of = view(system)
    first = read(of, NOTICES)
    further = paging(first.html, first.url).addresses
    rows = [listed(first), *(listed(read(of, NOTICES + name)) for name in further)]
    assert len(further) == 3
    assert sum(map(len, rows)) == len(set().union(*rows)) == LISTED
    assert not any(link.address.endswith(further) for link in first.links)


def test_a_list_in_a_script_shows_its_newest_day_or_that_it_is_empty():
    of = view("jcms")
    column = next(each for each in columns_of(of.site) if each.path == NOTICES)
    shown = read(of, NOTICES)
    newest = articles(of.site, column, TODAY.replace(day=TODAY.day - 1), 1)[0].day
    assert shown.newest_of_list is not None
    assert (shown.newest_of_list.day, len(listed(shown))) == (newest, LISTED)
    last = columns_of(of.site)[-1].path
    assert read(view("jcms", Fault.EMPTY_COLUMNS), last).filled.value is State.MISSING


def test_a_home_page_of_frames_has_its_marks_in_one_and_its_list_in_another():
    of = view("frames")
    whole, main, foot = read(of, "/"), read(of, "/main.html"), read(of, "/foot.html")
    assert whole.text_length == 0
    assert whole.tags["SiteName"] == of.site.name
    assert main.newest_of_list is not None
    assert main.marks["icp"].state is State.MISSING
    assert foot.marks["icp"].value == of.site.icp
