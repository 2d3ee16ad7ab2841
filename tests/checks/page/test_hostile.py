"""Pages made to exhaust their reader end within the limits the operating system keeps."""

import json
import subprocess
import sys

import pytest

from checks.page.guard import deepest, defused
from checks.page.tags import tags
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


def test_lists_of_too_many_options_are_renamed_and_keep_their_text():
    safe = defused("<select>" + "<option value=/a.html>示例</option>" * 5_000 + "</select>")
    assert safe.how == ("many-options",)
    assert "<option" not in safe.html
    assert safe.html.count("示例") == 5_000
    ordinary = "<select>" + "<option value=/a.html>示例" * 900 + "</select>"
    assert defused(ordinary).html == ordinary


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


_ROWS = '<p class="a"><a href="/a/1.html" title="示例">正文内容示例。</a></p>\n' * 6_000
_FOOT = '<div class="foot">主办单位：示例区人民政府办公室 网站标识码：1301000001</div>'
_LOOP = "<script>for(var i=0;i<n;i++){var t=[" + "1,2,3," * 3_000 + "0];if(t[i]<n)n--}</script>"
_PATH = "M0 0L" + "12.5 7.25 " * 20_000
ORDINARY = {
    "a loop in a script": _LOOP + _ROWS + _FOOT,
    "the loop before the foot": _ROWS + _LOOP + _FOOT,
    "a comparison in the text": "<p>若 a<b 则</p>" + "数据 " * 20_000 + _ROWS + _FOOT,
    "one odd quote": '<img alt="示例"示例" src="/a.png">' + _ROWS + _FOOT,
    "an odd quote in each row": '<p title="示例"例" class=a>例</p>' * 6_000 + _FOOT,
    "a quote left open": '<a title="示例 href=/a.html>例</a>' + _ROWS + _FOOT,
    "an inline picture": f'<img src="data:image/png;base64,{"iVBORw0KGgo+/" * 20_000}">' + _ROWS + _FOOT,
    "a drawing": f"<svg><path d='{_PATH}'/></svg>" + _ROWS + _FOOT,
    "data in an attribute": f"<div data-rows='{'[1,2],' * 30_000}'></div>" + _ROWS + _FOOT,
    "a comment": "<!-- if (i<n) " + "x " * 60_000 + "-->" + _ROWS + _FOOT,
    "a style sheet": "<style>a>b{content:'<c'}" + ".d{e:f} " * 20_000 + "</style>" + _ROWS + _FOOT,
    "a template in a script": "<script>var s='<div ' + 'a=1 ' " + "+ 'b=2 '" * 20_000 + "</script>" + _ROWS,
    "many attributes": "<i " + " ".join(f"data-{n}={n}" for n in range(300)) + ">x</i>" + _ROWS + _FOOT,
}


@pytest.mark.parametrize("name", ORDINARY)
def test_no_ordinary_long_page_is_cut(name: str):
    assert len(ORDINARY[name]) > 150_000
    assert defused(ORDINARY[name]).html == ORDINARY[name]


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_stuffed_element_keeps_its_first_attributes_and_all_that_follows(quote: str):
    many = " ".join(f"a{n}={quote}>{n}{quote}" if quote else f"a{n}" for n in range(20_000))
    safe = defused(f"<p id=x {many}>text</p><p>after</p>" + _FOOT)
    assert safe.how == ("stuffed-element",)
    assert "a1998" in safe.html
    assert "a2000" not in safe.html
    assert safe.html.endswith(">text</p><p>after</p>" + _FOOT)


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<a b='>'>x</a>", ["a", "/a"]),
        ("<script>'<b>'</script><i>", ["script", "/script", "i"]),
        ("<SCRIPT>1</scripty></Script ><i>", ["SCRIPT", "/Script", "i"]),
        ("<!--><i><!-- <b> --!><u>", ["i", "u"]),
        ("<!doctype html><?php <b> ?></ b><i>", ["i"]),
        ('<p title="a"b" c><i>', ["p", "i"]),
        ('<p =x><i a=="b>"><u/>', ["p", "i", "u"]),
        ("a<1 && b<c>d", ["c"]),
        ("<textarea><b></textarea><title><b>", ["textarea", "/textarea", "title"]),
    ],
)
def test_tags_are_seen_as_a_parser_sees_them(html: str, names: list[str]):
    assert [tag["end"] + tag["name"] for tag in tags(html)] == names
