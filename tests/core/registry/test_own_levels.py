"""A level that an office counts by in its own words: kept once, then known to files, forms and filters."""

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import RegistryRefused
from core.common.text import catalogue, use_language
from core.notices.draft import faults, read_draft
from core.registry import own_levels
from core.registry.exporting import registry_csv
from core.registry.fields import fields, fold, level_word, value_words, word_of
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.learned import all_words, learn, learned, unlearn
from core.registry.importing.plan import Options, Plan
from core.registry.importing.reading import RegistryFile, read_file, tables_of
from core.registry.importing.template import template_xlsx
from core.registry.importing.undo import undo
from core.registry.importing.wording import level_sentences
from core.registry.level_and_category import level_name
from core.registry.level_naming import name_levels
from core.registry.search import Filter, search
from db.models import Channel
from pages.components.rule_labels import value
from tests.core.imports.files import a_book
from tests.core.notices.places import Medium, by_names, draft, settle
from tests.rows import NOON, a_unit, all_of

OFFICE = Actor("王某", Role.SUPERVISOR)
HEAD = ["平台名称", "平台类型", "行政层级", "开办单位", "账号"]
DATA = a_book(HEAD, ["示例甲", "微博", "旗县市", "示例局", "a"], ["示例乙", "微博", "市级", "示例局", "b"])


@pytest.fixture(autouse=True)
def fresh():
    own_levels.forget()
    yield
    own_levels.forget()


def test_a_level_is_offered_kept_and_known_everywhere(either_database):
    a_unit(name="示例局")
    plan = dry_run(read_file(DATA, "台账.xlsx", learned()), Options())
    (question,) = plan.questions
    assert (question.field, question.word, question.options[-1]) == ("level", "旗县市", "旗县市")
    learn({("level", "旗县市"): "旗县市"}, actor=OFFICE)
    file = read_file(DATA, "台账.xlsx", learned())
    plan = dry_run(file, Options())
    assert (plan.counts, plan.questions) == ({"add": 2}, ())
    apply(file, Options(), seen=plan.fingerprint(), actor=OFFICE)
    assert sorted(one.level for one in all_of(Channel)) == ["city", "旗县市"]
    assert fields()["level"].options[-1] == "旗县市"
    assert value_words("level")["旗县市"] == level_name("旗县市") == word_of(fields()["level"], "旗县市")
    assert [row.name for row in search(Filter(level="旗县市")).rows] == ["示例甲"]
    with pytest.raises(RegistryRefused, match="有 1 个平台的层级是“旗县市”"):
        unlearn([one.id for one in all_words()], actor=OFFICE)


@pytest.mark.parametrize("word", ["", "123", "一个比任何层级都长得多的层级名称吧"])
def test_what_is_no_level_is_not_kept_as_one(database, word):
    with pytest.raises(RegistryRefused):
        learn({("level", word): word}, actor=OFFICE)
    with pytest.raises(RegistryRefused):
        learn({("category", "旗县网站"): "旗县网站"}, actor=OFFICE)


# An office's word for a level that everybody has, and what a person had to say of it first.
WORDS = [
    ("镇街", "township", {}),
    ("街镇", "township", {}),
    ("镇（街道）", "township", {}),
    ("街道（园区）", "township", {}),
    ("乡镇、街道", "township", {}),
    ("乡（镇）", "township", {}),
    ("县（市）", "county", {}),
    ("县（市、区）", "county", {}),
    ("区（市）县", "county", {}),
    ("区县", "county", {}),
    ("区级", "county", {}),
    ("地市", "city", {}),
    ("市（州）", "city", {}),
    ("市直部门", "city", {("level", "市直部门"): "city"}),
    ("省（市）", "province", {}),
    ("省直", "province", {("level", "省直"): "province"}),
    ("自治区级", "province", {}),
    ("中央", "country", {}),
]


def a_register(*words: str) -> bytes:
    return a_book(HEAD, *([f"示例{n}", "微博", word, "示例局", f"a{n}"] for n, word in enumerate(words)))


def planned(data: bytes, **options: bool) -> tuple[RegistryFile, Options, Plan]:
    name = "台账.xlsx" if data.startswith(b"PK") else "台账.csv"
    file, chosen = read_file(data, name, learned()), Options(**options)
    return file, chosen, dry_run(file, chosen)


def imported(data: bytes, **options: bool) -> int:
    file, chosen, plan = planned(data, **options)
    return apply(file, chosen, seen=plan.fingerprint(), actor=OFFICE)


def shown(level: str) -> str:
    return word_of(fields()["level"], level)


