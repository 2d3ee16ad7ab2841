"""What people type becomes a value, or a sentence that says why not."""

from datetime import date

import pytest

from core.common.text import use_language
from core.registry.validate import check, missing, read_all


def faults(kind: str = "website", **raw: object) -> list[tuple[str, str]]:
    values, wrong = read_all(raw)
    return [(one.field, one.name) for one in (*wrong, *check(values, kind))]


@pytest.mark.parametrize("code", ["5001060001", "bm01000001", "５００１０６０００１", " 5001060001 "])
def test_a_site_code_has_ten_digits_or_bm_and_eight(code):
    assert faults(site_code=code) == []


@pytest.mark.parametrize("code", ["500106000", "50010600011", "bm0100001", "BX01000001"])
def test_anything_else_is_no_site_code(code):
    assert faults(site_code=code) == [("site_code", "site_code")]


def test_a_site_code_begins_with_a_division_that_exists():
    assert faults(site_code="9901060001") == [("site_code", "division")]


@pytest.mark.parametrize("icp", ["渝ICP备12345678号-1", "渝icp备12345678号", "渝ＩＣＰ备 12345678 号－12"])
def test_an_icp_filing_is_recognised_however_it_is_spaced(icp):
    assert faults(icp=icp) == []


def test_a_licence_is_no_filing():
    assert faults(icp="渝ICP证12345678号") == [("icp", "icp_licence")]


def test_a_police_filing_has_fourteen_digits_and_a_division():
    assert faults(police="渝公网安备 50010602500001号") == []
    assert faults(police="渝公网安备 5001060250000号") == [("police", "police")]
    assert faults(police="渝公网安备 99010602500001号") == [("police", "division")]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("WWW.Example.gov.cn", "http://www.example.gov.cn/"),
        ("https://例子.中国/a?b=1", "https://例子.中国/a?b=1"),
        ("ｗｗｗ．ｅｘａｍｐｌｅ．ｇｏｖ．ｃｎ", "http://www.example.gov.cn/"),
        ("www.example.gov.cn:8080/x", "http://www.example.gov.cn:8080/x"),
        ("http://127.0.0.1:8700/", "http://127.0.0.1:8700/"),
    ],
)
def test_an_address_is_made_whole(typed, stored):
    assert read_all({"url": typed})[0] == {"url": stored}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ftp://example.gov.cn/", "url_scheme"),
        ("javascript:alert(1)", "url_scheme"),
        ("http://user:secret@example.gov.cn/", "url_user"),
        ("http://", "url"),
        ("http://a b.cn/", "url"),
        ("http://example.cn\\@evil.cn/", "url"),
        ("http://[::1", "url"),
        ("gov", "url"),
    ],
)
def test_what_is_no_address_is_refused(typed, why):
    assert faults(url=typed) == [("url", why)]


@pytest.mark.parametrize(
    "typed",
    ["2019-04-15", "2019/4/15", "2019.4.15", "2019年4月15日", 20190415, 43570, "２０１９－０４－１５"],
)
def test_days_are_read_as_spreadsheets_write_them(typed):
    assert read_all({"entered_on": typed})[0] == {"entered_on": date(2019, 4, 15)}


def test_a_day_that_does_not_exist_is_refused():
    assert faults(entered_on="2019-02-30") == [("entered_on", "day")]


def test_nothing_enters_the_registry_tomorrow(database):
    assert faults(entered_on="2999-01-01") == [("entered_on", "future")]


def test_a_code_that_became_a_date_or_lost_digits_is_not_guessed_at():
    assert faults(code=date(2019, 4, 1)) == [("code", "is_date")]
    assert faults(police=5.0010602500001e18) == [("police", "long_number")]


def test_numbers_of_a_spreadsheet_are_codes_again():
    assert read_all({"site_code": 5001060001.0})[0] == {"site_code": "5001060001"}


@pytest.mark.parametrize("typed", [3, 3.0, "3", "３", "三级", "第三级", "3级"])
def test_a_level_is_read_in_words_and_digits(typed):
    assert read_all({"mlps_level": typed})[0] == {"mlps_level": 3}


def test_a_field_of_another_kind_is_refused():
    assert faults("weibo", site_code="5001060001") == [("site_code", "not_for_kind")]


def test_required_fields_depend_on_the_kind():
    lacking = {one.field for one in missing({"name": "x"}, "website")}
    assert lacking == {"url", "kind", "unit"}
    assert "url" not in {one.field for one in missing({"name": "x"}, "weibo")}


def test_the_sentence_is_in_the_language_in_use():
    fault = check({"site_code": "1"}, "website")[0]
    assert str(fault) == "网站标识码应为 10 位数字，或 bm 加 8 位数字。"
    use_language("en")
    assert str(fault) == "Site code must be ten digits, or bm and eight digits."


@pytest.mark.parametrize("text", ["http://[half", "www.a.gov.cn, //[half", "http://\u2100"])
def test_a_host_that_is_half_an_address_is_refused(text):
    assert [field for field, _ in faults(domains=text)] == ["domains"]
