"""Finding wrong words: what is found, what is left alone, and where it stands."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wording.entry import Entry, shipped, shipped_version
from core.wording.find import Finder, one_slip
from core.wording.lists_in_use import finder_of, version_of
from db.models import WordList

SHIPPED = Finder(shipped())
ALL = Finder(shipped(), least=0)


def found(text: str, lists: Finder = SHIPPED) -> list[str]:
    return [hit.found for hit in lists.find(text)]


def test_a_wrong_word_is_found_with_its_sentence_and_what_is_right():
    (hit,) = SHIPPED.find("第一句。我区己经完成整改！第三句。")
    assert (hit.found, hit.suggestion, hit.start) == ("己经", "已经", 6)
    assert hit.sentence == "我区己经完成整改！"


@pytest.mark.parametrize(
    "text",
    [
        "他靠自己经营的小店致富",
        "社会主义意识形态",
        "坚持社会主意识形态",
        "消防讯息",
        "现予公布署名文章",
        "究竟争什么",
        "海拔打破纪录",
        "选拔付出",
        "自己经济独立",
        "检查院内消防设施",
        "汇报消防工作",
        "交通迅速恢复",
        "预防犯罪",
    ],
)
def test_a_word_that_is_right_in_its_context_is_left_alone(text):
    assert found(text, ALL) == []


def test_an_ignored_phrase_is_left_alone_but_the_word_elsewhere_is_not():
    lists = Finder([*shipped(), Entry(WordList.IGNORE, "己经书店")])
    assert found("己经书店己经开业", lists) == ["己经"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("人名政府", "人名政府"),
        ("國家人名政府", "人名政府"),
        ("人\u200b名政府", "人\u200b名政府"),
        ("營商環鏡", None),
    ],
)
def test_traditional_forms_and_invisible_marks_hide_nothing(written, read):
    assert found(written) == ([read] if read else [])


def test_full_width_letters_are_read_as_half_width_ones():
    assert found("请登录ＡＰＰ下栽", Finder([Entry(WordList.WRONG, "APP下栽", "APP下载")])) == ["ＡＰＰ下栽"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("点击我为政府网站纠错", ["我为政府网站纠错"]),
        ("点击我为政府网站找错", []),
        ("习近平新时代中国特社会主义思想", ["习近平新时代中国特社会主义思想"]),
        ("习近平新时代中国特色社会主义思相", ["习近平新时代中国特色社会主义思相"]),
        ("人类命共运同体", ["人类命共运同体"]),
        ("绿水青山就是是金山银山", ["绿水青山就是是金山银山"]),
        ("中国人民政治协商会议第十四届", []),
    ],
)
def test_a_name_that_must_be_exact_is_found_when_one_slip_away(text, wrong):
    assert found(text) == wrong


def test_what_is_not_sure_is_off_unless_asked_for():
    assert found("他以经走了") == []
    assert found("他以经走了", ALL) == ["以经"]


def test_an_entry_that_is_switched_off_finds_nothing():
    assert found("人名政府", Finder([Entry(WordList.WRONG, "人名政府", "人民政府", enabled=False)])) == []


def test_of_overlapping_words_the_longest_is_reported_once():
    lists = Finder([Entry(WordList.WRONG, "环镜", "环境"), Entry(WordList.WRONG, "营商环镜", "营商环境")])
    assert found("优化营商环镜", lists) == ["营商环镜"]


def test_nothing_to_look_for_and_nothing_to_read_find_nothing():
    assert found("己经", Finder([])) == []
    assert found("") == []


def test_a_page_made_of_nothing_else_ends_with_its_most():
    page = "己经人类命运共同体" * 20_000
    assert len(SHIPPED.find(page)) == 1000
    assert len(SHIPPED.find(page, most=5)) == 5


@given(
    st.lists(
        st.sampled_from(["己经", "已经", "自己经营", "部份", "\u200b", "。", "國", "人类命运共休", "a", " "]),
        max_size=40,
    )
)
def test_every_hit_stands_where_it_says(pieces):
    text = "".join(pieces)
    for hit in ALL.find(text):
        assert text[hit.start : hit.end] == hit.found
        assert hit.found not in ("已经", "自己经营")
    clean = text.replace("\u200b", "").replace("自己经营", "×").replace("己经营", "×")
    assert ALL.find(text) or "己经" not in clean.replace("自己经", "×")


@pytest.mark.parametrize("entry", shipped(), ids=lambda entry: entry.phrase)
def test_no_shipped_entry_calls_its_own_right_form_wrong(entry):
    assert found(entry.suggestion or "无", ALL) == []
    if entry.list is not WordList.EXACT:
        assert found(entry.phrase, ALL)
    for context in entry.unless:
        assert entry.phrase not in found(context, ALL)


def test_a_slip_is_one_change_exchange_insertion_or_deletion():
    assert one_slip("中华人名共和国", "中华人民共和国")
    assert one_slip("中华民人共和国", "中华人民共和国")
    assert one_slip("中华人民和国", "中华人民共和国")
    assert one_slip("中华人民共共和国", "中华人民共和国")
    assert not one_slip("中华人民共和国", "中华人民共和国")
    assert not one_slip("国务院办公室", "国务院办公厅")
    assert not one_slip("中华名人共合国", "中华人民共和国")


@pytest.mark.parametrize(
    "text",
    [
        "实现中华民族的伟大复兴",
        "绿水青山，就是金山银山",
        "绿水青山就是 金山银山",
        "全心全意地为人民服务",
        "构建人类命运的共同体",
        "我要为政府网站找错",
        "全面建成社会主义现代化强国",
    ],
)
def test_another_phrase_of_a_name_is_no_slip_of_it(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "激发韧性活力",
        "开发韧性城市",
        "毕竟聘请了专家",
        "究竟标准如何",
        "既将项目纳入计划又落实资金",
        "督导检查院感防控工作",
        "粮食按全年计划收购",
        "同时侯马市也参加",
        "申报消除隐患",
    ],
)
def test_words_that_only_meet_are_no_wrong_word(text):
    assert found(text) == []


def test_the_version_of_the_lists_changes_with_the_office_s_own_entries():
    own = (Entry(WordList.WRONG, "甲乙", "甲己"),)
    assert version_of(()) == shipped_version()
    assert version_of(own).startswith(f"{shipped_version()}+")
    assert version_of(own) != version_of((replace(own[0], right="甲已"),))


def test_an_own_entry_goes_before_the_shipped_one_of_its_phrase():
    off = Entry(WordList.WRONG, "己经", "已经", enabled=False)
    assert found("己经", finder_of((off,), least=0.9)) == []
    assert found("己经", finder_of((), least=0.9)) == ["己经"]
