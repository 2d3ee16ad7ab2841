"""Work that grows with a page and not with its square, counted and not timed."""

from datetime import date

import pytest

from checks.crawl import inner
from checks.page import open_page
from checks.page.spam import Planted

TODAY = date(2026, 11, 23)


def hidden_links(count: int) -> bytes:
    return "".join(
        f"<p style='display:none'><a href='http://shop{n}.com/'>详情{n}</a></p>" for n in range(count)
    ).encode()


def test_hidden_links_are_not_compared_with_each_other(monkeypatch: pytest.MonkeyPatch):
    compared = []
    same = Planted.__eq__

    def counted(one: Planted, other: object) -> bool:
        compared.append(1)
        return same(one, other)

    monkeypatch.setattr(Planted, "__eq__", counted)
    found = open_page(hidden_links(300), "http://www.x.gov.cn/", today=TODAY).planted
    assert len(found) == 300
    assert len(compared) < 300


def test_no_more_places_are_shown_of_a_page_than_are_kept(monkeypatch: pytest.MonkeyPatch):
    shown = []
    problem = inner.planted_problem
    monkeypatch.setattr(inner, "planted_problem", lambda *asked: shown.append(1) or problem(*asked))
    page = open_page(hidden_links(200), "http://www.x.gov.cn/", today=TODAY)
    assert len(inner.found_on(page)) == 50
    assert len(shown) == 50
