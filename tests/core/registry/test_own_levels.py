"""A level that an office counts by in its own words: kept once, then known to files, forms and filters."""

import pytest

from core.access import Actor, Role
from core.common.errors import RegistryRefused
from core.notices.groups import level_name
from core.registry import own_levels
from core.registry.fields import fields, value_words, word_of
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.learned import all_words, learn, learned, unlearn
from core.registry.importing.plan import Options
from core.registry.importing.reading import read_file
from core.registry.search import Filter, search
from db.models import Channel
from tests.core.imports.files import a_book
from tests.rows import a_unit, all_of

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
