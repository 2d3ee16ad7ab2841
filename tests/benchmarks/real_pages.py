# ruff: noqa: E501 - markup stands as a content system writes it
"""Pages as large and as varied as those of government sites, made by rule: the same seed, the same pages.

7 to 90 kB, 22.8 kB in the mean as public pages have, one site in five in GBK. A site repeats its head, menu
and foot on all of its pages, as a content system does, with their white space, comments, styles and scripts."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from tests.benchmarks import real_words as words

PAGES_A_SITE = 120
_INDENT = "\n            "


class RealPage(NamedTuple):
    """One page as a server sends it."""

    address: str
    body: bytes
    content_type: str


def pages(seed: int, count: int) -> Iterator[RealPage]:
    """`count` pages of as many sites as are needed, site by site."""
    for number in range(-(-count // PAGES_A_SITE)):
        site = Site(seed, number)
        yield from (site.page(page) for page in range(min(PAGES_A_SITE, count - number * PAGES_A_SITE)))


class Site:
    """One site: its content system, charset, menu and foot, and any number of pages."""

    def __init__(self, seed: int, number: int) -> None:
        chance = Random(f"{seed}/{number}")
        self.seed, self.number = seed, number
        self.district, self.bureau = chance.choice(words.SITES), chance.choice(words.BUREAUS)
        self.name = self.district + self.bureau
        self.host = f"www.site{seed}-{number}.gov.cn"
        self.charset = "gbk" if number % 5 == 3 else "utf-8"
        self.style = number % 4  # TRS, JCMS, webplus, by hand
        self.columns = chance.sample(words.COLUMNS, chance.randint(14, 30))
        self.word = chance.random() < 0.5  # articles pasted from a word processor
        self._head, self._top, self._foot = (
            self._made_head(chance),
            self._made_top(chance),
            self._made_foot(chance),
        )

    def page(self, number: int) -> RealPage:
        """The page `number`: the home page is 0, then one in four is a list, the others are articles."""
        chance = Random(f"{self.seed}/{self.number}/{number}")
        column = chance.randrange(len(self.columns))
        if number == 0:
            path, title, tags, inner = "/", self.name, "", self._home(chance)
        elif number % 4 == 1:
            path, title, tags = (
                f"/c{column}/index_{number}.html",
                self.columns[column],
                self._column_tags(column),
            )
            inner = self._list(chance, column)
        else:
            path, day = self._address(chance, column), _day(chance)
            title = self._title(chance)
            tags, inner = self._article_tags(title, day, column), self._article(chance, title, day, column)
        head = f"<title>{title}{'' if number == 0 else '_' + self.name}</title>{_INDENT}{tags}"
        html = f"{_DOCTYPES[self.style]}\n<head>{_INDENT}{self._head}{head}</head>\n<body>{self._top}{inner}{self._foot}"
        declared = "text/html" if self.number % 3 == 2 else f"text/html; charset={self.charset}"
        return RealPage(f"http://{self.host}{path}", html.encode(self.charset, "replace"), declared)

    # What stands on all pages

    def _made_head(self, chance: Random) -> str:
        sheets = "".join(
            f'<link rel="stylesheet" type="text/css" href="/images/style{n}.css">{_INDENT}' for n in range(3)
        )
        scripts = "".join(
            f'<script type="text/javascript" src="/js/{name}.js"></script>{_INDENT}' for name in _SCRIPTS
        )
        rules = "\n".join(
            f".{name}{n}{{width:{chance.randint(100, 1200)}px;margin:0 auto;line-height:{chance.randint(20, 40)}px;"
            f"background:url(/images/bg{n}.png) no-repeat;overflow:hidden}}"
            for n in range(chance.choice((0, 4, 12, 24, 36))) for name in ("box", "tab")
        )  # fmt: skip
        return (
            f'<meta http-equiv="Content-Type" content="text/html; charset={self.charset}"/>{_INDENT}'
            f'<meta name="SiteName" content="{self.name}"/>{_INDENT}<meta name="SiteDomain" content="{self.host}"/>{_INDENT}'
            f'<meta name="SiteIDCode" content="50{self.number:02}{chance.randint(10, 99)}0001"/>{_INDENT}'
            f"{sheets}{scripts}<style>\n.cur-hide, .pop-tip {{display:none}}\n{rules}\n</style>{_INDENT}"
        )

    def _made_top(self, chance: Random) -> str:
        menu = "".join(
            f'<li class="nav-item{" on" if n == 0 else ""}"><a href="/c{n}/" target="_blank" title="{name}">{name}</a>'
            + self._submenu(chance, n)
            + f"</li>{_INDENT}"
            for n, name in enumerate(self.columns[: chance.choice((6, 8, 10, 12, 14))])
        )
        wrapper = ("nav", "menu", "nav-box clearfix", "dh")[self.style]
        return (
            f'{_INDENT}<!-- 头部 begin -->{_INDENT}<div class="header top-bar"><div class="w1200">{_INDENT}'
            f'<span class="date" id="today"></span><script>{_CLOCK}</script>{_INDENT}<a href="javascript:void(0)" '
            f'onclick="SetHome(this,window.location)">设为首页</a> | <a href="/wza/" title="无障碍阅读">无障碍</a>'
            f'{_INDENT}<div class="logo"><a href="/"><img src="/images/logo.png" alt="{self.name}" width="460"/></a></div>'
            f'{_INDENT}<form action="/search/s.jsp" method="get" name="searchForm"><input type="text" name="q" '
            f'placeholder="请输入关键字"/><input type="submit" value="搜索"/></form></div></div>{_INDENT}'
            f'<div class="{wrapper}"><ul>{_INDENT}{menu}</ul></div><!-- 头部 end -->{_INDENT}'
        )

    def _submenu(self, chance: Random, column: int) -> str:
        if self.style == 3:
            return ""
        rows = "".join(
            f'<dd><a href="/c{column}/s{n}/index.html">{name}</a></dd>'
            for n, name in enumerate(chance.sample(words.COLUMNS, chance.randint(1, 6)))
        )
        return f'<dl class="sub" style="display:none">{rows}</dl>'

    def _made_foot(self, chance: Random) -> str:
        boxes = "".join(
            f'<select onchange="window.open(this.value)"><option value="">{name}</option>{_INDENT}'
            + "".join(
                f'<option value="http://www.{chance.choice(_HOSTS)}{chance.randint(1, 400)}.gov.cn/">{district}{bureau}</option>'
                for district, bureau in zip(
                    chance.sample(words.SITES, 5), chance.sample(words.BUREAUS, 5), strict=True
                )
            )
            + "</select>"
            for name in words.FRIENDS[: chance.randint(2, 6)]
        )
        code, serial = chance.randint(10**9, 10**10 - 1), chance.randint(10**7, 10**8 - 1)
        marked = f"网站标识码：{code}" if self.number % 6 else ""
        return (
            f'{_INDENT}<div class="footer" id="foot"><div class="links">{boxes}</div>{_INDENT}<p><a href="/sitemap.html">网站地图</a>'
            f'<span>|</span><a href="/lxwm/">联系我们</a><span>|</span><a href="/about/">关于本站</a></p>{_INDENT}'
            f"<p>主办：{self.name}&nbsp;&nbsp;承办：{self.district}人民政府办公室&nbsp;{marked}</p>{_INDENT}<p>"
            f'<a href="http://beian.miit.gov.cn/">渝ICP备{serial}号-1</a> <a href="http://www.beian.gov.cn/portal/registerSystemInfo'
            f'?recordcode={code}"><img src="/images/ba.png"/>渝公网安备 50{code}02号</a> 联系电话：023-6{serial % 10**6:06}1</p>{_INDENT}'
            f'<script src="http://bszs.conac.cn/sitename?method=jiucuo&site_code={code}"></script>{_INDENT}'
            f"<script>{_COUNTER.replace('CODE', str(serial))}</script></div>\n</body>\n</html>\n"
        )

    # Kinds of pages

    def _home(self, chance: Random) -> str:
        blocks = []
        for box in range(chance.randint(20, 36)):
            column = box % len(self.columns)
            rows = "".join(
                self._row(chance, column, short=box % 3 == 0) for _ in range(chance.randint(6, 10))
            )
            blocks.append(
                f'{_INDENT}<div class="box{box} fl"><div class="tit"><h3><a href="/c{column}/">{self.columns[column]}</a></h3>'
                f'<a class="more" href="/c{column}/">更多&gt;&gt;</a></div>{_INDENT}<ul class="list">{rows}</ul></div>'
            )
        slides = "".join(
            f'<li><a href="{self._address(chance, n)}"><img src="/images/s{n}.jpg" alt="{self._title(chance)}"/></a></li>'
            for n in range(6)
        )
        return f'<div class="main w1200"><div class="slide" id="focus"><ul>{slides}</ul></div>{"".join(blocks)}</div>'

    def _list(self, chance: Random, column: int) -> str:
        count = chance.choice((10, 15, 20, 20, 25, 30, 40, 60, 120))
        rows = "".join(self._row(chance, column, short=False) for _ in range(count))
        side = "".join(
            f'<li><a href="/c{n}/">{name}</a></li>{_INDENT}' for n, name in enumerate(self.columns[:12])
        )
        pages = "".join(f'<a href="index_{n}.html">{n}</a> ' for n in range(2, 11))
        return (
            f'{self._crumb(column)}<div class="left side-nav"><h2>{self.columns[column]}</h2><ul>{side}</ul></div>{_INDENT}'
            f'<div class="right list-box"><ul class="news-list">{rows}</ul>{_INDENT}<div class="page">共{count * 11}条 '
            f'{pages}<script>createPageHTML({chance.randint(2, 40)}, 0, "index", "html");</script></div></div>'
        )

    def _article(self, chance: Random, title: str, day: str, column: int) -> str:
        paragraphs = "".join(
            self._paragraph(chance)
            for _ in range(chance.choice((2, 3, 4, 6, 8, 8, 12, 12, 16, 24, 40, 60, 120)))
        )
        table = self._table(chance) if chance.random() < 0.15 else ""
        files = "".join(
            f'<p><a href="./W0{day.replace("-", "")}{n}.docx" title="附件{n}">附件{n}：{self._title(chance)}.docx</a></p>'
            for n in range(chance.choice((0, 0, 0, 1, 3)))
        )
        near = "".join(self._row(chance, column, short=True) for _ in range(chance.choice((0, 5, 8))))
        ident = ("zoom", "content", "vsb_content", "artibody")[self.style]
        return (
            f'{self._crumb(column)}<div class="article w1200"><h1>{title}</h1>{_INDENT}<div class="info">{self._info(chance, day)}'
            f'<span class="share">分享到：<a href="javascript:;" class="wx"></a><a href="javascript:;" class="wb"></a></span></div>'
            f'{_INDENT}<div id="{ident}" class="TRS_Editor view">{paragraphs}{table}{files}'
            f'<p style="text-align: right">{self.name}</p><p style="text-align: right">{_signed(day)}</p></div>{_INDENT}'
            f'<div class="relate"><h4>相关阅读</h4><ul>{near}</ul></div><div class="pager">上一篇：<a href="{self._address(chance, column)}">'
            f"{self._title(chance)}</a></div></div>"
        )

    # Parts

    def _row(self, chance: Random, column: int, *, short: bool) -> str:
        title, day = self._title(chance), _day(chance)
        shown = (day[5:], f"[{day[5:]}]")[self.style % 2] if short else day
        return (
            f'<li><span class="time">{shown}</span><a href="{self._address(chance, column, day)}" target="_blank" '
            f'title="{title}">{title[:22]}{"..." if len(title) > 22 else ""}</a></li>{_INDENT}'
        )

    def _crumb(self, column: int) -> str:
        return (
            f'{_INDENT}<div class="position w1200">您现在的位置：<a href="/">首页</a> &gt; <a href="/c{column}/">'
            f"{self.columns[column]}</a></div>{_INDENT}"
        )

    def _info(self, chance: Random, day: str) -> str:
        at = f"{day} {chance.randint(8, 18):02}:{chance.randint(0, 59):02}"
        return (
            f"<span>发布时间：{at}</span><span>来源：{self.name}</span><span>浏览次数：<em id='hits'></em></span>",
            f"<span>{at}</span>　<span>来源：{self.bureau}</span>　字号：<a href='javascript:doZoom(16)'>大</a>",
            f"日期：{at}　作者：{self.district}融媒体中心　编辑：办公室",
            f"<table><tr><td>索引号</td><td>{chance.randint(10**8, 10**9)}</td><td>成文日期</td><td>{day}</td></tr>"
            f"<tr><td>发布机构</td><td>{self.name}</td><td>发布日期</td><td>{day}</td></tr></table>",
        )[self.style]

    def _paragraph(self, chance: Random) -> str:
        text = "，".join(chance.sample(words.CLAUSES, chance.randint(3, 8))) + "。"
        text = text.replace("1364", str(chance.randint(100, 9999)))
        if chance.random() < 0.1:
            text = f"{_signed(_day(chance))}，{text}"
        if self.word:
            return f'<p style="{_WORD_P}"><span style="{_WORD_SPAN}">　　{text}</span></p>\n'
        return f"<p>　　{text}</p>\n"

    def _table(self, chance: Random) -> str:
        heads = "".join(
            f"<th>{head}</th>" for head in ("序号", "单位名称", "事项", "联系电话", "金额（万元）")
        )
        rows = "".join(
            f'<tr style="height:28px">{_INDENT}<td>{n}</td><td>{chance.choice(words.SITES)}{chance.choice(words.BUREAUS)}</td>'
            f"<td>{chance.choice(words.MATTERS)}</td><td>023-6{chance.randint(10**6, 10**7 - 1)}</td>"
            f"<td>{chance.randint(1, 90000) / 100}</td></tr>\n"
            for n in range(1, chance.choice((8, 15, 30, 80, 150)))
        )
        return f'<table class="MsoNormalTable" border="1" cellspacing="0"><tr>{heads}</tr>{rows}</table>'

    def _address(self, chance: Random, column: int, day: str = "") -> str:
        day, number = day or _day(chance), chance.randint(10**5, 10**7)
        plain = day.replace("-", "")
        return (
            f"/c{column}/{plain[:6]}/t{plain}_{number}.html", f"/art/{day[:4]}/{int(day[5:7])}/{int(day[8:])}/art_{column}_{number}.html",
            f"/{plain[:4]}/{plain[4:]}/c{column}a{number}/page.htm", f"/c{column}/content_{number}.shtml",
        )[self.style]  # fmt: skip

    def _title(self, chance: Random) -> str:
        title = chance.choice(words.TITLES).format(
            a=chance.choice(words.MATTERS),
            b=chance.choice(words.BUREAUS),
            s=self.district,
            n=chance.randint(2018, 2026),
        )
        return f"{title}（{chance.randint(1, 400)}号）" if chance.random() < 0.4 else title

    def _column_tags(self, column: int) -> str:
        name = self.columns[column]
        return (
            f'<meta name="ColumnName" content="{name}"/><meta name="ColumnType" content="{name}"/>{_INDENT}'
        )

    def _article_tags(self, title: str, day: str, column: int) -> str:
        if self.style == 2:
            return ""
        return (
            f'<meta name="ArticleTitle" content="{title}"/>{_INDENT}<meta name="PubDate" content="{day} 09:30"/>{_INDENT}'
            f'<meta name="ContentSource" content="{self.name}"/>{_INDENT}{self._column_tags(column)}'
        )


def _day(chance: Random) -> str:
    return f"{chance.choice((2024, 2025, 2026, 2026, 2026))}-{chance.randint(1, 11):02}-{chance.randint(1, 28):02}"


def _signed(day: str) -> str:
    year, month, number = day.split("-")
    return f"{year}年{int(month)}月{int(number)}日"


_DOCTYPES = (
    '<!DOCTYPE html>\n<html lang="zh-CN">',
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
    '\n<html xmlns="http://www.w3.org/1999/xhtml">',
    "<!DOCTYPE html><HTML>",
    "<html>",
)
_SCRIPTS = ("jquery-1.12.4.min", "common", "superslide.2.1", "layer/layer", "sharetool")
_HOSTS = ("qu", "xian", "shi", "bumen")
_WORD_P = "margin: 0cm 0cm 0pt; line-height: 28pt; text-indent: 32pt; text-align: justify; mso-char-indent-count: 2.0"
_WORD_SPAN = "font-family: 仿宋_GB2312; font-size: 16pt; mso-bidi-font-size: 12.0pt; color: rgb(0, 0, 0)"
_CLOCK = """
    var day = new Date(), week = ["日","一","二","三","四","五","六"];
    document.getElementById("today").innerHTML = day.getFullYear() + "年" + (day.getMonth() + 1) + "月" + day.getDate() + "日";
"""
_COUNTER = """
    var _hmt = _hmt || [];
    (function() {
      var hm = document.createElement("script");
      hm.src = "https://hm.baidu.com/hm.js?CODE";
      var s = document.getElementsByTagName("script")[0];
      s.parentNode.insertBefore(hm, s);
    })();
    $(function () {
        $(".nav-item").hover(function () { $(this).find(".sub").stop().slideDown(200); },
                             function () { $(this).find(".sub").stop().slideUp(200); });
        $("#focus").slide({ mainCell: "ul", autoPlay: true, effect: "left", interTime: 4000 });
        if (navigator.userAgent.match(/(phone|android|mobile)/i)) { $("body").addClass("wap"); }
    });
"""
