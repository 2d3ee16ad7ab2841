"""Pages that answer 200 in a site's place are known from the site's own, whatever those speak of."""

import pytest

from checks.fetch import Visit
from checks.fetch.other_pages import not_the_site
from checks.rules import availability, footer, home_freshness
from core.common.outcome import Failure, Outcome, Target
from core.common.text import LANGUAGES, catalogue
from core.rules import rule_set

OTHERS = {
    "database": [
        "<title>错误</title>链接数据库失败",
        "<p>com.kingbase8.util.KSQLException: 尝试连线已失败。</p>",
        "<title>出错了</title><p>Could not open JDBC Connection for transaction; nested exception</p>",
        "<p>java.sql.SQLException: Io 异常: The Network Adapter could not establish the connection</p>",
        "<h1>RedisConnectionFailureException</h1><p>Cannot get Jedis connection</p>",
        "<p>MongoServerSelectionError: connect ECONNREFUSED</p>",
        "<title>OperationalError at /</title><h1>OperationalError at /</h1>",
        "<p>Microsoft OLE DB Provider for SQL Server 错误 '80004005'</p>",
        "<h1>Error establishing a database connection</h1>",
        "<title>错误</title><p>数据库连接失败，请联系管理员。</p>",
        "SQLSTATE[HY000] [2002] Connection refused",
        "<title>Discuz! Database Error</title><b>Discuz! info: MySQL Query Error</b>",
        "<br /><b>Warning</b>:  mysqli_connect(): (HY000/2002): Connection refused in <b>/www/index.php</b>",
        "ORA-03113: end-of-file on communication channel",
        "<div>DedeCMS Error Warning!</div><p>Error infos: Can't connect to MySQL</p>",
    ],
    "program": [
        "<?php\ndefine('THINK_PATH','./core/');",
        '<%@ page language="java"%><jsp:forward page="/index.do"/>',
        "<title>Struts Problem Report</title><h2>Struts Problem Report</h2>",
        "模板文件不存在，无法解析文档！",
        "Template not exists: index.html",
        "<title>授权到期</title><p>您的软件授权已到期，请联系厂商续费</p>",
        "<title>安装向导 - CMS</title><h1>安装向导</h1><p>欢迎使用，请点击下一步开始安装</p>",
        "<title>Service Unavailable</title><h2>Service Unavailable</h2><p>HTTP Error 503.</p>",
        "<title>Whoops, looks like something went wrong.</title>",
        "<title>DisallowedHost at /</title><h1>DisallowedHost at /</h1>",
        "<h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error</p>",
        "<title>“/”应用程序中的服务器错误。</title><h1>“/”应用程序中的服务器错误。</h1>",
        "<b>Parse error</b>:  syntax error, unexpected end of file in <b>/www/index.php</b> on line <b>3</b>",
        '{"code": 500, "msg": "服务器内部错误"}',
        '{"timestamp":"2026-11-23","status":404,"error":"Not Found","path":"/"}',
        "<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1><hr>nginx",
        "<title>系统提示</title><p>系统繁忙，请稍后再试</p>",
        "<title>WordPress &rsaquo; Error</title><p>There has been a critical error on this website.</p>",
        "<p>系统授权已于2026-10-01到期，请联系供应商。</p>",
        "<title>提示信息</title><p>对不起，您的访问出现了一点问题，请稍后重试</p>",
        "<b>Warning</b>: require_once(/www/config.php): failed to open stream in <b>/www/index.php</b>",
        "<b>Fatal error</b>: Uncaught Error: Call to undefined function in /www/index.php:3",
    ],
    "server": [
        "<title>TongWeb</title><h1>欢迎使用东方通应用服务器TongWeb</h1>",
        "<h1>BES Application Server</h1>",
        "<title>IIS10.0 默认页</title><img src=iis-85.png>",
        "<title>没有找到站点</title><p>您没有将此域名或IP绑定到对应站点！</p>",
        "<title>phpinfo()</title><h1>PHP Version 7.4.3</h1>",
        "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page…</p>",
        "<title>IIS Windows Server</title><a href=x><img src=iisstart.png></a>",
        "<title>Apache2 Ubuntu Default Page: It works</title>" + "<p>configuration</p>" * 200,
        "<title>恭喜，站点创建成功！</title><h3>这是默认index.html</h3>",
    ],
    "filing": [
        "<title>友情提示</title><p>您所访问的域名未在某云完成备案接入</p>",
        "<p>accessible only after an ICP filing is completed</p>",
        "<title>TestPage184</title>",
        "<title>提示</title><p>该网站未根据工信部相关法规完成备案</p>",
        "<title>网站访问报错</title><p>非法阻断246</p>",
        "<title>网站访问受限</title><p>您访问的网站因未按要求完成网络安全备案，暂时无法访问</p>",
        "<title>提示</title><p>该网站尚未备案，根据有关规定暂停访问。</p>",
    ],
    "missing": [
        "<title>示例区政府</title>"
        + "".join(f"<a href=/{n}>栏目</a>" for n in range(9))
        + "<b>抱歉！您访问的资源不存在</b>",
        "<title>Error 404--Not Found</title><h2>Error 404--Not Found</h2><p>From RFC 2068</p>",
        "<title>出错了</title><p>您访问的内容不存在或已被删除！</p><a href='/'>返回首页</a>",
        "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist.</Message></Error>",
        "<title>出错啦</title><p>您要查看的页面不存在或已删除</p>",
        "<title>HTTP Status 404 – Not Found</title>",
        "<title>Error</title><pre>Cannot GET /</pre>",
        "<title>404 Not Found</title><h1>404 Not Found</h1>",
        "<h1>抱歉，页面走丢了</h1><p>您访问的页面不存在</p>",
        "<title>示例区人民政府</title>"
        + "".join(f'<a href="/{n}/">栏目{n}</a>' for n in range(12))
        + "<div>对不起，您访问的页面不存在！</div><p>主办单位：示例区人民政府</p>",
    ],
    "defaced": [
        "<h1>网站被黑 by 某某</h1>",
        "<title>Hacked by XXX</title><h1>Hacked by XXX</h1><p>Your security is 0</p>",
        "<title>示例区</title><h1>Owned By Someone</h1>",
        "<title>本站已被黑</title><marquee>x</marquee>",
    ],
    "maintenance": [
        "<title>示例区政府</title><img src='wh.png'><p>网站升级改造中，敬请期待</p>",
        "<h1>We&rsquo;ll be back soon!</h1>",
        "<title>网站迁移中</title><p>给您带来的不便敬请谅解</p>",
        "<title>系统升级</title><p>系统升级公告：本网站今晚22时起升级，期间无法访问。</p>",
        "<title>网站割接中</title><p>网站正在割接迁移，暂时停止服务</p>",
        "<title>示例区政府</title><p>网站临时关闭维护，恢复时间另行通知</p>",
        "<title>升级维护中</title><p>网站升级维护中，请稍后再访问。</p>",
        "<h1>Under maintenance</h1><p>We will be back shortly.</p>",
    ],
    "directory": [
        "<title>目录 /</title><h1>目录 /</h1><ul><li><a href='a/'>a/</a></li></ul>",
        "<title>/ 的索引</title><a href=x>x</a>",
        "<title>Index of /</title><h1>Index of /</h1>" + '<a href="x">x</a>' * 80,
        "<title>localhost - /</title><h1>localhost - /</h1><pre><a href='/bin/'>bin</a> 2020</pre>",
        "<title>127.0.0.1 - /</title><pre><a href=../>[To Parent Directory]</a></pre>",
    ],
    "suspended": [
        "<title>shili.cn 正在出售</title><h1>您正在访问的域名可以转让！</h1>",
        "<title>站点已停止</title><h1>抱歉！该站点已经被管理员停止运行，请联系管理员了解详情！</h1>",
        "<h1>Site not found</h1><p>We cannot find it.</p>",
        "<title>域名已过期</title><p>该域名已过期，请联系注册商续费</p>",
        "<title>站点已停用</title><p>您的站点已停用</p>",
        "<title>Bandwidth Limit Exceeded</title><p>The owner has reached his bandwidth limit.</p>",
        "<title>Account Suspended</title><p>Contact your hosting provider.</p>",
    ],
}
MENU = "".join(f'<a href="/{n}/">栏目{n}</a>' for n in range(12))
OWN = [
    f"<title>示例区</title>{MENU}<p>域名转让须知</p><p>网站升级改造中标公示</p><p>连接数据库的培训</p>",
    "<title>网站升级维护公告</title><h1>网站升级维护公告</h1><p>网站将于周六正在升级维护期间暂停访问。</p>",
    f"<title>关于404页面不存在的说明</title>{MENU}<p>近日有群众反映您访问的页面不存在。</p>",
    f"<title>示例区人民政府</title>{MENU}<p>网站维护中发现的问题</p><p>数据库连接失败处置演练</p>",
    '<meta name="ArticleTitle" content="系统维护中"><title>系统维护中</title><p>系统维护中，暂停服务。</p>',
    f"<title>示例局</title>{MENU}<p>尚未备案的网站须于月底前完成备案。</p>" + "<p>正文内容。</p>" * 300,
    "<title>示例区</title><p>要闻</p>",
    f"<title>网站迁移公告 - 示例区政府</title>{MENU}<p>本网站将于12月迁移。</p>",
    f"<title>示例区人民政府</title>{MENU}<p>关于域名已过期网站的处理通知</p>",
    f"<title>网站维护股</title>{MENU}<p>负责网站日常维护。</p>",
    f"<title>示例局</title>{MENU}<p>系统繁忙，请稍后再试的处理办法</p>",
    f"<title>示例局</title>{MENU}<p>关于软件授权已到期有关事项的说明</p>",
    "<title>示例中学</title><p>本站全新改版，<a href='/new/'>点击进入新版</a> <a href='/old/'>旧版</a></p>",
    "<title>示例区水务局</title><img src='b.jpg'><p>地址：示例路1号 电话：023-61234567</p>",
    f"<title>示例局</title>{MENU}<p>关于网站流量超限、域名未绑定等问题的处置情况</p><p>服务器错误的登记</p>",
    "<title>示例局</title><article>网站迁移后暂时停止服务</article>",
    f"<title>示例局</title>{MENU}<p>警方通报一起网站被黑案件，页面曾显示 hacked by 字样。</p>",
]
CASES = [(kind, page) for kind, found in OTHERS.items() for page in found]


