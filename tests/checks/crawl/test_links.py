"""Every link that counts is found, in the one form of its address."""

from datetime import date

import pytest

from checks.crawl.address import Addresses, one_form
from checks.crawl.links import links_of_page
from checks.crawl.traps import Trap, trap

BASE = "http://a.cn/dir/page.html"
TODAY = date(2026, 11, 23)


def found(html: str | bytes, content_type: str = "text/html; charset=utf-8") -> set[str]:
    addresses = Addresses()
    body = html.encode() if isinstance(html, str) else html
    links_of_page(body, BASE, content_type, addresses)
    return {address.url for address in addresses.fresh}


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<a href="x.html">', "http://a.cn/dir/x.html"),
        ('<svg><a xlink:href="/district.html"><path/></a></svg>', "http://a.cn/district.html"),
        ('<svg><image href="/map.png"/></svg>', "http://a.cn/map.png"),
        ("<a href=\"javascript:window.open('/w.html')\">", "http://a.cn/w.html"),
        ('<map><area href="/m.html"></map>', "http://a.cn/m.html"),
        ('<img src="../i.png">', "http://a.cn/i.png"),
        ("<script>window.location='/web/index.html'</script>", "http://a.cn/web/index.html"),
        ("<body onload=\"location.href='/in/'\">", "http://a.cn/in/"),
        ('<script src="//b.cn/s.js"></script>', "http://b.cn/s.js"),
        ('<link rel="stylesheet" href="/c.css">', "http://a.cn/c.css"),
        ('<iframe src="/f.html"></iframe>', "http://a.cn/f.html"),
        ('<form action="/do.jsp"></form>', "http://a.cn/do.jsp"),
        ('<img srcset="/1.png 1x, /2.png 2x">', "http://a.cn/2.png"),
        ("<div style=\"background:url('/b.png')\">", "http://a.cn/b.png"),
        ("<style>@import '/i.css'; p{background:url(/s.png)}</style>", "http://a.cn/s.png"),
        ('<meta http-equiv="Refresh" content="0; url=/r.html">', "http://a.cn/r.html"),
        ('<select><option value="/o.html">o</option></select>', "http://a.cn/o.html"),
        ('<base href="/other/"><a href="x.html">', "http://a.cn/other/x.html"),
        ('<body>one</body></html><a href="/after.html">', "http://a.cn/after.html"),
        ("<A HREF=/upper.html#part>", "http://a.cn/upper.html"),
        ('<a href="\\\\back\\slash.html">', "http://back/slash.html"),
        ('<a href=" /sp ace.html\n">', "http://a.cn/sp%20ace.html"),
    ],
)
def test_it_is_found(html: str, url: str):
    assert url in found(html)


@pytest.mark.parametrize(
    "html",
    [
        '<!-- <a href="/x.html"> -->',
        '<a href="javascript:void(0)">',
        '<a href="mailto:a@b.cn">',
        '<a href="#top">',
        '<a href="/x/{{ row.id }}.html">',
        '<a href="${url}">',
        '<a href="[!--titleurl--]">',
        '<a href="[field:arcurl/]">',
        '<a name="x">',
        "<script>var a = '<a href=\"/x.html\">'</script>",
        '<option value="3">',
        "<style>/* url(/x.png) */</style>",
        '<link rel="dns-prefetch" href="//b.cn">',
    ],
)
def test_it_is_not_a_link(html: str):
    assert found(html) == set()


def test_on_a_gbk_page_paths_are_utf8_and_queries_gbk_as_in_browsers():
    html = '<meta charset="gbk"><a href="/文件.html?名=中"></a>'.encode("gbk")
    assert found(html, "text/html") == {"http://a.cn/%E6%96%87%E4%BB%B6.html?%C3%FB=%D6%D0"}


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("HTTP://A.CN:80", "http://a.cn/"),
        ("/a/./b/../c.html", "http://a.cn/a/c.html"),
        ("/x;jsessionid=ABC?a=1", "http://a.cn/x?a=1"),
        ("/x?PHPSESSID=1&a=1", "http://a.cn/x?a=1"),
        ("/%e4%b8%ad", "http://a.cn/%E4%B8%AD"),
        ("/100%.html", "http://a.cn/100%25.html"),
        ("?b=2", "http://a.cn/dir/page.html?b=2"),
    ],
)
def test_one_address_has_one_form(written: str, url: str):
    assert one_form(BASE, written) == url


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://a.cn/x/y/x/y/x/y/", Trap.PATH),
        ("http://a.cn/?a=1&a=1", Trap.QUERY),
        ("http://a.cn/login?back=http://a.cn/login?back=http://a.cn/", Trap.QUERY),
        ("http://a.cn/list?page=999999", Trap.PAGING),
        ("http://a.cn/calendar/2031/05/", Trap.CALENDAR),
        ("http://a.cn/rili?year=2031&month=5", Trap.CALENDAR),
        ("http://a.cn/calendar/2026/11/", None),
        ("http://a.cn/art/2012/5/6/art_1_2.html", None),
        ("http://a.cn/list?page=12&id=998877", None),
    ],
)
def test_what_has_no_end_is_a_trap_and_nothing_else(url: str, kind: Trap | None):
    assert trap(url, TODAY) is kind


def test_a_link_without_an_address_leads_nowhere_and_stops_nothing():
    assert found('<a background="/b.png">b</a><a style="color:red">c</a><a href="/x.html">x</a>') == {
        "http://a.cn/x.html"
    }


def test_pages_of_one_folder_share_their_addresses_and_others_do_not():
    addresses = Addresses()
    html = b'<a href="x.html"></a><a href="/r.html"></a><a href="?p=2"></a>'
    for url in (
        "http://a.cn/d/1.html",
        "http://a.cn/d/2.html?/q/=1",
        "http://a.cn/e/",
        "http://b.cn/d/1.html",
    ):
        links_of_page(html, url, "text/html; charset=utf-8", addresses)
    assert sorted(address.url for address in addresses.fresh) == [
        "http://a.cn/d/1.html?p=2",
        "http://a.cn/d/2.html?p=2",
        "http://a.cn/d/x.html",
        "http://a.cn/e/?p=2",
        "http://a.cn/e/x.html",
        "http://a.cn/r.html",
        "http://b.cn/d/1.html?p=2",
        "http://b.cn/d/x.html",
        "http://b.cn/r.html",
    ]
