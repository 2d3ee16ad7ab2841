"""What government pages usually have, in other words than the samples: marks, lists, presses, days."""

from datetime import date

import pytest

from checks.page import Page, State, open_page

TODAY = date(2026, 11, 30)
HOME = "http://www.shili.gov.cn/"
OFFICE = "示例区人民政府办公室"
ITEM = "某某同志带队调研第{n}季度经济工作情况"


def page(html: str, url: str = HOME) -> Page:
    return open_page(html.encode(), url, content_type="text/html; charset=utf-8", today=TODAY)


def foot(html: str) -> Page:
    listed = '<ul><li><a href="/a.html">示例区召开全区安全生产工作会议</a></li></ul>'
    return page(f'<title>示例区</title>{listed}<div class="footer">{html}</div>')


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("sponsor", f"【主办单位】{OFFICE} 【承办单位】示例区信息中心", OFFICE),
        ("undertaker", f"【主办单位】{OFFICE} 【承办单位】示例区信息中心", "示例区信息中心"),
        ("sponsor", "中共示例区委 示例区人民政府 主办", "中共示例区委 示例区人民政府"),
        ("sponsor", f"本网站由{OFFICE}主办，示例区大数据局承办。", OFFICE),
        ("undertaker", f"本网站由{OFFICE}主办，示例区大数据局承办。", "示例区大数据局"),
        ("sponsor", f"主办单位：{OFFICE}联系电话：023-12345678", OFFICE),
        ("sponsor", f"主办单位：{OFFICE}ICP备案号：渝ICP备05003300号", OFFICE),
        ("sponsor", f"主办单位：{OFFICE}渝ICP备05003300号", OFFICE),
        ("sponsor", f"主办单位：{OFFICE}渝公网安备50010102000123号", OFFICE),
        *(
            ("site_code", text, "5001020001")
            for text in (
                "网站标识码:[5001020001]",
                "网站识别码：5001020001",
                "政府网站标识码为5001020001",
                "标识编码：5001020001",
                "政府网站编码：5001020001",
                "网站代码：5001020001",
                "网站标志码：5001020001",
            )
        ),
        ("icp", "渝ICP备案05003300号", "渝ICP备案05003300号"),
        ("icp", "渝ICP备第05003300号", "渝ICP备第05003300号"),
        *(
            ("police", f"{text}50010102000123号", f"{text.replace('：', '')}50010102000123号")
            for text in (
                "公安备案号：",
                "公安机关备案号",
                "渝公安备",
                "公安网备",
                "网安备案号",
                "公安联网备案号：",
            )
        ),
        ("contact", "Tel：023-12345678", "023-12345678"),
        ("contact", "联系人：张三 023—12345678", "023-12345678"),
        ("contact", "邮箱：bgs@shili.gov.cn", "bgs@shili.gov.cn"),
        ("contact", "咨询热线：023-12345678", "023-12345678"),
    ],
)
def test_a_mark_in_other_words(name: str, text: str, value: str):
    assert foot(f"<p>{text}</p>").marks[name].value.replace("—", "-") == value


@pytest.mark.parametrize(
    ("name", "html"),
    [
        (
            "police",
            '<a href="http://www.beian.gov.cn/portal/x?recordcode=50010102000123"><img src="/g.png"></a>',
        ),
        ("sitemap", '<a href="/wzdt/"><img src="/i/1.png"></a>'),
        ("sitemap", '<a href="/map/">站点导航</a>'),
        ("sitemap", '<a href="/map/">Sitemap</a>'),
        ("error_report", '<img title="政府网站找错" src="/i/z.png">'),
        ("government_mark", '<img src="/images/conac.png">'),
        ("government_mark", '<img src="/images/sydw.png" alt="事业单位网站标识">'),
        ("accessibility", '<a href="/old/">老年模式</a>'),
        ("accessibility", '<a href="#">长者专区</a>'),
    ],
)
def test_a_mark_that_a_picture_or_an_address_shows(name: str, html: str):
    assert foot(html).marks[name].state is State.PRESENT


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("icp", '<a href="https://beian.miit.gov.cn/"><img src="/i/icp.png"></a>'),
        ("police", '<a href="http://www.beian.gov.cn/"><img src="/i/ga.png"></a>'),
    ],
)
def test_a_number_in_a_picture_is_not_missing(name: str, html: str):
    assert foot(html).marks[name].state is State.UNKNOWN


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("site_code", "统一社会信用代码：500102000123456789"),
        ("site_code", "纳税人识别码：5001020001"),
        ("police", "备案编号 2021003300"),
        ("icp", '<a href="https://beian.miit.gov.cn/">备案查询</a>'),
        ("contact", "邮编：401100　建议使用1024×768分辨率"),
        ("government_mark", '<img src="/images/logo.png" alt="示例区">'),
        ("sitemap", '<a href="/ditu/">行政区划图</a>'),
    ],
)
def test_what_only_looks_like_a_mark_is_none(name: str, text: str):
    assert foot(f"<p>{text}</p>").marks[name].state is State.MISSING


@pytest.mark.parametrize(
    "word",
    ["意见征集", "县长热线", "网上调查", "民意征集", "区长在线", "群众留言", "互动回应", "接诉即办"],
)
def test_an_entry_to_speak_to_the_office(word: str):
    assert page(f'<a href="/a/">要闻</a><a href="/h/">{word}</a>').interaction.state is State.PRESENT


@pytest.mark.parametrize("word", ["新闻热线", "政务要闻", "信访局", "热线新闻"])
def test_a_column_of_news_is_no_such_entry(word: str):
    assert page(f'<a href="/a/">要闻</a><a href="/h/">{word}</a>').interaction.state is State.MISSING