def visit(page: str) -> Visit:
    url = "http://127.0.0.1/"
    headers = {"content-type": "text/html; charset=utf-8"}
    return Visit(url, url, status=200, headers=headers, body=page.encode())


@pytest.mark.parametrize(("kind", "page"), CASES)
def test_a_page_that_is_not_the_sites_is_known_by_its_kind(kind, page):
    assert not_the_site(visit(page)) == kind


@pytest.mark.parametrize("page", OWN)
def test_the_sites_own_page_is_its_own_whatever_it_speaks_of(page):
    assert not_the_site(visit(page)) is None


@pytest.mark.parametrize("page", [page for _, page in CASES])
def test_it_is_in_doubt_and_its_content_is_not_judged(page):
    target, rules = Target(1, "示例区", "http://127.0.0.1/"), rule_set()
    made = availability.check(target, fetcher=None, rules=rules, visit=visit(page))
    assert (made.outcome, made.failure) == (Outcome.SUSPECT, Failure.OTHER_PAGE)
    for check in (footer, home_freshness):
        report = check.check(target, fetcher=Only(), rules=rules, visit=visit(page))
        assert (report.outcome, report.failure) == (Outcome.BLOCKED, Failure.OTHER_PAGE)


class Only:
    """No other address answers."""

    def get(self, url, *, timeout_s=None):
        return Visit(url, url, Failure.REFUSED)


@pytest.mark.parametrize("kind", OTHERS)
def test_every_kind_has_its_word_in_both_languages(kind):
    assert all(catalogue(language)[f"evidence.said.other_page.{kind}"] for language in LANGUAGES)
