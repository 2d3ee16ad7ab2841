"""Text comes out right although declared charsets lie."""

import pytest

from checks.fetch import decode
from tests.checks.web import fetcher, page, sends, serving

TEXT = "<html><head><title>示例区人民政府</title></head><body>政务公开　镕朱喆</body></html>"


def declared(charset: str) -> str:
    return TEXT.replace("<head>", f"<head><meta charset='{charset}'>")


@pytest.mark.parametrize(
    ("body", "content_type", "charset"),
    [
        (TEXT.encode("gbk"), "text/html; charset=utf-8", "gb18030"),
        (declared("utf-8").encode("gbk"), None, "gb18030"),
        (TEXT.encode(), "text/html; charset=gb2312", "utf-8"),
        (declared("gbk").encode(), "text/html", "utf-8"),
        (TEXT.encode("gbk"), "text/html; charset=ISO-8859-1", "gb18030"),
        (declared("gb2312").encode("gbk"), "text/html; charset=ISO-8859-1", "gb18030"),
        (TEXT.encode("gbk"), None, "gb18030"),
        (TEXT.encode(), None, "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=gbk", "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), None, "utf-16-le"),
        (TEXT.encode("utf-16"), "text/html; charset=utf-8", "utf-16-le"),
        (TEXT.encode(), "text/html; charset=no-such-charset", "utf-8"),
        (TEXT.encode(), "text/html; charset=base64", "utf-8"),
    ],
)
def test_it_reads_what_is_there_not_what_is_declared(body: bytes, content_type: str | None, charset: str):
    decoded = decode(body, content_type)
    assert decoded.charset == charset
    assert "示例区人民政府" in decoded.text
    assert "镕朱喆" in decoded.text


def test_big5_is_read_when_declared():
    assert decode("政府資訊".encode("big5"), "text/html; charset=big5").text == "政府資訊"


TAIWAN = "臺灣的讀者請注意，本館週日休息，書籍可於門口歸還。"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        (TAIWAN.encode("big5"), "big5", TAIWAN),
        (f"<meta charset=big5>{TAIWAN}這裏，恒春，圍墻".encode("big5hkscs"), "big5", "這裏，恒春，圍墻"),
        (f"{TAIWAN * 3}裏恒".encode("big5hkscs"), "big5", "裏恒"),
        (f"<meta charset=big5>{TAIWAN * 9}".encode("big5") + b"\xff</p>\xa6\x6e", "big5", "好"),
        (TAIWAN.encode("gbk"), "gb18030", TAIWAN),
        (TAIWAN.encode(), "utf-8", TAIWAN),
        (b"<meta charset=gbk>\xd7\xd6\xfe\x59\xa3\xa0\xd7\x80", "gb18030", "字龴\u3000"),
        ("<meta charset=gb2312>售价".encode("gbk") + b"\x80 5", "gb18030", "售价€ 5"),
        ("<!-- <meta charset=big5> -->新闻".encode("gbk"), "gb18030", "新闻"),
        ("<!-- <meta charset=big5> --><meta charset=gbk>新闻".encode("gbk"), "gb18030", "新闻"),
        ("<meta charset=iso-8859-1>Märzausgabe für Köln".encode("latin-1"), "cp1252", "Märzausgabe für Köln"),
        ("<meta charset=iso-8859-1>示例区 新闻 网".encode("gbk"), "gb18030", "示例区 新闻 网"),
    ],
)  # fmt: skip
def test_chinese_charsets_are_read_as_browsers_do(body: bytes, charset: str, text: str):
    decoded = decode(body)
    assert decoded.charset == charset
    assert text in decoded.text


def test_a_page_cut_inside_a_character_keeps_its_charset():
    assert decode((TEXT * 20).encode()[:-1001], None).charset == "utf-8"
    assert decode(("政" * 200).encode("gbk")[:-1], None).charset == "gb18030"


def test_one_broken_character_in_a_long_page_does_not_change_its_charset():
    body = ("政务公开" * 200).encode() + b"\xe6\x94" + "工作动态".encode()
    decoded = decode(body, "text/html; charset=utf-8")
    assert decoded.charset == "utf-8"
    assert decoded.text.endswith("工作动态")


def test_short_chinese_that_is_also_valid_utf8_is_read_as_declared():
    body = "<meta charset=gb2312>隆".encode("gbk")
    assert decode(body, None).text.endswith("隆")


@pytest.mark.parametrize("body", [b"", b"\x00" * 100, bytes(range(256)) * 4, b"\xff" * 50])
def test_it_never_raises(body: bytes):
    assert isinstance(decode(body, "text/html; charset=utf-8").text, str)


def test_a_gbk_page_declared_as_utf8_is_read_over_the_wire():
    with serving(sends(page(TEXT.encode("gbk")))) as server:
        visit = fetcher(server).get(server.url())
        assert (visit.charset, "示例区人民政府" in visit.text) == ("gb18030", True)