OPENS = "<script>function openUrl(u){window.open(u);}</script>"


@pytest.mark.parametrize(
    ("html", "addresses"),
    [
        (OPENS + "<a href=\"javascript:openUrl('/a/')\">x</a>", ["/a/"]),
        (OPENS + "<a href='#' onclick=\"openUrl('/a/b.html','_blank')\">x</a>", ["/a/b.html"]),
        (OPENS + "<li onclick=\"openUrl('5001020001')\">x</li>", []),
        ("<span onclick=\"openUrl('/a/')\">x</span>", []),
        ("<script>function go(u){location.href='/c'+u}</script><a href=\"javascript:go('/a/')\">x</a>", []),
        ("<script>function f(u){u='/p'+u;window.open(u)}</script><a onclick=\"f('/a/')\">x</a>", []),
        ("<script>const jump=(u)=>window.open(u)</script><a onclick='jump(\"/a/\")'>x</a>", ["/a/"]),
        ("<script>var go=function(url,t){if(t){location.href=url;}}</script><b onclick=\"go('a.jsp')\">x</b>",
         ["/a.jsp"]),
    ],
)  # fmt: skip
def test_an_address_that_a_press_opens(html: str, addresses: list[str]):
    assert [one.address for one in page(html).references] == [HOME.rstrip("/") + each for each in addresses]


def rows(form: str, days: list[str], href: str = "/x/{n}.html") -> str:
    return "<ul>" + "".join(
        form.format(d=day, a=f'<a href="{href.format(n=n)}">{ITEM.format(n=n)}</a>', t=ITEM.format(n=n), n=n)
        for n, day in enumerate(days, 1)
    ) + "</ul>"  # fmt: skip


DAYS = [f"2026-11-{day}" for day in range(28, 22, -1)]
ROW = "<li>{a}<span>{d}</span></li>"


@pytest.mark.parametrize(
    ("html", "newest"),
    [
        (rows('<li><a href="/x/{n}.html" title="{t} 发布时间：{d}">{t}</a></li>', DAYS), "2026-11-28"),
        (rows("<li><div>11/28</div><div>2026</div>{a}</li>", DAYS), "2026-11-28"),
        (rows("<li><b>28</b><i>Nov</i><em>2026</em>{a}</li>", DAYS), "2026-11-28"),
        (rows("<li><b>28</b><i>11月</i><em>2026</em>{a}</li>", DAYS), "2026-11-28"),
        (
            rows("<li>{a}<span style='display:none'>{d}</span><span>2024-02-01</span></li>", DAYS),
            "2024-02-01",
        ),
        (rows("<li>{a}<script>document.write('{d} 10:00'.substr(0,10))</script></li>", DAYS), "2026-11-28"),
        (rows("<li>{a}<span><script>showDate('{d}')</script></span></li>", DAYS), "2026-11-28"),
        (rows("<li>{a}<script>var d='{d}';load(d)</script></li>", DAYS), None),
        (rows(ROW, ["2026/11/28 星期六", *DAYS[1:]]), "2026-11-28"),
        (
            "<p>2026年11月30日 星期一 <a href='/w/'>示例天气预报</a></p>" + rows(ROW, ["2024-01-02"]),
            "2024-01-02",
        ),
        (rows(ROW, ["05/12/2016", "28/11/2016"]), "2016-12-05"),
        (rows(ROW, ["12/05/2016", "11/28/2016"]), "2016-12-05"),
        (rows(ROW, ["05/12/2016"]), None),
        (rows(ROW, ["05/12/2026"]), "2026-05-12"),
    ],
)
def test_the_newest_day_of_a_list(html: str, newest: str | None):
    found = page(f"<title>工作动态</title>{html}").newest_of_list
    assert (str(found.day) if found else None) == newest


@pytest.mark.parametrize(
    ("heads", "newest"),
    [
        (("标题", "发布日期", "有效期至"), "2024-05-01"),
        (("标题", "发布日期", "实施日期"), "2024-05-01"),
        (("标题", "成文日期", "更新时间"), "2026-11-05"),
    ],
)
def test_a_column_of_days_to_end_is_no_day_of_publication(heads: tuple[str, ...], newest: str):
    head = "".join(f"<th>{one}</th>" for one in heads)
    body = "".join(
        f'<tr><td><a href="/f/{n}.html">关于印发第{n}号办法的通知</a></td><td>2024-0{n}-01</td>'
        f"<td>2026-11-0{n}</td></tr>"
        for n in range(1, 6)
    )
    found = page(f"<table><tr>{head}</tr>{body}</table>").newest_of_list
    assert (str(found.day) if found else None) == newest


@pytest.mark.parametrize(
    ("language", "more", "url", "day"),
    [
        ("en", "", HOME, None),
        ("en-GB", "", HOME, "2016-12-05"),
        ("en-US", "", HOME, "2016-05-12"),
        ("fr", "", HOME, "2016-12-05"),
        ("en", "<p>15/11/2016</p>", HOME, "2016-12-05"),
        ("en", "<p>11/15/2016</p>", HOME, "2016-05-12"),
        ("en", "", f"{HOME}2016/12/05/a.html", "2016-12-05"),
    ],
)
def test_which_number_is_the_month(language: str, more: str, url: str, day: str | None):
    text = f"<h1>Sample headline of an item</h1><p>Published: 05/12/2016</p><p>{'Some text of it. ' * 20}</p>"
    found = page(f'<html lang="{language}">{text}{more}</html>', url).published
    assert (str(found.value) if found else None) == day
