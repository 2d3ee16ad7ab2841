"""A big government site made by rule: any number of pages, dead links at known places.

`BigSite(articles=…)` answers `page(path)`; `write` lays it down as files for a web server."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COLUMNS, LISTED, NEIGHBOURS = 24, 20, 20
_TEXT = (
    "为深入贯彻落实上级部署要求，进一步做好本级政府信息公开工作，现就有关事项通知如下。各镇人民政府、街道办事处，"
    "区政府各部门要高度重视，压实责任，细化措施，确保各项任务落到实处、取得实效，切实增强人民群众的获得感。"
)


@dataclass(frozen=True)
class BigSite:
    """`articles` articles in 24 columns, `dead` dead links spread over them; every 40th has an attachment."""

    articles: int
    dead: int = 0

    @property
    def addresses(self) -> int:
        """All addresses of the site that a reader meets, dead ones included."""
        return sum(1 for _ in self.paths()) + self.dead

    def dead_paths(self) -> dict[str, str]:
        """The dead address and the page that carries it."""
        step = max(self.articles // max(self.dead, 1), 1)
        return {f"/gone/{number}.html": _article(number * step) for number in range(self.dead)}

    def paths(self) -> Iterator[str]:
        """Every path that answers."""
        yield "/"
        yield "/style.css"
        yield from (f"/images/{number}.png" for number in range(8))
        for column in range(COLUMNS):
            yield from (_list(column, number) for number in range(self._lists(column)))
        for number in range(self.articles):
            yield _article(number)
            if number % 40 == 0:
                yield f"/files/{number}.pdf"

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and body."""
        if path == "/":
            return 200, "text/html; charset=utf-8", self._home()
        if path == "/style.css":
            return 200, "text/css", b"body { background: url(/images/7.png) } /* url(/not-there.png) */"
        kind, _, rest = path[1:].partition("/")
        number = rest.partition(".")[0]
        if kind == "images" and number.isdigit() and int(number) < 8:
            return 200, "image/png", b"\x89PNG" + b"\0" * 900
        if kind == "files" and number.isdigit() and int(number) % 40 == 0 and int(number) < self.articles:
            return 200, "application/pdf", b"%PDF-1.4" + b"\0" * 4000
        if kind.startswith("c") and kind[1:].isdigit():
            return self._in_column(int(kind[1:]), number)
        return 404, "text/html; charset=utf-8", b"<html><body>404</body></html>"

    def write(self, folder: Path) -> None:
        """Lay the site down as files."""
        for path in self.paths():
            file = folder / (path[1:] + "index.html" if path.endswith("/") else path[1:])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self.answer(path)[2])

    def _in_column(self, column: int, name: str) -> tuple[int, str, bytes]:
        kind = "text/html; charset=utf-8"
        if name == "" and column < COLUMNS:
            return 200, kind, self._column(column, 0)
        if name.startswith("list") and name[4:].isdigit() and 0 < int(name[4:]) < self._lists(column):
            return 200, kind, self._column(column, int(name[4:]))
        number = name.removeprefix("t")
        if number.isdigit() and int(number) < self.articles and int(number) % COLUMNS == column:
            return 200, kind, self._article(int(number))
        return 404, kind, b"<html><body>404</body></html>"

    def _lists(self, column: int) -> int:
        count = len(range(column, self.articles, COLUMNS))
        return max(-(-count // LISTED), 1)

    def _home(self) -> bytes:
        newest = "".join(_item(number) for number in range(min(240, self.articles)))
        return _frame("首页", f"<ul>{newest}</ul>")

    def _column(self, column: int, page: int) -> bytes:
        numbers = range(column, self.articles, COLUMNS)[page * LISTED : (page + 1) * LISTED]
        near = range(max(page - 3, 0), min(page + 12, self._lists(column)))
        pages = "".join(f'<a href="{_list(column, other)}">{other + 1}</a>' for other in near)
        return _frame(f"栏目{column}", f"<ul>{''.join(map(_item, numbers))}</ul><p>{pages}</p>")

    def _article(self, number: int) -> bytes:
        near = [(number + step * 7) % self.articles for step in range(1, NEIGHBOURS + 1)]
        dead = "".join(f'<a href="{path}">附件</a>' for path in self._dead_on(number))
        file = f'<a href="/files/{number}.pdf">附件下载</a>' if number % 40 == 0 else ""
        words = "".join(f"<p>{_TEXT}</p>" for _ in range(4 + zlib.crc32(str(number).encode()) % 6))
        commented = '<!-- <a href="/commented-out.html">旧链接</a> -->'
        return _frame(
            f"关于第{number}号事项的通知",
            f"<h1>关于第{number}号事项的通知</h1><div>{words}</div>{file}{dead}{commented}"
            f"<ul>{''.join(map(_item, near))}</ul>",
        )

    def _dead_on(self, number: int) -> Iterator[str]:
        step = max(self.articles // max(self.dead, 1), 1)
        if number % step == 0 and number // step < self.dead:
            yield f"/gone/{number // step}.html"


def _article(number: int) -> str:
    return f"/c{number % COLUMNS}/t{number}.html"


def _list(column: int, page: int) -> str:
    return f"/c{column}/" if page == 0 else f"/c{column}/list{page}.html"


def _item(number: int) -> str:
    day = f"2026-{1 + number % 9:02}-{1 + number % 28:02}"
    title = f"关于第{number}号事项的通知"
    return f'<li><a href="{_article(number)}" title="{title}">{title}</a><span>{day}</span></li>'


_NAVIGATION = "".join(
    f'<li class="nav-item"><a href="/c{column}/">栏目{column}</a></li>' for column in range(COLUMNS)
)
_IMAGES = "".join(f'<img src="/images/{number}.png" alt="图片{number}">' for number in range(7))


def _frame(title: str, inner: str) -> bytes:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="SiteName" content="示例区人民政府"><link rel="stylesheet" href="/style.css"></head>'
        f'<body><div class="head">{_IMAGES}</div><ul class="nav">{_NAVIGATION}</ul>'
        f'<div class="main">{inner}</div>'
        '<div class="footer">主办单位：示例区人民政府　网站标识码：5001060001　渝ICP备12345678号'
        '<a href="javascript:void(0)">我为政府网站找错</a></div></body></html>'
    ).encode()
