"""Pieces of source that are kept for evidence."""

from html.parser import HTMLParser

import pytest

from checks.site.pieces import PIECE, piece_around, tail

VOID = {"br", "img", "meta", "link", "input", "hr"}
LIST = "".join(f"<li class='row'><a href='/a/{number}.html'>第{number}条</a></li>" for number in range(200))
PAGE = (
    f"<body><div id=top><ul>{LIST}</ul></div><script>var a='<b>';</script><footer><p>渝ICP备1号<br></footer>"
)


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def balanced(piece: str) -> bool:
    reader = _Balance()
    reader.feed(piece)
    reader.close()
    return not reader.open


@pytest.mark.parametrize("number", [0, 3, 77, 199])
def test_a_piece_has_each_element_opened_and_closed(number: int):
    piece = piece_around(PAGE, f"/a/{number}.html", length=600)
    assert balanced(piece)
    assert f'<a href="/a/{number}.html">' in piece
    assert len(piece.splitlines()) > 5


@pytest.mark.parametrize("before", range(0, 60, 7))
def test_a_piece_begins_and_ends_at_a_tag_wherever_it_is_cut(before: int):
    piece = piece_around(PAGE, "/a/50.html", before=before, length=90)
    assert balanced(piece)
    assert "/a/50.html" in piece
    assert "&gt;" not in piece


def test_scripts_styles_and_comments_are_left_out():
    piece = piece_around("<main><style>p{}</style><!-- 旧 --><p>新<script>go()</script></p></main>", "<main")
    assert piece.split() == ["<main>", "<p>", "新", "</p>", "</main>"]


def test_the_code_of_a_script_that_began_earlier_is_no_text():
    page = "<script>" + "x=1;" * 300 + "</script><p>联系我们</p>"
    assert piece_around(page, "联系我们").split() == ["<p>", "联系我们", "</p>"]


def test_a_script_stays_where_it_is_the_evidence():
    page = "<p>首页</p><script>document.write('<a href=http://bad.example/>x</a>')</script>"
    assert "document.write" in piece_around(page, "http://bad.example/")


def test_an_address_with_parameters_is_found_again():
    piece = piece_around("<p><a href='/q?a=1&b=2'>查询<script>go()</script></a>", "/q?a=1&b=2")
    assert "go()" not in piece
    assert balanced(piece)


@pytest.mark.parametrize(
    "broken", ["", "<", "<!", "<![x[", "</", "<p" * 400, "<div>" * 400, ">" * 50, "<!--"]
)
def test_broken_source_gives_a_piece_and_no_fault(broken: str):
    assert isinstance(piece_around(broken, "<p"), str)
    assert len(tail(broken * 20)) >= 0


def test_the_foot_is_whole():
    foot = tail(PAGE)
    assert foot.split() == ["<footer>", "<p>", "渝ICP备1号", "<br>", "</p>", "</footer>"]


def test_without_a_foot_it_is_the_end_of_the_page():
    piece = tail("<div>" + "<p>字</p>" * PIECE + "<p>末</p></div>")
    assert balanced(piece)
    assert piece.split()[-2:] == ["末", "</p>"]
