"""robots.txt is read as the standard has it, and obeyed unless it is left aside on purpose."""

from pathlib import Path

import pytest

from checks.crawl.crawl import Crawl
from checks.crawl.report import report_of
from checks.crawl.robots import robots_of
from tests.checks.crawl.site import Answer, pages, serving
from tests.checks.crawl.test_crawl import limits

TEXT = """User-agent: *
Disallow: /inner/
Allow: /inner/open
Disallow: /*.pdf$
Crawl-delay: 3600

User-agent: OtherBot
Disallow: /
"""
LINKS = '<a href="/a">a</a><a href="/inner/x">x</a><a href="/inner/open">o</a><a href="/f.pdf">f</a>'


def site_with(robots: Answer) -> dict[str, object]:
    return {
        "/": LINKS,
        "/a": "a",
        "/inner/x": "x",
        "/inner/open": "open",
        "/f.pdf": "f",
        "/robots.txt": robots,
    }


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/inner/x", False),
        ("/inner/open/y", True),
        ("/f.pdf", False),
        ("/f.pdf?x=1", True),
        ("/robots.txt", True),
    ],
)
def test_the_longest_rule_counts(path: str, allowed: bool):
    assert robots_of(TEXT).allows(f"http://a.cn{path}") is allowed


def test_our_own_group_goes_before_everybodys():
    own = robots_of("User-agent: *\nDisallow: /\n\nUser-agent: SupervisionChecker\nDisallow: /x\n")
    assert own.allows("http://a.cn/y")
    assert not own.allows("http://a.cn/x")


def test_a_delay_is_respected_within_reason():
    assert robots_of("User-agent: *\nCrawl-delay: 2").delay_s == 2
    assert robots_of(TEXT).delay_s == 10


def test_what_is_forbidden_is_not_asked_for_and_counted(tmp_path: Path):
    text = TEXT.replace("Crawl-delay: 3600\n", "")
    with serving(pages(site_with((200, "text/plain", text.encode())))) as site:  # type: ignore[arg-type]
        assert Crawl(site.url, tmp_path, limits(robots=True)).run()
        assert {"/a", "/inner/open"} <= set(site.asked)
        assert not {"/inner/x", "/f.pdf"} & set(site.asked)
        assert report_of(tmp_path).traps == {"robots": 2}


def test_it_may_be_left_aside(tmp_path: Path):
    with serving(pages(site_with((200, "text/plain", TEXT.encode())))) as site:  # type: ignore[arg-type]
        assert Crawl(site.url, tmp_path, limits(robots=False)).run()
        assert "/inner/x" in site.asked
        assert "/robots.txt" not in site.asked


@pytest.mark.parametrize(("status", "asked"), [(404, True), (403, True), (500, False)])
def test_a_server_that_fails_forbids_everything_one_without_the_file_nothing(
    tmp_path: Path, status: int, asked: bool
):
    with serving(pages(site_with((status, "text/plain", b"no")))) as site:  # type: ignore[arg-type]
        Crawl(site.url, tmp_path, limits(robots=True)).run()
        assert ("/a" in site.asked) is asked


def test_begun_under_it_goes_on_under_the_same_rules(tmp_path: Path):
    bodies = site_with((200, "text/plain", b"User-agent: *\nDisallow: /a\n"))
    with serving(pages(bodies)) as site:  # type: ignore[arg-type]
        stopped = Crawl(site.url, tmp_path, limits(robots=True))
        stopped.cancel.set()
        assert not stopped.run()
        bodies["/robots.txt"] = (404, "text/plain", b"gone")
        assert Crawl(site.url, tmp_path, limits(robots=True)).run()
        assert "/a" not in site.asked
        assert site.asked.count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("rules", "closed", "open_"),
    [
        ("User-agent: *\nDisallow: /*?", ["/a?b=1", "/?p=2"], ["/", "/a", "/search"]),
        ("User-agent: *\nDisallow: /?", ["/?p=2"], ["/", "/a", "/a?b=1"]),
        ("User-agent: *\nDisallow: /so?", ["/so?wd=1"], ["/", "/so", "/sofa"]),
        ("User-agent: *\nDisallow: /old;", ["/old;v=1"], ["/", "/old"]),
        ("User-agent: *\n\nDisallow: /x/\n\nDisallow: /y/", ["/x/1", "/y/1"], ["/"]),
        ("User-agent: *\nDisallow: /x/\n\nUser-agent: *\nDisallow: /y/", ["/x/1", "/y/1"], ["/z"]),
        ("user-agent : *\r\ndisallow : /x/ # inner", ["/x/1"], ["/"]),
        ("\ufeffUser-agent: *\nDisallow: /x/", ["/x/1"], ["/"]),
        ("User-agent: OtherBot\nUser-agent: SupervisionChecker\nDisallow: /x", ["/x"], ["/y"]),
        ("User-agent: *\nDisallow: /中文/", ["/%E4%B8%AD%E6%96%87/1", "/%e4%b8%ad%e6%96%87/1"], ["/"]),
        ("User-agent: *\nDisallow: /\nAllow: /$\nAllow: /news", ["/x"], ["/", "/news/1"]),
        ("User-agent: *\nDisallow: /x\nSitemap: /m.xml\nDisallow: /y", ["/x", "/y"], ["/z"]),
        ("User-agent: *\nDisallow:", [], ["/", "/x"]),
        ("User-agent: Super\nDisallow: /", [], ["/", "/x"]),
        ("User-agent: s\nDisallow: /\n\nUser-agent: *\nDisallow: /x", ["/x"], ["/"]),
        ("User-agent: Checker\nDisallow: /", [], ["/"]),
        ("User-agent: SupervisionCheckerPlus\nDisallow: /", [], ["/"]),
        (
            "User-agent: supervisionchecker/0.1 # ours\nDisallow: /x\n\nUser-agent: *\nDisallow: /",
            ["/x"],
            ["/"],
        ),
        ("User-agent: SUPERVISIONCHECKER\nUser-agent: s\nDisallow: /x", ["/x"], ["/"]),
        ("User-agent: * # everybody\nDisallow: /x", ["/x"], ["/"]),
        ("User-agent:\nDisallow: /", [], ["/"]),
    ],
)
def test_groups_and_paths_are_read_as_the_standard_has_them(rules: str, closed: list[str], open_: list[str]):
    robots = robots_of(rules)
    assert [path for path in closed if robots.allows(f"http://a.cn{path}")] == []
    assert [path for path in open_ if not robots.allows(f"http://a.cn{path}")] == []


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("0.5", 0.5), ("2.75", 2.75), ("nan", 0.0), ("-1", 0.0), ("soon", 0.0), ("1e9", 10)],
)
def test_a_delay_may_have_decimals(written: str, seconds: float):
    assert robots_of(f"User-agent: *\nCrawl-delay: {written}").delay_s == seconds


def test_stars_cost_no_more_than_their_number():
    robots = robots_of("User-agent: *\n" + "Disallow: /" + "*a" * 20_000 + "b\n")
    assert robots.allows("http://a.cn/" + "a" * 40_000)


def test_a_reading_that_was_refused_everywhere_is_not_complete(tmp_path: Path):
    with serving(pages(site_with((200, "text/plain", b"User-agent: *\nDisallow: /\nAllow: /$")))) as site:  # type: ignore[arg-type]
        assert Crawl(site.url, tmp_path, limits(robots=True)).run()
        assert report_of(tmp_path).refused
        assert not report_of(tmp_path).complete
