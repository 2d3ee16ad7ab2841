"""Pages made to exhaust their reader end within the limits the operating system keeps."""

import json
import subprocess
import sys

import pytest

from checks.page.guard import deepest, defused
from tests.checks.page.hostile import PAGES


def test_every_fact_of_them_is_read_within_the_limits():
    """One process for all: what one page leaves behind counts against the next, too."""
    command = [sys.executable, "-m", "tests.checks.page.hostile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    read = [json.loads(line)["name"] for line in done.stdout.splitlines()]
    assert read == list(PAGES), done.stderr[-500:]


def test_what_is_cut_is_said():
    from datetime import date

    from checks.page import MOST_BYTES, open_page

    page = open_page(b"x" * (MOST_BYTES + 1), "http://www.example.gov.cn/", today=date(2026, 11, 23))
    assert page.clipped
    assert "clipped" in [each.value for each in page.malformed]


def test_an_orderly_page_is_left_as_it_is():
    html = "<div><b>政务</b><p>公开</p></div>" * 50
    assert defused(html).html == html


def test_unclosed_formats_are_renamed_and_keep_their_attributes():
    safe = defused("".join(f"<font style='display:none' id=f{n}><p>" for n in range(2000)))
    assert safe.how == ("many-formats",)
    assert "<font" not in safe.html
    assert safe.html.count("style='display:none'") == 2000


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 3000,
        "<div title='</div>'>" * 3000,
        "<div><!-- </div> -->" * 3000,
        "<div><script>'</div>'</script>" * 3000,
        "<div><select></div></select>" * 3000,
        "<div><table></div></table>" * 3000,
    ],
)
def test_depth_is_seen_behind_ends_that_are_none(html: str):
    assert deepest(html) > 1500


@pytest.mark.parametrize(
    "html", ["<div></div>" * 3000, "<ul>" + "<li>x" * 3000, "<p>x" * 3000, "<br>" * 3000]
)
def test_a_long_page_is_not_deep(html: str):
    assert deepest(html) < 5
