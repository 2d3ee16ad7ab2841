"""What the corpus of samples cannot say: places, confidence, masking, fingerprints, laziness."""

import json
from datetime import date

import pytest

from checks.page import (
    Page,
    State,
    as_json,
    mask,
    official,
    open_page,
    registered,
    same_site,
    similarity,
)
from checks.page.fingerprint import Fingerprint, fingerprint
from checks.page.numbers import is_id, luhn
from tests.checks.page.corpus import opened, samples

URL = "http://www.example.gov.cn/"
PROVINCES = (11, 50)
TODAY = date(2026, 11, 23)


def page_of(html: str, url: str = URL) -> Page:
    return open_page(html.encode(), url, content_type="text/html; charset=utf-8", today=TODAY)


def test_a_fact_says_where_it_was_found_and_how_sure_it_is():
    page = page_of("<div id='a'><h1>关于开展检查的通知</h1><p class='t'>发布时间：2026-11-03</p></div>")
    assert page.published is not None
    assert page.published.where == "div#a > p.t"
    assert page.published.how == "label"
    assert page.published.confidence == 0.95


def test_a_page_tag_that_the_page_contradicts_is_doubted():
    page = page_of("<meta name='PubDate' content='2026-11-20 08:00'><h1>通知</h1><p>发布时间：2026-03-03</p>")
    assert page.published is not None
    assert (page.published.how, page.published.confidence) == ("tag-contradicted", 0.6)


def test_a_mark_says_where_it_was_found():
    mark = page_of("<div class='foot'><p>渝ICP备05003300号</p></div>").marks["icp"]
    assert (mark.state, mark.where) == (State.PRESENT, "body > div.foot > p")
    assert mark.confidence > 0.9


def test_a_mark_in_an_article_beside_a_foot_is_doubted():
    mark = page_of("<p>某网站主办单位：示例局</p><div class='foot'>渝ICP备05003300号</div>").marks["sponsor"]
    assert mark.confidence <= 0.5


@pytest.mark.parametrize("sample", samples("personal"), ids=lambda sample: sample["name"])
def test_no_unmasked_number_leaves_the_reader(sample):
    page = opened(sample, "personal")
    text = json.dumps([each.masked + each.where + each.label for each in page.personal])
    for number in ("500106199003071238", "11010519491231002X", "13812345678", "6222023100012345679"):
        assert number not in text
    if page.personal:
        assert "500106199003071238" not in json.dumps(as_json(page))
        assert "6222023100012345679" not in json.dumps(as_json(page))


def test_text_and_title_of_the_report_are_masked():
    number = "500106199003071238"
    page = page_of(f"<title>张某{number}</title><p>身份证号 {number}，电话 13812345678，已经审核。</p>"
                   f"<a href='/x.jsp?id={number}'>张某 {number} 详情请看</a>")  # fmt: skip
    text = json.dumps(as_json(page))
    assert number not in text
    assert "13812345678" not in text


def test_masking_leaves_addresses_and_dates_alone():
    assert mask("2026-11-03 http://a.cn/info/13812345678.html 023-65100000") == (
        "2026-11-03 http://a.cn/info/13812345678.html 023-65100000"
    )


def test_masking_knows_full_width_digits():
    assert "１３８" not in mask("手机１３８１２３４５６７８")


def test_identity_numbers_are_proved_by_their_check_digit():
    assert is_id("11010519491231002X", PROVINCES, TODAY)
    assert not any(is_id(f"11010519491231002{d}", PROVINCES, TODAY) for d in range(10))


def test_a_wrong_digit_in_a_card_is_seen():
    assert luhn("6222023100012345679")
    assert not any(luhn(f"622202310001234567{d}") for d in range(9))


def test_the_same_text_has_the_same_fingerprint_whatever_its_counters_say():
    assert fingerprint("访问量 12 全区会议") == fingerprint("访问量 99 全区  会议")


def test_similarity_is_close_to_the_share_of_common_shingles():
    one = "".join(chr(0x4E00 + n * 7 % 5000) for n in range(3000))
    other = one[:1500] + "".join(chr(0x6E00 + n * 11 % 5000) for n in range(1500))
    shingles = [{text[i : i + 4] for i in range(len(text) - 3)} for text in (one, other)]
    true = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
    assert similarity(fingerprint(one), fingerprint(other)) == pytest.approx(true, abs=0.13)


def test_a_replaced_page_is_far_from_what_it_was_and_a_new_article_is_not():
    rows = [
        f"全区第{'一二三四五六七八九十'[n % 10]}次{'经济安全教育卫生水利'[n % 10]}工作会议召开部署"
        for n in range(40)
    ]
    home, next_day, replaced = (
        "".join(rows),
        "".join(["新的一篇文章今天发布"] + rows[:-1]),
        "真人娱乐注册" * 60,
    )
    assert similarity(fingerprint(home), fingerprint(next_day)) > 0.8
    assert similarity(fingerprint(home), fingerprint(replaced)) < 0.05


def test_a_fingerprint_survives_being_kept_as_text():
    sketch = fingerprint("全区经济工作会议召开")
    assert Fingerprint.from_text(sketch.to_text()) == sketch


def test_nothing_is_parsed_before_a_fact_is_asked_for():
    page = page_of("<p>正文</p>")
    assert "tree" not in vars(page)
    assert page.references == ()
    assert "outline" not in vars(page)


def test_a_planted_link_says_how_it_is_hidden_and_which_words_decided():
    (found,) = page_of("<p style='text-indent:-999px'><a href='http://k8s88.com/'>百家乐</a></p>").planted
    assert (found.hidden, found.words, found.sure) == ("off-screen", ("百家乐",), True)


def test_one_hidden_foreign_link_of_an_ordinary_name_is_left_alone():
    assert page_of("<p style='display:none'><a href='http://sample.com/'>示例旅游网</a></p>").planted == ()


def test_registered_domains_know_the_suffixes_of_the_country():
    assert registered("zwgk.spb.gov.cn") == "spb.gov.cn"
    assert registered("127.0.0.1") == "127.0.0.1"
    assert same_site("http://a.example.com.cn/", "https://b.example.com.cn/x")
    assert not same_site("http://a.com.cn/", "http://b.com.cn/")
    assert official("www.spb.gov.cn")
    assert not official("www.gov.cn.example.com")
