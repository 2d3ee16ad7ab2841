"""Lists whose further pages only a script leads to, and lists kept inside a script."""

from pathlib import Path

import pytest

from checks.markup.islands import unfolded
from checks.markup.paging import paging
from tests.checks.crawl.site import pages, serving
from tests.checks.crawl.test_crawl import read

URL = "http://www.example.gov.cn/tzgg/list.htm"


@pytest.mark.parametrize(
    ("html", "addresses"),
    [
        ("<script>createPageHTML(3, 0, 'index', 'shtml');</script>", ["index_1.shtml", "index_2.shtml"]),
        ('<script>createPageHTML("page_div",2, 1,"list","html",31);</script>', ["list_1.html"]),
        ('<script>createPageHTML("2", "0", "index", "htm");</script>', ["index_1.htm"]),
        ('<script>createPage(1,0,"index","html")</script>', []),
        ("<em class='curr_page'>1</em>/<em class=\"all_pages\">3</em>", ["list2.htm", "list3.htm"]),
        ("<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}</script>", []),
        ("<p>create a page of 3</p>", []),
        ('<script>var countPage = 3;document.write("<a href=\\"index"+"_" + i + "."+"html\\"></a>")</script>',
         ["index_1.html", "index_2.html"]),
        ("<script>var countPage=2;document.write('<a href=\"list_'+nextPage+'.html\">2</a>')</script>",
         ["list_1.html"]),
        ("<script>var countPage=1;document.write('<a href=\"list_'+n+'.html\">2</a>')</script>", []),
    ],
)  # fmt: skip
def test_scripts_name_the_further_pages_of_a_list(html: str, addresses: list[str]):
    assert list(paging(html, URL).addresses) == addresses


@pytest.mark.parametrize(
    ("html", "left_out"),
    [
        ("<script>$('#box').jpage({perPage:15,proxyUrl:'/module/web/jpage/dataproxy.jsp'})</script>", True),
        ("<totalpage>1</totalpage><script>$('#box').jpage({perPage:15})</script>", False),
        ("<script>layui.use('laypage',function(){laypage.render({elem:'p',count:90})})</script>", True),
        ("<p>Pagination of printed books</p>", False),
        ("<script>var countPage=3;</script>", True),
        ('<a href="javascript:toPage(2)">下一页</a>', True),
        ("<a onclick=\"goPage('3')\">尾页</a>", True),
        ("<a href=\"javascript:__doPostBack('AspNetPager1','2')\">2</a>", True),
        ('<a href="javascript:document.pageForm.submit()">下一页</a>', True),
        ("<a onclick=\"goPage('/zw/')\">政务</a>", False),
    ],
)
def test_paging_that_no_address_leads_to_is_noticed(html: str, left_out: bool):
    assert paging(html, URL).left_out is left_out


def test_all_pages_of_a_list_are_read_and_their_articles_found(tmp_path: Path):
    bodies = {
        "/": "<a href='/tz/index.html'>通知</a>",
        "/tz/index.html": "<a href='a1.html'>一</a><script>createPageHTML(3,0,'index','html')</script>",
        "/tz/index_1.html": "<a href='a2.html'>二</a><script>createPageHTML(3,1,'index','html')</script>",
        "/tz/index_2.html": "<a href='a3.html'>三</a><script>createPageHTML(3,2,'index','html')</script>",
        **{f"/tz/a{n}.html": f"<p>文章{n}</p>" for n in (1, 2, 3)},
        "/sitemap.xml": (200, "application/xml", b"<urlset><url><loc>/tz/a3.html</loc></url></urlset>"),
    }
    with serving(pages(bodies)) as site:  # type: ignore[arg-type]
        report = read(site, tmp_path)
        assert {f"/tz/a{n}.html" for n in (1, 2, 3)} <= set(site.asked)
    assert (report.orphans, report.unpaged, report.dead) == ((), 0, ())


def test_a_press_that_asks_for_a_page_is_noticed_by_the_reader(tmp_path: Path):
    bodies = {
        "/": "<a href='/b.html'>一</a><a href='javascript:toPage(2)'>下一页</a>",
        "/b.html": "<p>文章</p>",
    }
    with serving(pages(bodies)) as site:  # type: ignore[arg-type]
        assert read(site, tmp_path).unpaged == 1


def test_nothing_is_an_orphan_while_a_list_goes_on_where_no_address_leads(tmp_path: Path):
    bodies = {
        "/": "<a href='/b.html'>一</a><script>laypage.render({elem:'pages',count:40})</script>",
        "/b.html": "<p>文章</p>",
        "/old.html": "<p>第二页上的文章</p>",
    }
    map_of = (200, "application/xml", b"<urlset><url><loc>/old.html</loc></url></urlset>")
    with serving(pages({**bodies, "/sitemap.xml": map_of})) as site:  # type: ignore[arg-type]
        report = read(site, tmp_path)
        assert "/old.html" in site.asked
    assert (report.orphans, report.unpaged) == ((), 1)


def test_links_of_a_list_kept_in_a_script_are_followed_and_its_source_is_not(tmp_path: Path):
    store = (
        "<script type='text/xml'><datastore><nextgroup><![CDATA[<a href='/dataproxy.jsp?page=1'></a>]]>"
        "</nextgroup>"
        "<recordset><record><![CDATA[<li><a href='/art/1.html'>甲</a>"
        "</li>]]></record></recordset></datastore></script><script>$('#1').jpage({proxyUrl:'/dataproxy.jsp'})</script>"
    )
    bodies = {
        "/": store + "<img data-original='/late.png'><b onclick=\"window.open('/w/')\">开</b>",
        "/art/1.html": "<p>文章</p>",
        "/late.png": (200, "image/png", b"x"),
        "/w/": "<p>窗</p>",
    }
    with serving(pages(bodies)) as site:  # type: ignore[arg-type]
        read(site, tmp_path)
        assert {"/art/1.html", "/late.png", "/w/"} <= set(site.asked)
        assert not any(path.startswith("/dataproxy.jsp") for path in site.asked)


def test_a_script_that_is_never_closed_keeps_the_rest_of_the_page():
    html = "<script type='text/xml'><datastore><record><![CDATA[<li>甲</li>]]></record>"
    assert unfolded(html) == '<div class="datastore"><li>甲</li></div>'
