"""What a page says of itself: links, footer marks, tags, and where it only passes on."""

from datetime import date
from pathlib import Path

import pytest

from checks.page import PageFacts, read_page, second_level

URL = "http://www.example.gov.cn/"
FOOT = """<div class="foot"><p>主办单位：示例区人民政府办公室 承办单位：示例区大数据局</p>
<p>联系电话：023-65100000 网站标识码：5001060001 <a href="/sitemap.html">网站地图</a></p>
<p><a href="https://beian.miit.gov.cn">渝ICP备05003300号-1</a> 渝公网安备 50010602500123号</p>
<script src="https://dcs.conac.cn/js/1.js"></script>
<span id="_span_jiucuo"><img onclick="Link('5001060001')" src="https://zfwzgl.www.gov.cn/exposure/images/jiucuo.png"></span>
</div>"""


def read(html: str, url: str = URL) -> PageFacts:
    return read_page(html.encode(), url, content_type="text/html; charset=utf-8", today=date(2026, 11, 23))


def test_it_reads_every_footer_mark():
    marks = read(FOOT).footer
    assert marks.site_code == "5001060001"
    assert marks.icp == "渝ICP备05003300号-1"
    assert marks.police == "渝公网安备50010602500123号"
    assert marks.sponsor == "示例区人民政府办公室"
    assert marks.undertaker == "示例区大数据局"
    assert marks.contact == "023-65100000"
    assert marks.government_mark
    assert marks.sitemap
    assert marks.error_report
    assert not marks.scripted


def test_a_page_without_marks_has_none():
    marks = read("<p>全区经济工作会议召开</p>").footer
    assert (marks.site_code, marks.icp, marks.police, marks.sponsor) == ("", "", "", "")
    assert (marks.government_mark, marks.sitemap, marks.error_report) == (False, False, False)


def test_office_hours_are_not_part_of_a_telephone_number():
    assert read("<p>联系电话：023-65100000（工作日 9:00-18:00）</p>").footer.contact == "023-65100000"


def test_a_licence_is_not_a_filing():
    assert read("<p>渝ICP证050033号</p>").footer.icp == ""


@pytest.mark.parametrize("code", ["bm12345678", "BM12345678"])
def test_a_ministry_code_is_a_code(code: str):
    assert read(f"<p>网站标识码：{code}</p>").footer.site_code == "bm12345678"


def test_a_number_too_long_is_no_code():
    assert read("<p>网站标识码：500106000123</p>").footer.site_code == ""


def test_full_width_digits_and_spaces_are_read():
    assert read("<p>渝 ICP 备 ０５００３３００ 号</p>").footer.icp == "渝ICP备05003300号"


def test_the_number_of_an_entry_that_is_only_an_onclick_is_enough():
    assert read("<img src='/images/jiucuo.png' onclick='Link(1)'>").footer.error_report


def test_a_foot_written_by_a_script_makes_what_is_missing_unknown():
    assert read("<script src='/js/footer.js'></script>").footer.scripted


def test_page_tags_are_read_whatever_their_case():
    tags = read("<meta name='sitename' content='示例网'><meta name=SiteIDCode content=5001060001>").tags
    assert tags == {"SiteName": "示例网", "SiteIDCode": "5001060001"}


def test_links_are_absolute_and_keep_their_words():
    facts = read(
        "<base href='/web/'><a href='a.html'>甲</a><a href='/b.html' title='长的标题'>长…</a>"
        "<a href='mailto:a@b.cn'>信箱</a><a href='#top'>顶</a><a href='javascript:;'>无</a>"
        "<a href='a.html'>甲</a>"
    )
    assert [(link.address, link.text) for link in facts.links] == [
        (f"{URL}web/a.html", "甲"),
        (f"{URL}b.html", "长的标题"),
    ]


def test_text_in_scripts_and_styles_is_not_counted():
    facts = read("<title>示例</title><style>p{}</style><script>var a='很长的文字'</script><p>三个字</p>")
    assert (facts.title, facts.text_length) == ("示例", 3)


def test_the_second_level_are_columns_inside_the_site_likeliest_first():
    facts = read(
        "<a href='/about/'>走进示例</a><a href='/zwdt/'>政务动态</a><a href='/index.html'>首页</a>"
        "<a href='/login.jsp'>登录</a><a href='http://www.gov.cn/'>中国政府网</a>"
        "<a href='/a.pdf'>公开指南</a>"
        "<a href='/tzgg/202611/t20261103_1.html'>关于通知</a><a href='/tzgg/index.html'>通知公告</a>"
        "<a href='/tzgg/'>公告</a><a href='http://xxgk.example.gov.cn/'>信息公开</a>"
    )
    assert [link.text for link in second_level(facts.links, URL)] == [
        "政务动态",
        "通知公告",
        "信息公开",
        "走进示例",
    ]


def test_at_most_ten_pages_of_the_second_level_are_read():
    facts = read("".join(f"<a href='/c{n}/'>栏目{n}</a>" for n in range(30)))
    assert len(second_level(facts.links, URL)) == 10


@pytest.mark.parametrize(
    "html",
    [
        "<meta http-equiv='refresh' content='0; url=/web/'>",
        "<META HTTP-EQUIV=Refresh CONTENT=\"0;URL='web/'\">",
        "<script>window.location.href = '/web/';</script>",
        '<script>location.replace("web/")</script>',
        "<frameset><frame src='web/'></frameset>",
    ],
)
def test_a_page_that_only_passes_on_says_where(html: str):
    assert read(html).onward == f"{URL}web/"


def test_a_page_with_text_of_its_own_passes_on_nowhere():
    assert read("<script>if(phone) location.href='/m/'</script><p>" + "政务公开" * 60).onward is None


def test_an_entry_page_is_read_from_a_home_page():
    entry = "<a href='/zw/'>政务公开</a><a href='/fw/'>办事服务</a>"
    item = "<li><a href='/a.html'>全区经济工作会议召开</a><span>2026-11-03</span></li>"
    assert read(entry).is_navigation_only
    assert not read(entry + item).is_navigation_only


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff" * 500, b"<" * 5000, b"<a href='http://[x'>abcd</a>", b"%PDF-1.4"]
)
def test_no_page_makes_it_fail(body: bytes):
    assert read_page(body, URL, content_type=None, today=date(2026, 11, 23)).newest is None


def test_it_opens_no_connection():
    """The room of pure functions must stay one: its own files name no client of the network."""
    room = Path(__file__).parents[3] / "checks" / "page"
    for file in room.glob("*.py"):
        text = file.read_text("utf-8")
        assert not any(word in text for word in ("import requests", "import socket", "urllib3", "urlopen"))
