"""Home pages that are challenges, frames, or pass the visitor on; what nobody can read is never missing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.fetch import Fetcher, Limits
from checks.fetch.firewall import firewall
from checks.page import official, open_page, same_site
from checks.rules import columns, error_report, footer, home_freshness, interaction, search, tags, tampering
from core.common import clock
from core.common.outcome import Outcome, Target, TargetColumn
from core.rules import rule_set
from tests.checks.crawl.site import Site, pages, serving

RULES = rule_set()
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
ON_TEXT = (footer, error_report, search, interaction, tags)
FOOT = (
    "<div class='footer'><p>主办单位：示例区人民政府</p><p>网站标识码：5001060001</p>"
    "<p>渝ICP备05003300号</p></div>"
)


@pytest.fixture(autouse=True)
def _fixed_day():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def fetcher():
    made = Fetcher(Limits(allowed_private=("127.0.0.1",)))
    yield made
    made.close()


def target(site: Site, **more: object) -> Target:
    return Target(1, "website", site.url + "/", category="portal", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "cookies", "body", "name"),
    [
        (521, "__jsluid_s=7a; max-age=31536000", "<script>eval('va'+'r a')</script>", "加速乐"),
        (512, "", "<script>document['coo'+'kie']='x'</script>", "加速乐"),
        (200, "PjzaB3xk443S=5Ab; Path=/", "<html><script>$x=1</script></html>", "瑞数"),
        (200, "", "<meta content='aZ'><script src='/Q9xPqw/u2.Lm.0a1b2c3.js'></script>", "瑞数"),
        (400, "NfBCSins2OywO=60Abc.d; Path=/; HttpOnly", "", "瑞数"),
        (200, "", "<script charset='iso-8859-1' src='/a/b/c9/d.K2.9a8b7c6.js?v=1' r='m'></script>", "瑞数"),
        (202, "", "<meta id='a'><body onload='_$gl()'><script src='/x/y.js'></script>", "general"),
        (200, "", "<script>document.cookie='k='+f();location.reload()</script>", "general"),
    ],
)
def test_a_challenge_is_known_by_cookie_status_and_shape(status: int, cookies: str, body: str, name: str):
    assert name in (firewall(status, {"set-cookie": cookies}, body.encode()) or "")


@pytest.mark.parametrize(
    ("status", "cookies", "body"),
    [
        (200, "__jsluid_s=7a", "<h1>示例区人民政府</h1><script>var a=1</script>"),
        (200, "", "<h1>示例</h1><script>document.cookie='lang=zh';if(x)location.href='/en/'</script>"),
        (500, "", "Internal Server Error"),
        (521, "", "Web server is down"),
        (404, "ASPSESSIONIDCQRBSSTT=LKJHGFDSAPOIUYTREWQMNBVC; path=/", ""),
        (400, "", ""),
    ],
)
def test_a_page_with_words_and_a_broken_server_are_no_challenge(status: int, cookies: str, body: str):
    assert firewall(status, {"set-cookie": cookies}, body.encode()) is None


@pytest.mark.parametrize(
    ("html", "leads"),
    [
        ("<meta http-equiv='Refresh' content='3 ; URL = \"/zwgk/\"'>", "/zwgk/"),
        ("<meta http-equiv='refresh' content='0 /new/index.shtml'>", "/new/index.shtml"),
        ("<meta http-equiv='refresh' content='600'>", None),
        ("<noscript><meta http-equiv='refresh' content='0;url=/old.html'></noscript>", None),
        ("<script>let to = '/web/'; window.location = to;</script>", "/web/"),
        ("<script>location.assign(location.origin + '/site/' )</script>", "/site/"),
        ("<script>location.href = isMobile() ? \"/wap/\" : \"/portal/\"</script>", "/portal/"),
        ("<script>if(/iPad/.test(navigator.userAgent)) location.replace('/mobile/')</script>", None),
        ("<script>setTimeout(\"location.replace('/home/')\", 500)</script>", "/home/"),
        ("<body onload=\"window.location='/start.htm'\">", "/start.htm"),
        ("<script>location.href = location.pathname + 'web/'</script>", "/web/"),
        (
            "<script>var h=location.protocol+'//'+location.host;location.replace(h+'/main/')</script>",
            "/main/",
        ),
        ("<script>var o = window.location.origin; window.location.href = o + '/index/'</script>", "/index/"),
        ("<script>var p='/main/';p+='a.html';window.location.href=p;</script>", "/main/a.html"),
        ("<script>var p='/main/';p+=ending();location.href=p;</script>", None),
        ("<script>window.open('/main/','_self')</script>", "/main/"),
        ("<script>window.open('/advice/','_blank')</script>", None),
        ("<script>window['location']['href'] = '/web/'</script>", "/web/"),
        ("<script>var q = location.search; location.href = '/x/' + q</script>", None),
        ("<p>示例</p><code>location.href='/x'</code>", None),
        ("<script>function go(p){ location.href = p }</script>", None),
    ],
)  # fmt: skip
def test_a_page_passes_on_as_a_browser_follows_it(html: str, leads: str | None):
    page = open_page(
        html.encode(), "http://h.example/", content_type="text/html; charset=utf-8", today=NOON.date()
    )
    assert page.onward == (f"http://h.example{leads}" if leads else None)


def test_an_example_of_a_refresh_in_a_long_text_is_not_followed():
    html = f"<p>{'正文一段，说明网页自动跳转的写法。' * 20}</p><script>location.href='/x/'</script>"
    page = open_page(
        html.encode(), "http://h.example/", content_type="text/html; charset=utf-8", today=NOON.date()
    )
    assert page.onward is None


def test_frames_are_one_page_with_the_dates_of_one_and_the_marks_of_another(fetcher: Fetcher):
    bodies = {
        "/": "<title>示例区</title><frameset rows='90,*,60'><frame src='t.htm'><frame src='zy/m.htm'>"
        "<frame src='f.htm'>"
        "<noframes>您的浏览器不支持框架</noframes></frameset>",
        "/t.htm": "<img src='banner.jpg' alt=''>",
        "/zy/m.htm": "<ul><li><a href='a1.htm'>全区防汛工作会议召开了</a><span>2026-11-19</span></li></ul>",
        "/f.htm": FOOT,
    }
    with serving(pages(bodies)) as site:  # type: ignore[arg-type]
        fresh = home_freshness.check(target(site), fetcher=fetcher, rules=RULES)
        marks = footer.check(target(site), fetcher=fetcher, rules=RULES)
    assert (fresh.outcome, fresh.evidence["newest"]) == (Outcome.OK, "2026-11-19")
    assert fresh.evidence["item_address"].endswith("/zy/a1.htm")
    assert {"site_code", "icp", "sponsor"} <= set(marks.evidence["marks"])


def test_a_list_in_an_iframe_belongs_to_its_column(fetcher: Fetcher):
    bodies = {
        "/": f"<p>首页</p>{FOOT}",
        "/tz/": "<h2>通知公告</h2><iframe src='/frame/list.htm'></iframe>",
        "/frame/list.htm": "<ul><li><a href='1.htm'>停水检修的通告全文</a><span>2025-02-03</span></li></ul>",
    }
    column = TargetColumn(7, "通知公告", "/tz/", category="notices")
    with serving(pages(bodies)) as site:  # type: ignore[arg-type]
        report = columns.check(target(site, columns=(column,)), fetcher=fetcher, rules=RULES)
    assert [problem.key for problem in report.problems] == ["stale:7"]


def test_a_page_without_a_word_is_blocked_for_every_check_alike(fetcher: Fetcher):
    with serving(
        pages({"/": "<title>示例</title><div id='root'></div><script src='/a.js'></script>"})
    ) as site:
        outcomes = {
            rule.NAME: rule.check(target(site), fetcher=fetcher, rules=RULES).outcome for rule in ON_TEXT
        }
    assert set(outcomes.values()) == {Outcome.BLOCKED}, outcomes


def test_a_chinese_name_is_the_same_in_both_forms(tmp_path: Path):
    assert same_site("http://www.区政府.政务/", "http://www.xn--dkru8xvkf.xn--zfr164b/a.html")
    assert official("www.xn--dkru8xvkf.xn--zfr164b")
    assert official("某局.政务.cn")
    assert not same_site("http://甲.政务.cn/", "http://乙.政务.cn/")


HOME_BEHIND = (
    "<title>示例区</title><meta name='SiteName' content='示例区人民政府'><ul><li>"
    "<a href='/a.html'>示例区召开全区安全生产工作会议</a><span>2026-11-20</span></li></ul>" + FOOT
)


@pytest.mark.parametrize(
    "door",
    [
        "<title>示例区</title><center><a href='in.htm'><img src='e.jpg' alt='点击进入'></a></center>",
        "<title>示例区</title><a href='/in.htm'>中文版</a> <a href='/en/'>English</a>",
        "<title>示例区</title><img src='e.jpg' usemap='#m'><map name='m'><area href='in.htm'></map>",
    ],
)
def test_behind_a_door_stands_the_home_page_with_its_marks(fetcher: Fetcher, door: str):
    with serving(pages({"/": door, "/in.htm": HOME_BEHIND, "/en/": "<p>English</p>"})) as site:
        made = footer.check(target(site), fetcher=fetcher, rules=RULES)
        named = tags.check(target(site), fetcher=fetcher, rules=RULES)
    assert {"site_code", "icp", "sponsor"} <= set(made.evidence["marks"])
    assert named.evidence["tags"]["SiteName"] == "示例区人民政府"


@pytest.mark.parametrize(
    "page",
    [
        "<title>示例区</title><a href='/in.htm'>首页</a><form><input name=q></form>",
        "<title>示例区</title>"
        + "".join(f"<a href='/{n}/'>栏目{n}</a>" for n in range(9))
        + "<a href='/in.htm'>首页</a>",
        "<title>示例区</title><p>"
        + "示例区人民政府是一级地方政权机关。" * 5
        + "</p><a href='/in.htm'>首页</a>",
        "<title>示例区</title><a href='http://127.0.0.2/in.htm'>进入</a>",
    ],
)
def test_a_page_with_anything_of_its_own_is_no_door(page: str):
    read = open_page(
        page.encode(), "http://h.example/", content_type="text/html; charset=utf-8", today=NOON.date()
    )
    assert read.entrance is None


def test_the_tags_of_a_frame_are_those_of_the_page(fetcher: Fetcher):
    bodies = {
        "/": "<title>示例区</title><frameset cols='*,900'><frame src='t.htm'><frame src='m.htm'></frameset>"
    }
    bodies |= {"/t.htm": "<img src='b.jpg' alt=''>", "/m.htm": HOME_BEHIND}
    with serving(pages(bodies)) as site:  # type: ignore[arg-type]
        named = tags.check(target(site), fetcher=fetcher, rules=RULES)
    assert named.evidence["tags"]["SiteName"] == "示例区人民政府"


def test_an_intruders_page_is_tampering_at_the_first_reading(fetcher: Fetcher):
    with serving(pages({"/": "<title>Hacked by XXX</title><h1>Hacked by XXX</h1>"})) as site:
        made = tampering.check(target(site), fetcher=fetcher, rules=RULES)
        marks = footer.check(target(site), fetcher=fetcher, rules=RULES)
    assert (made.outcome, marks.outcome) == (Outcome.PROBLEM, Outcome.BLOCKED)
