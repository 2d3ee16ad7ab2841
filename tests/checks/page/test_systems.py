"""Pages in the manners of the systems that offices use, labelled before they were read: each is the smallest
that shows a kind that was misread then."""

from datetime import date
from urllib.parse import quote

import pytest

from checks.fetch.firewall import firewall
from checks.page import Page, State, open_page

TODAY = date(2026, 11, 30)
HOME = "http://www.quzhou.gov.cn/"
TITLE = "老旧小区改造项目现场督导有序推进"
TEXT = "<p>近日，区住建局组织技术人员开展现场督导，实地查看雨污分流及消防通道情况。</p>" * 3
SCRIPT = "<script>{}</script>"


def page(html: str, url: str = f"{HOME}c/88123.html") -> Page:
    return open_page(html.encode(), url, content_type="text/html; charset=utf-8", today=TODAY)


def article(body: str) -> str:
    return f"<title>{TITLE}-渠州区人民政府</title><div class='nav'><a href='/'>首页</a></div>{body}{TEXT}"


PAPER = "<!--enpproperty <date>2026-10-21 08:31:00.0</date><title>x</title>/enpproperty-->"
SPOKEN = f'B={{info:{{title:"{TITLE}",sub:{{source:"x",time:"2026-10-21 08:31:55"}}}}}}'
ENCODED = "PHNjcmlwdCBzcmM9Imh0dHBzOi8vYWEuMTIzNGJldC50b3AvdGouanMiPjwvc2NyaXB0Pg=="
OTHER = '{"title":"全区另一件较新的事情","publishTime":"2026-11-28 08:00:00"}'
OWN = f'{{"title":"{TITLE}","publishTime":"2026-10-21 08:00:00"}}'


@pytest.mark.parametrize(
    ("html", "day"),
    [
        (article(f"<h1>{TITLE}</h1>" + SCRIPT.format('var d={"docRelTime":"2026-10-21 09:12:00"}')), 21),
        (article(f"<h1>{TITLE}</h1>生成日期：2026-10-12 公开时间：2026-10-21"), 21),
        (article(f"<h1>{TITLE}<br><span>2026-10-21 11:10:08 来源：住建局 点击：9</span></h1>"), 21),
        (article(f"<h1>{TITLE}<br><span>2026-10-21 某某会议通过</span></h1>"), None),
        (article(f"{PAPER}<h1>{TITLE}</h1>"), 21),
        (article(SCRIPT.format(f'window.__STATE__={{"article":{OWN},"more":[{OTHER}]}}')), 21),
        (article(SCRIPT.format(f'S={{"more":[{OTHER},{OTHER.replace("28", "27")}]}}')), None),
        (article(SCRIPT.format(SPOKEN)), 21),
        (f'{{"title":"{TITLE}","publish_time":"2026-10-21 08:31:00"}}', 21),
        (article(f'<h1>{TITLE}</h1><span class="pubtime" data-time="1792540860"></span>'), 21),
        (article(f'<div class="rq"><b>21</b><i>2026年10月</i></div><h1>{TITLE}</h1>'), 21),
        (article('<div class="from"><a href="/1" title="2026-10-21 10:22">10月21日</a> 来自网页</div>'), 21),
        (article(f'<h1>{TITLE}</h1><input type="hidden" id="pubDate" value="2026-10-21">'), 21),
        (article(f'<h1>{TITLE}</h1><input type="hidden" id="endDate" value="2026-10-21">'), None),
        (
            '<meta name="PubDate" content="2026-10-21"><title>招聘公告</title><h1>招聘公告</h1>'
            "<p>一、报名须知。</p>"
            "<p>渠州区人社局</p><p>2026年10月20日</p>",
            21,
        ),
    ],
)  # fmt: skip
def test_the_day_of_publishing(html: str, day: int | None):
    found = page(html).published
    assert (found and found.value) == (date(2026, 10, day) if day else None)


ROWS = [(f"渠江流域禁捕巡查取得第{n}次成效", f"/c/{n}.html", f"2022-11-{28 - n}") for n in range(1, 4)]


def rows(form: str) -> str:
    return "".join(form.format(t=title, u=address, d=day) for title, address, day in ROWS)