@pytest.mark.parametrize(("word", "level", "said"), WORDS)
def test_the_word_of_a_register_is_what_everything_prints_once_imported(database, word, level, said):
    a_unit(name="示例局")
    learn(said, actor=OFFICE)
    usual, data = shown(level), a_register(word, word)
    _, _, plan = planned(data)
    assert (plan.level_names, plan.questions, shown(level)) == ({level: word}, (), usual)
    assert f"“{usual}”在文件中一律写作“{word}”（2 行）" in level_sentences(plan)[0]
    imported(data)
    assert [one.level for one in all_of(Channel)] == [level] * 2
    everywhere = [shown(level), level_name(level), level_word(level)]
    assert [*everywhere, value("scope.levels", [level])] == [word] * 4
    assert {value_words("level")[fold(one)] for one in (word, usual, level)} == {level}
    exported = registry_csv(Filter())
    assert exported.decode("utf-8-sig").count(word) == 2
    assert word in str(tables_of(template_xlsx(), "x.xlsx").tables)
    for again in (data, exported):
        assert (planned(again)[2].counts, planned(again)[2].level_words) == ({"same": 2}, ())
    use_language("en")
    assert shown(level) == catalogue("en")[f"field.level.{level}"]


def test_a_register_with_several_words_for_a_level_leaves_its_name(database):
    a_unit(name="示例局")
    data = a_register("镇街", "乡镇", "镇街", "区县级", "市级", "地市级")
    _, _, plan = planned(data)
    assert (plan.level_names, level_sentences(plan)) == (
        {},
        [
            "“市级”在文件中有几种写法：“市级”（1 行）、“地市级”（1 行）。读取时照认，这一层级仍称“市级”。",
            "“乡镇（街道）级”在文件中有几种写法：“镇街”（2 行）、“乡镇”（1 行）。读取时照认，"
            "这一层级仍称“乡镇（街道）级”。",
        ],
    )
    imported(data)
    assert (shown("township"), own_levels.names()) == ("乡镇（街道）级", {})


def test_words_of_two_sorts_for_one_level_are_asked_about_and_counted_apart_if_wanted(database):
    a_unit(name="示例局")
    data = a_register("镇", "街道", "镇", "县级", "县区级", "乡镇（街道）")
    _, _, plan = planned(data)
    asked = {(one.word, one.taken, one.options, one.count) for one in plan.questions}
    assert asked == {
        (word, "township", ("township", word), count) for word, count in (("镇", 2), ("街道", 1))
    }
    assert plan.counts == {"add": 6}, "nobody has to answer"
    learn({("level", "镇"): "township", ("level", "街道"): "街道"}, actor=OFFICE)
    assert planned(data)[2].questions == ()
    imported(data)
    assert sorted(one.level for one in all_of(Channel)) == ["county"] * 2 + ["township"] * 3 + ["街道"]
    assert planned(registry_csv(Filter()))[2].counts == {"same": 6}


def test_a_word_with_and_without_its_last_letter_is_one_word(database):
    a_unit(name="示例局")
    assert planned(a_register("县市", "县市级", "县市"))[2].level_names == {"county": "县市"}


def test_the_name_of_a_register_can_be_declined_taken_back_and_edited(either_database):
    a_unit(name="示例局")
    data = a_register("镇街", "镇 街", "区级")
    imported(data, level_names=False)
    assert own_levels.names() == {}
    batch = imported(data)  # nothing else is new
    assert own_levels.names() == {"township": "镇街", "county": "区级"}
    assert planned(a_register("街镇"))[2].level_names == {}, "a name once kept stays"
    undo(batch, actor=OFFICE)
    assert (own_levels.names(), shown("township")) == ({}, "乡镇（街道）级")
    batch = imported(data)
    name_levels({"township": " 街道 ", "city": "市本级", "province": "省级"}, actor=OFFICE)
    undo(batch, actor=OFFICE)
    assert own_levels.names() == {"township": "街道", "city": "市本级"}, "what a person wrote stays"
    name_levels({"township": "", "city": ""}, actor=OFFICE)
    assert own_levels.names() == {}


@pytest.mark.parametrize(
    ("level", "name"),
    [("township", "市级"), ("township", "city"), ("city", "12"), ("city", "——"), ("city", "长" * 17)]
    + [("city", "旗县市"), ("city", "镇街"), ("旗县市", "旗县")],
)
def test_a_name_that_is_another_level_or_none_is_refused(database, level, name):
    learn({("level", "旗县市"): "旗县市"}, actor=OFFICE)
    name_levels({"township": "镇街"}, actor=OFFICE)
    with pytest.raises(RegistryRefused):
        name_levels({level: name}, actor=OFFICE)
    assert own_levels.names() == {"township": "镇街"}
    with pytest.raises(RegistryRefused):
        learn({("level", "镇街"): "镇街"}, actor=OFFICE)


def test_a_notice_prints_the_names_of_the_office_and_checks_its_numbers_behind_them(database):
    names = {"city": "市直部门", "county": "县（市）", "township": "街道（园区）"}
    name_levels(names, actor=OFFICE)
    with clock.frozen(NOON):
        websites = Medium(12, failed=3, named={"level": {"city": 5, "county": 4, "township": 3}})
        made = read_draft(draft(settle(websites, Medium(0))))
        body = "\n".join(one["body"] for one in made.paper.sections)
        for name in names.values():
            assert name in body
        assert not [usual for usual in ("市级", "区县级", "乡镇（街道）级") if usual in body]
        assert faults(made) == by_names(made) == ()
        wrong = body.replace("县（市）4个", "县（市）7个")
        assert wrong != body
        assert "7个" in [one.typed for one in faults(made, [{"heading": "", "body": wrong}])]
