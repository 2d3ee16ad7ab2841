"""The smallest inputs by which reviewers showed a kind of misreading, each with what a person reads there."""

from collections.abc import Callable
from datetime import date

import pytest

from checks.page import Page, State, open_page

TODAY = date(2026, 11, 23)
HOME = "http://www.shili.gov.cn/"
ARTICLE = "示例新闻标题文字"


def page(html: str | bytes, charset: str | None = "utf-8") -> Page:
    body = html.encode() if isinstance(html, str) else html
    kind = f"text/html; charset={charset}" if charset else "text/html"
    return open_page(body, HOME, content_type=kind, today=TODAY)


def published(shown: Page) -> date | None:
    return shown.published.value if shown.published else None


def listed(shown: Page) -> date | None:
    return shown.newest_of_list.day if shown.newest_of_list else None


def mark(name: str) -> Callable[[Page], State]:
    return lambda shown: shown.marks[name].state


def value(name: str) -> Callable[[Page], str]:
    return lambda shown: shown.marks[name].value


def sure(shown: Page) -> bool:
    return any(one.sure for one in shown.planted)


def doubts(shown: Page) -> int:
    return sum(not one.sure for one in shown.planted)


def addresses(shown: Page) -> list[str]:
    return [reference.address for reference in shown.references]


FOOT_DAY = '<div class="footer"><a href="/home/2026-11/20/content_1.htm">关于本网介绍</a></div>'
FOOT_LINKS = '<div class="footer_links"><a href="/home/2023-03/29/content_1.htm">国务院部门网站</a></div>'
LISTED = '<ul><li><a href="/a/1.html">很久以前的一条示例新闻</a><span>2024-01-05</span></li></ul>'
RELATED = (
    '<div class="related"><div class="row"><div class="date">09-07</div>'
    '<a href="/a/1.html">更早的另一件事情</a></div></div>'
)
BIG5 = ("歡迎光臨本網站，這裡提供最新的消息與服務，請多加利用。" * 5).encode("big5")