@pytest.mark.parametrize(
    "html",
    [
        SCRIPT.format("var a=[];" + rows('a.push({{t:"{t}",u:"{u}",d:"{d}"}});')),
        SCRIPT.format("var a=[" + rows('["{t}","{u}","{d}"],') + "]"),
        SCRIPT.format("a=[];" + rows("a.push(new Array('{d}','{u}','{t}'));")),
        SCRIPT.format("var a=[" + rows('{{name:"{t}",href:"{u}",addtime:"{d}"}},') + "]"),
        SCRIPT.format(rows("n[n.length]=['{t}','{u}','{d}'];")),
        SCRIPT.format("u.innerHTML=`" + rows('<li><a href="{u}">{t}</a><i>{d}</i></li>') + "`;"),
        "<ul>"
        + rows("<li>{a}<i>{d}</i></li>".replace("{a}", '<a href="{u}">{t}</a>'))
        + "</ul>本栏目更新时间：2026-11-29",
        SCRIPT.format(rows("document.write('<li><a href=\"{u}\">{t}</a><i>{d}</i></li>');")),
        "<ul>" + rows('<li>{t} <a href="{u}">查看</a> <i>{d}</i></li>').replace("2022", "22") + "</ul>",
    ],
)
def test_the_newest_day_of_a_list(html: str):
    found = page(f"<title>工作动态</title>{html}").newest_of_list
    assert found
    assert (found.day, found.confidence > 0.7) == (date(2022, 11, 27), True)


def test_a_lone_percent_is_kept_as_browsers_keep_it():
    found = page('<a href="/a%b.html?x=100%">x</a><a href="/%e6%94.html">y</a>', HOME).references
    assert [one.address for one in found] == [f"{HOME}a%b.html?x=100%", f"{HOME}%e6%94.html"]


def foot(html: str) -> Page:
    return page(f'<title>渠州区</title><a href="/yw/">要闻</a><div class="foot">{html}</div>', HOME)


def test_marks_in_other_manners():
    assert foot("Website Identification Code: 5117250001").marks["site_code"].value == "5117250001"
    assert foot("联系方式：0818-5551234（工作日9:00-17:00）").marks["contact"].value == "0818-5551234"
    filed = '<a href="https://beian.miit.gov.cn" title="蜀ICP备11000123号"><img src="b.png"></a>'
    assert foot(filed).marks["icp"].value == "蜀ICP备11000123号"
    said = foot('<a href="/c/5.html">区残联推进无障碍设施改造</a>').marks["accessibility"]
    assert said.state is State.MISSING


@pytest.mark.parametrize(
    ("html", "state"),
    [
        ('<a class="icon-search" href="https://search.quzhou.gov.cn/"></a>', State.PRESENT),
        ('<button aria-label="站内搜索"><svg></svg></button>', State.PRESENT),
        ('<a href="/gjjs/">高级检索</a>', State.PRESENT),
        ('<el-input placeholder="请输入搜索内容"></el-input>', State.PRESENT),
        ('<a href="/s.html"><i class="fa fa-search"></i></a>', State.PRESENT),
        ('<el-input placeholder="请输入姓名"></el-input>', State.MISSING),
    ],
)
def test_a_search(html: str, state: State):
    assert foot(html).search_box.state is state


@pytest.mark.parametrize(
    ("html", "state"),
    [
        ('<a href="/jact/front/front_mailwrite.action?sysid=1"><img src="/i/1.gif"></a>', State.PRESENT),
        ('<a href="/hd/">我向区长说句话</a>', State.PRESENT),
        ('<a href="/c/2.html">区长信箱回复率提升</a>', State.MISSING),
        ('<a href="/c/1.html">区长热线接听日活动举行</a>', State.MISSING),
    ],
)
def test_a_way_to_speak_to_the_office(html: str, state: State):
    assert foot(html).interaction.state is state


FORM = '<form id="f" action="/web/"><input type="hidden" name="s"></form>'


