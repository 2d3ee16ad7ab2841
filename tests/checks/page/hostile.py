"""Pages made to exhaust their reader. `python -m tests.checks.page.hostile [NAME…]` reads every
fact of them under the limits of processor time and memory that the operating system keeps."""

import json
import resource
import sys
from collections.abc import Callable
from datetime import date

CPU_S = 15
MEMORY = 1_500_000_000
TEXT = "全区经济工作会议召开"


def _numbers(count: int) -> str:
    return "".join(
        f"<p>{500106199003071238 + n} {13812345678 + n} {6222023100012345679 + n}</p>" for n in range(count)
    )


PAGES: dict[str, Callable[[], bytes]] = {
    "a thousand deep": lambda: ("<div>" * 1000 + TEXT).encode(),
    "a hundred thousand deep": lambda: ("<div>" * 100_000 + TEXT).encode(),
    "deep behind false ends": lambda: ('<div title="</div>">' * 60_000 + TEXT).encode(),
    "fifty megabytes in one line": lambda: b"<p>" + TEXT.encode() * 1_700_000,
    "fifty megabytes of elements": lambda: b"<b><i>x" * 7_000_000,
    "bytes of no charset": lambda: b"<title>\xff\xfe\x81</title>" + b"\xff\x81\xc3\x28" * 400_000,
    "declared in a charset that is none": lambda: b"<meta charset=undefined>" + b"\x81\xff" * 100_000,
    "a hundred thousand links": lambda: "".join(
        f"<a href='/{n}.html'>{TEXT}{n}</a> 2026-11-{n % 20 + 1:02}<br>" for n in range(100_000)
    ).encode(),
    "thirty thousand foreign hidden links": lambda: (
        "<div style='display:none'>"
        + "".join(f"<a href='http://a{n}.example.com/'>百家乐</a>" for n in range(30_000))
    ).encode(),
    "formats that multiply": lambda: "".join(f"<b id={n}><p>x" for n in range(20_000)).encode(),
    "formats of many names": lambda: (
        "".join(f"<font id={n}>" for n in range(400)) + "<p>x" * 100_000
    ).encode(),
    "an element of many attributes": lambda: (
        "<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">"
    ).encode(),
    "attributes with ends in quotes": lambda: (
        "<p " + " ".join(f"a{n}='>'" for n in range(200_000)) + ">"
    ).encode(),
    "tags that never end": lambda: b"<meta http-equiv=refresh content='0;url=" * 50_000,
    "scripts that never end": lambda: b"<script src=" * 100_000,
    "comments that never end": lambda: b"<!-- " * 400_000,
    "styles that never end": lambda: b"<style>" + b"a{b" * 400_000,
    "one style for many": lambda: (
        "<style>"
        + "".join(f"div div div .c{n}{{display:none}}" for n in range(300))
        + "</style>"
        + "<div>" * 300
        + "<a href='http://x.example.com/'>x</a>" * 5000
    ).encode(),
    "digits without end": lambda: b"<p>" + b"1" * 2_000_000,
    "digits and spaces": lambda: b"<p>" + b"12 " * 700_000,
    "numbers of people": lambda: _numbers(8_000).encode(),
    "dates without end": lambda: ("<li><a href='/x'>" + TEXT + "</a>" + "2026-11-03 " * 100_000).encode(),
    "blanks without end": lambda: b"<p>\xe4\xb8\xbb\xe5\x8a\x9e" + b" " * 2_000_000 + b":",
    "filings without end": lambda: ("<p>渝ICP备" * 30_000).encode(),
    "labels without end": lambda: ("主办单位：" * 50_000).encode(),
    "bait for scripts": lambda: (
        "<script>document.write('" + "<a " * 100_000 + "');var s='\\x3c" * 50_000
    ).encode(),
    "percent without end": lambda: b"<script>unescape('" + b"%3C" * 500_000 + b"')</script>",
    "srcset without end": lambda: b"<img srcset='" + b"a, " * 500_000 + b"'>",
    "tables in tables": lambda: b"<table><tr><td>" * 30_000,
    "lists without end": lambda: b"<ul><li>" * 100_000,
    "links in links": lambda: b"<a href=/x><table>" * 20_000,
    "selects": lambda: b"<div><select></div></select>" * 60_000,
    "ends that a table keeps inside": lambda: b"<div><table></div></table>" * 60_000,
    "ends that a block keeps inside": lambda: b"<center><span><div></center></span></div>" * 60_000,
    "options without end": lambda: b"<select>" + b"<option value='/a/b.html'>x" * 110_000,
    "forms and fields": lambda: b"<form><input name=x><textarea>" * 50_000,
    "entities": lambda: b"&#21338;&#26080;" * 200_000,
    "nulls": lambda: b"\x00" * 3_000_000,
    "templates": lambda: b"{{" * 500_000,
    "ends of pages": lambda: b"</html>" * 200_000,
}


def read(names: list[str]) -> None:
    """Read every fact of the pages `names`, and print of each how many there are."""
    from checks.page import as_json, open_page

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S * len(names), CPU_S * len(names)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name in names:
        page = open_page(PAGES[name](), "http://www.example.gov.cn/", today=date(2026, 11, 23))
        facts = as_json(page)
        used = resource.getrusage(resource.RUSAGE_SELF)
        facts = {"name": name, "cpu_s": used.ru_utime, "mb": used.ru_maxrss // 1024, **facts["counts"]}
        print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    read(sys.argv[1:] or list(PAGES))
