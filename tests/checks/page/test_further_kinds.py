"""Kinds of pages that were retried with inputs of one's own: what a visitor would say of each is right."""

from datetime import date

import pytest

from checks.crawl.robots import robots_of
from checks.page import Page, State, open_page

TODAY = date(2026, 11, 30)
HOME = "http://www.shili.gov.cn/xx/index.html"
SPAM = "澳门赌场 百家乐 老虎机 真人娱乐 时时彩 六合彩"


def page(html: str) -> Page:
    return open_page(html.encode(), HOME, content_type="text/html; charset=utf-8", today=TODAY)


def addresses(html: str) -> list[str]:
    return [reference.address for reference in page(html).references]


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "@Model.Url",
            "@item.Url",
            "/a/@Model.Id",
            "@(Model.Link)",
            "@Url.Action(x)",
            "undefined",
            "/undefined",
        ),
        *("null", "/tz/undefined.html", "/tz/null?x=1", "/a/NaN", "[object Object]", "/undefined/x.html"),
    ],
)
def test_a_place_that_nobody_filled_is_no_link(raw: str):
    assert addresses(f'<a href="{raw}">标题</a><img src="{raw}">') == []


@pytest.mark.parametrize(
    "raw", ["/@user/", "/null-hypothesis.html", "/undefined-terms/", "/NaNjing/", "/a@b.html"]
)
def test_an_address_that_only_looks_like_one_is_kept(raw: str):
    assert addresses(f'<a href="{raw}">标题</a>') == [f"http://www.shili.gov.cn{raw}"]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("document.write(\"<a href='list/2.html'>通知</a>\")", ["/xx/list/2.html"]),
        ("box.innerHTML = '<li><a href=\"../tz/3.htm\">标题</a></li>'", ["/tz/3.htm"]),
        ("box.insertAdjacentHTML('beforeend', '<a href=\"./zw/\">政务</a>')", ["/xx/zw/"]),
        ("document.write('<a href=\\'a/b.jsp?id=4\\'>标题</a>')", ["/xx/a/b.jsp?id=4"]),
        ("box.innerHTML = '<a href=\"' + base + 'x.html\">标题</a>'", []),
        ("box.innerHTML = '<a href=\"' + one.url + '.html\">标题</a>'", []),
        ("box.innerHTML = '<a href=\"javascript:go()\">标题</a>'", []),
        ("var example = '<a href=\"b/c.html\">标题</a>'", []),
    ],
)
def test_a_whole_address_beside_the_page_is_read_from_a_script(script: str, found: list[str]):
    assert addresses(f"<script>{script}</script>") == [f"http://www.shili.gov.cn{path}" for path in found]


@pytest.mark.parametrize(
    "html",
    [
        f"<marquee width=0 height=0>{SPAM}</marquee>",
        f"<style>.x1{{display:none}}</style><div class='x1'>{SPAM}</div>",
        f"<style>#q{{position:absolute;left:-5000px}}</style><p id='q'>{SPAM}</p>",
        f"<div style='height:0;overflow:hidden'><p>{SPAM}</p></div>",
        "<section hidden><h2>百家乐</h2><p>澳门赌场老虎机</p><p>时时彩</p></section>",
    ],
)
def test_a_hidden_block_of_gambling_words_is_seen_however_it_is_hidden(html: str):
    assert [one.sure for one in page(f"<p>首页文字</p>{html}").planted] == [True]


@pytest.mark.parametrize(
    "html",
    [
        "<title>百家乐赌场案一审宣判_示例区法院</title>",
        "<title>网络私服侵权案二审开庭</title>",
        "<style>.t{display:none}</style><div class=t><p>依法打击百家乐、老虎机、时时彩等赌博</p></div>",
        "<style>.t{display:none}</style><div class=t><a href='/fp/'>代开发票指南</a></div>",
        "<marquee>热烈庆祝国庆节</marquee>",
        "<meta name='keywords' content='代孕,私服,普法'>",
    ],
)
def test_official_words_are_sure_nowhere(html: str):
    assert not any(one.sure for one in page(html).planted)


@pytest.mark.parametrize(
    "html",
    [
        *('<form action="/so/"><input type=text name=t></form>', '<input placeholder="搜一搜">'),
        *(
            '<form onsubmit="return doSearch()"><input size=9></form>',
            '<img src="s.png" alt="检索" onclick="ss()">',
        ),
        '<input type="image" src="/i/search_btn.gif">',
        '<input type="text" placeholder="请输入内容进行查询">',
        "<input type='text' name='title' onkeydown='if(event.keyCode==13)toSearch()'>",
        "<a href='https://so.example.gov.cn/s?siteCode=5001060001'>智能问答搜索</a>",
    ],
)
def test_a_search_is_seen_by_what_it_does(html: str):
    assert page(html).search_box.state is State.PRESENT