CASES: list[tuple[str, str | bytes, Callable[[Page], object], object]] = [
    ("K2 tab", '<div style="display:none"><a href="/fw/1.html">代开发票办理指南</a></div>', sure, False),
    ("K2 title", "<title>自然人代开发票办理指南</title>", sure, False),
    ("K2 law", '<p style="display:none"><a href="/zs/2.html">代孕相关法律知识问答</a></p>', sure, False),
    ("K2 court", '<p style="display:none"><a href="/n/2.html">网络私服侵权一审宣判</a></p>', sure, False),
    ("K2 words", '<meta name="keywords" content="一夜情,迷药,普法">', sure, False),
    (
        "K3 two filings",
        '<div class="footer"><p>京ICP备10000001号-1</p><p>京ICP备20000002号-3</p></div>',
        lambda shown: {shown.marks["icp"].value, *shown.marks["icp"].others},
        {"京ICP备10000001号-1", "京ICP备20000002号-3"},
    ),
    ("K4 foot newer", FOOT_DAY + LISTED, listed, date(2024, 1, 5)),
    ("K4 foot alone", FOOT_LINKS, listed, None),
    (
        "K5 no heading",
        '<div><p class="author">示例发布</p><span class="date">发布时间：10-08</span><p>正文。</p></div>',
        published,
        date(2026, 10, 8),
    ),
    ("K5 three days", f"<h1>{ARTICLE}</h1><p>发布时间：3天前</p>", published, date(2026, 11, 20)),
    ("K5 yesterday", f"<h1>{ARTICLE}</h1><p><em>昨天</em> 示例发布</p>", published, date(2026, 11, 22)),
    (
        "K5 account",
        '<h1>示例公众号文章标题</h1><em id="publish_time"></em>'
        '<script>var ct="1793404800",createTime="2026-10-31 08:00";</script>',
        published,
        date(2026, 10, 31),
    ),
    (
        "K5 data",
        '<script>window.DATA={"title":"x","pubtime":"2026-10-31 08:00:00"}</script>',
        published,
        date(2026, 10, 31),
    ),
    (
        "K6 gov.cn",
        '<meta name="firstpublishedtime" content="2026-10-20-23:59:59">',
        published,
        date(2026, 10, 20),
    ),
    (
        "K6 time",
        f'<time datetime="2026-10-20">Oct 20</time><h1>{ARTICLE}</h1>',
        published,
        date(2026, 10, 20),
    ),
    (
        "K6 itemprop",
        '<span itemprop="datePublished" content="2026-10-20">two days ago</span>',
        published,
        date(2026, 10, 20),
    ),
    (
        "K7 list",
        '<ul><li><a href="/en/a.html">Sample headline of an item</a><span>Nov 20, 2026</span></li></ul>',
        listed,
        date(2026, 11, 20),
    ),
    (
        "K7 time zone",
        '<meta property="article:published_time" content="2026-10-20T16:30:00Z">',
        published,
        date(2026, 10, 21),
    ),
    (
        "K8 penalty",
        "<table><tr><td>作出处罚决定的日期</td><td><p>2024年7月8日</p></td></tr></table>",
        published,
        None,
    ),
    ("K8 related", f"<h1>示例专题标题文字</h1><p>正文内容。</p>{RELATED}", published, None),
    (
        "K8 migrated",
        f'<meta name="PubDate" content="2023-05-12"><h1>{ARTICLE}</h1><p>发布时间：2009-09-30</p>',
        published,
        date(2009, 9, 30),
    ),
    ("K9 police", "<p>冀公网安备号 13010402000000</p>", mark("police"), State.PRESENT),
    ("K9 police 2", "<p>冀公网备案号：13010402000000</p>", mark("police"), State.PRESENT),
    ("K9 icp", "<p>京ICP备：10000000号</p>", mark("icp"), State.PRESENT),
    ("K9 sponsor", "<p><i>主办方：</i>示例区人民政府办公室</p>", value("sponsor"), "示例区人民政府办公室"),
    (
        "K9 both",
        "<p>中共示例区委、示例区人民政府主办</p>",
        value("sponsor"),
        "中共示例区委、示例区人民政府",
    ),
    (
        "K9 event",
        '<p>本次赛事由示例区体育局主办，示例街道承办。</p><script src="/js/footer.js"></script>',
        mark("sponsor"),
        State.UNKNOWN,
    ),
    ("K9 wza", '<div id="x_wza" class="i-wza">无障碍</div>', mark("accessibility"), State.PRESENT),
    ("K9 own form", '<iframe src="/interact/jiucuo.htm"></iframe>', mark("error_report"), State.MISSING),
    ("K9 own entry", '<a id="leftjiucuo" href="#">我要纠错</a>', mark("error_report"), State.MISSING),
    ("K9 host", '<a href="http://sitemap.example.com/">示例</a>', mark("sitemap"), State.MISSING),
    ("K10 block", f'<div style="display:none">{"百家乐 老虎机 时时彩 六合彩 " * 500}</div>', sure, True),
    ("L1", '<a href="http://">甲</a><a href="http://[bad">乙</a>', lambda shown: len(addresses(shown)), 2),
    ("L2", '<button formaction="/f">x</button><video><track src="/t.vtt"></video>', addresses,
     [f"{HOME}f", f"{HOME}t.vtt"]),
    ("L3 comment", "<style>/* url(/old.png) */ a{color:red}</style>", addresses, []),
    ("L3 fragment", '<div style="filter:url(\\"#id\\")">x</div>', addresses, []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "html", "read", "right"), CASES, ids=[case[0] for case in CASES])
def test_what_reviewers_quoted(name: str, html: str | bytes, read: Callable[[Page], object], right: object):
    assert read(page(html)) == right


def test_undeclared_big5_is_no_gibberish():
    assert "歡迎光臨" in page(b"<p>" + BIG5 + b"</p>", None).text


def test_a_loop_of_a_script_and_an_odd_quote_cut_no_page():
    numbers = ",".join(map(str, range(1500)))
    for odd in (
        f"<script>for(var i=0;i<n;i++){{var t=[{numbers}];}}</script>",
        '<img alt="示例"示例" src="/a.png">',
    ):
        whole = (
            odd
            + "<p class='a'>正文内容示例。</p>" * 14_000
            + "<div class=foot><p>京ICP备10000001号</p></div>"
        )
        assert page(whole).marks["icp"].value == "京ICP备10000001号"


def test_ordinary_hidden_menus_are_no_doubt():
    menus = "".join(f'<li><a href="/{n}/">政务公开指南</a></li>' for n in range(40))
    assert doubts(page(f'<ul style="display:none">{menus}</ul>')) == 0
