"""Sites without faults: marks, page tags, dates, charsets, addresses."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from checks.demo_sites.content import columns_of
from checks.demo_sites.in_process import DemoSites
from checks.demo_sites.pages import ATTACHMENT
from core.common.clock import frozen, today
from db.demo.sites import site_list
from tests.checks.demo_sites.conftest import Visit

PORTAL = site_list()[0]
MARKS = (
    "bszs.conac.cn",
    f"网站标识码：{PORTAL.site_code}",
    PORTAL.icp,
    PORTAL.police,
    f"主办单位：{PORTAL.sponsor}",
    "联系方式：",
    "网站地图",
    "我为政府网站找错",
    f"Link('{PORTAL.site_code}')",
)


def links(page: str) -> set[str]:
    return {a["href"] for a in BeautifulSoup(page, "lxml").select("a[href^='/']")}


def meta(page: str) -> dict[str, str]:
    return {tag["name"]: tag["content"] for tag in BeautifulSoup(page, "lxml").select("meta[name]")}


def test_most_sites_of_the_demo_sites_start_healthy():
    assert len(site_list()) == 18
    assert sum(not site.faults for site in site_list()) == 11


def test_every_site_has_its_own_code_port_and_filings():
    for field in ("key", "offset", "site_code", "icp", "police", "name"):
        assert len({getattr(site, field) for site in site_list()}) == 18
    assert all(re.fullmatch(r"500199\d{4}", site.site_code) for site in site_list())
    assert all("示例" in site.name for site in site_list())


@pytest.mark.parametrize("path", ["/", "/yw/", "/sitemap.html"])
def test_every_page_carries_every_mark(visit: Visit, path: str):
    page = visit("site01", path).text

    assert [mark for mark in MARKS if mark not in page] == []


def test_no_link_of_a_healthy_site_is_dead_and_none_leaves_it(visit: Visit):
    home = visit("site01").text
    found = links(home)
    for column in columns_of(PORTAL):
        found |= links(visit("site01", column.path).text)

    dead = [path for path in found if visit("site01", path).status_code != 200]

    assert len(found) > 100
    assert dead == []
    assert not re.search(r'(href|src)="https?:', home)


def test_home_page_names_its_site(visit: Visit, demo: DemoSites):
    tags = meta(visit("site01").text)

    assert tags["SiteName"] == PORTAL.name
    assert tags["SiteIDCode"] == PORTAL.site_code
    assert tags["SiteDomain"] == f"127.0.0.1:{demo.base_port + 1}"


def test_an_article_bears_the_tags_of_its_list_entry(visit: Visit):
    entry = BeautifulSoup(visit("site01", "/zcwj/").text, "lxml").select_one(".list .items li")
    tags = meta(visit("site01", entry.a["href"]).text)

    assert tags["ArticleTitle"] == entry.a["title"]
    assert tags["PubDate"].startswith(entry.select_one(".date").text)
    assert tags["ColumnName"] == "政策文件"
    assert tags["ColumnType"] == "政策文件"
    assert tags["ContentSource"]


def test_lists_are_paged_and_end(visit: Visit):
    first, last = visit("site01", "/yw/").text, visit("site01", "/yw/index_4.html").text

    assert not set(re.findall(r"/yw/\d{6}/t\S+?html", first)) & set(re.findall(r"/yw/\d{6}/t\S+?html", last))
    assert visit("site01", "/yw/index_5.html").status_code == 404


@pytest.mark.parametrize("day", [datetime(2026, 3, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, 17, tzinfo=UTC)])
def test_the_newest_item_is_of_yesterday_in_shanghai(visit: Visit, day: datetime):
    with frozen(day):
        page = visit("site01").text
        yesterday = today() - timedelta(days=1)

    assert max(re.findall(r"\d{4}-\d\d-\d\d", page)) == yesterday.isoformat()


def test_an_article_stays_at_its_address_as_days_go_by(visit: Visit):
    with frozen(datetime(2026, 3, 1, 4, tzinfo=UTC)):
        path = BeautifulSoup(visit("site01").text, "lxml").select_one("h3 a")["href"]
        before = visit("site01", path).text
    with frozen(datetime(2026, 9, 1, 4, tzinfo=UTC)):
        after = visit("site01", path)

    assert after.status_code == 200
    assert after.text == before


@pytest.mark.parametrize(
    "path", ["/yw/202602/t20260299_123456.html", "/yw/209901/t20990101_123456.html", "/nothing/", "/yw/x/t"]
)
def test_what_was_never_published_is_not_found(visit: Visit, path: str):
    assert visit("site01", path).status_code == 404


def test_a_gbk_site_sends_gbk_and_says_so_in_the_page_alone(visit: Visit):
    answer = visit("site05")

    assert "charset" not in answer.headers["content-type"]
    assert 'charset="gbk"' in answer.content.decode("gbk")
    assert site_list()[4].name in answer.content.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


def test_a_chinese_address_on_a_gbk_page_is_asked_for_in_utf_8(visit: Visit):
    assert visit("site05", quote(ATTACHMENT, encoding="utf-8")).status_code == 200
    assert visit("site05", quote(ATTACHMENT, encoding="gbk")).status_code == 404


def test_a_healthy_https_site_is_trusted_through_the_demo_sites_authority(visit: Visit):
    assert visit("site02").status_code == 200