@pytest.mark.parametrize(
    ("html", "target"),
    [
        (SCRIPT.format('window.location.href=["","web",""].join("/")'), "/web/"),
        (SCRIPT.format("location.href=String.fromCharCode(47,119,101,98,47)"), "/web/"),
        (SCRIPT.format('location.href=atob("L3dlYi8=")'), "/web/"),
        (SCRIPT.format('location.href=decodeURIComponent("%2Fweb%2F")'), "/web/"),
        (SCRIPT.format('location.href="/bew/".split("").reverse().join("")'), "/web/"),
        (SCRIPT.format("location.href=`${location.origin}/web/`"), "/web/"),
        (SCRIPT.format('var l="location";window[l]="/web/"'), "/web/"),
        (SCRIPT.format('$(location).attr("href","/web/")'), "/web/"),
        (f'<body onload="document.forms[0].submit()">{FORM}', "/web/"),
        (SCRIPT.format('var p=["","web",""];location.href=p.join("/");'), "/web/"),
        (SCRIPT.format('const cfg={home:"/web/"};location.href=cfg.home;'), "/web/"),
        (SCRIPT.format('location.href="/w".concat("eb/")'), "/web/"),
        (FORM + SCRIPT.format('$(function(){$("#f").submit()})'), "/web/"),
        (FORM.replace("hidden", "text") + SCRIPT.format('$("#f").submit()'), None),
        ('<a id="a" href="/web/"></a>' + SCRIPT.format('document.getElementById("a").click()'), "/web/"),
        (SCRIPT.format('if(location.protocol=="http:"){location.protocol="https:"}'), "https"),
        (SCRIPT.format('location.href=location.href.replace("http://","https://")'), "https"),
        (SCRIPT.format("location.href='https:'+location.href.substring(location.protocol.length)"), "https"),
        (SCRIPT.format("location.href=location.href"), None),
    ],
)
def test_where_a_page_passes_its_visitor_on(html: str, target: str | None):
    wanted = HOME.replace("http", "https") if target == "https" else target and f"{HOME[:-1]}{target}"
    assert page(f"<html><head><title></title></head>{html}", HOME).onward == wanted


def test_who_is_on_https_already_is_not_sent_there():
    script = SCRIPT.format('if(location.protocol=="http:"){location.protocol="https:"}')
    assert page(script, HOME.replace("http", "https")).onward is None


PACKED = (
    "eval(function(p,a,c,k,e,d){while(c--){}return p}('0.1(\"<2 3=4://5.6/7.8></2>\")',9,9,"
    "'document|write|script|src|https|hj3388|top|t|js'.split('|'),0,{}))"
)


@pytest.mark.parametrize(
    "html",
    [
        "<title>&#x5F00;&#x5143;&#x68CB;&#x724C;&#x5B98;&#x7F51;</title>",
        SCRIPT.format('if(/baiduspider/.test(ua)){document.title="澳门新葡京娱乐场"}'),
        SCRIPT.format(f'document.write(atob("{ENCODED}"))'),
        SCRIPT.format(PACKED),
        '<div style="display:none"><a href="http://www.dkfp168.com">代开增值税发票</a></div>',
    ],
)  # fmt: skip
def test_what_is_planted(html: str):
    assert any(one.sure for one in page(html, HOME).planted)


@pytest.mark.parametrize(
    "html",
    [
        "<title>百家乐为何十赌九输？民警讲反赌知识</title>",
        SCRIPT.format('document.title="渠州区人民政府"'),
        SCRIPT.format("eval(function(p,a,c,k,e,d){return p}('0.1()',2,2,'jQuery|ready'.split('|'),0,{}))"),
        SCRIPT.format('var cfg=JSON.parse(atob("eyJ0aXRsZSI6InF1emhvdSJ9"))'),
        '<div style="display:none"><a href="/bs/1.html">代开增值税发票办事指南</a></div>',
    ],
)
def test_what_only_looks_planted(html: str):
    assert not any(one.sure for one in page(html, HOME).planted)


@pytest.mark.parametrize(
    "html",
    [
        "<title>滑动验证页面</title><p>请按住滑块，拖动到最右边</p>",
        "<script>var arg1='3A0B';</script>",
        "<title>上网认证</title><script>location='http://1.1.1.3/ac_portal/'</script>",
        "<title>访问被拦截</title><p>您的访问请求可能存在安全风险</p>",
    ],
)
def test_a_challenge_of_a_few_words(html: str):
    assert firewall(200, {}, html.encode())


@pytest.mark.parametrize(
    "html",
    [
        f"<title>网站防火墙建设</title><p>{quote('x' * 300)}</p>",
        '<title>登录</title><p>请拖动滑块完成人机验证</p><input type="password">',
    ],
)
def test_what_only_looks_like_a_challenge(html: str):
    assert firewall(200, {}, html.encode()) is None