@pytest.mark.parametrize(
    "html",
    [
        *('<form action="/login"><input type=text name=user></form>', '<img src="logo.png" alt="示例区">'),
        *('<form action="/solution/"><input type=text name=t></form>', '<input type=image src="/i/go.gif">'),
    ],
)
def test_what_searches_nothing_is_no_search(html: str):
    assert page(f'<a href="/a/">要闻</a>{html}').search_box.state is State.MISSING


@pytest.mark.parametrize(
    ("html", "state"),
    [
        ("<button onclick=\"open('/zx')\">在线咨询</button>", State.PRESENT),
        ('<a href="/x/">建言献策</a>', State.PRESENT),
        ('<map><area href="/x/" alt="办事咨询"></map>', State.PRESENT),
        ('<a href="/x/">投诉举报</a>', State.PRESENT),
        ("<button>提交</button>", State.MISSING),
        ('<a href="/a.html">示例区开展互动交流活动并取得良好成效</a>', State.MISSING),
    ],
)
def test_a_way_to_speak_to_the_office(html: str, state: State):
    assert page(f'<a href="/a/">要闻</a>{html}').interaction.state is state


FILED = "渝ICP备05003300号"


@pytest.mark.parametrize(
    ("text", "icp", "apps"),
    [
        (f"{FILED}-1　APP备案号：{FILED}-2A", f"{FILED}-1", (f"{FILED}-2A",)),
        (f"小程序备案号：{FILED}-3X", "", (f"{FILED}-3X",)),
        (f"{FILED} {FILED}-2a {FILED}-3x", FILED, (f"{FILED}-2A", f"{FILED}-3X")),
        (f"{FILED}-1Copyright", f"{FILED}-1", ()),
        (f"{FILED}-1All rights reserved", f"{FILED}-1", ()),
        (FILED, FILED, ()),
    ],
)
def test_an_apps_filing_is_not_the_sites(text: str, icp: str, apps: tuple[str, ...]):
    shown = page(f"<div class=footer><p>{text}</p></div>")
    assert (shown.marks["icp"].value, shown.app_filings) == (icp, apps)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("适老化及无障碍水平评测　有效期：2024-05-01至2026-05-01", date(2026, 5, 1)),
        ("信息无障碍标识，有效期至2027年3月9日", date(2027, 3, 9)),
        ("本网站通过适老化与无障碍水平评测，评测时间：2025年6月1日", date(2027, 6, 1)),
        ("适老化标识颁发日期：2025/02/30", None),
        ("无障碍浏览　发布日期：2026-11-02", None),
        ("许可证有效期至2027年3月9日", None),
        ("无障碍", None),
    ],
)
def test_the_mark_of_suiting_old_people_holds_two_years(text: str, until: date | None):
    assert page(f"<div class=footer><p>{text}</p></div>").accessibility_until == until


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: SupervisionChecker/1.0\nDisallow: /x", "/x", False),
        (
            "User-agent: supervisionchecker/2 (x)\nDisallow: /x\n\nUser-agent: *\nDisallow: /",
            "/y",
            True,
        ),
        ("User-agent: *\nDisallow: /*?", "/a.html", True),
        ("User-agent: *\nDisallow: /*?", "/a.html?x", False),
        ("User-agent: *\n\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisallow: /通知", "/%E9%80%9A%E7%9F%A5/", False),
        ("User-agent: A\nUser-agent: *\nDisallow: /x # 内部", "/x1", False),
        ("User-agent: *\nDisallow: /\nAllow: /$", "/", True),
    ],
)
def test_robots_as_the_standard_has_it(text: str, path: str, allowed: bool):
    assert robots_of(text).allows(f"http://a.cn{path}") is allowed


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("0.5", 0.5), ("1,5", 1.5), ("2s", 2), ("3 秒", 3), ("0", 0), ("x", 0), ("", 0), ("900", 10)],
)
def test_a_pause_is_read_as_people_write_it(said: str, seconds: float):
    assert robots_of(f"User-agent: *\nCrawl-delay: {said}\nDisallow: /x").delay_s == seconds


@pytest.mark.parametrize(
    "html",
    [
        "<div v-if='!rows.length'><p>暂无数据</p></div><script src='/dist/app.js'></script>",
        "<ul></ul><div style='height:0;overflow:hidden'>暂无内容</div><script src='/l'></script>",
        "<style>.no,.tip{display:none}</style><ul></ul><p class='no'>暂无信息</p><script src='/l'></script>",
        "<ul id='a'></ul><p style='overflow: hidden; height: 0px'>暂无相关数据</p>",
    ],
)
def test_words_that_no_visitor_sees_empty_no_column(html: str):
    filled = page(f"<title>公告</title><div class='list'>{html}</div>").filled
    assert filled.value is State.UNKNOWN or filled.confidence < 0.9
