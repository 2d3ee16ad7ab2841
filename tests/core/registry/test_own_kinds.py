"""A kind of platform that an office adds: known at once to imports, filters, verdicts and reports."""

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.text import use_language
from core.registry import own_kinds
from core.registry.fields import fields, value_words
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.plan import Options
from core.registry.importing.reading import read_file
from core.registry.kind_editing import KindValues, add, edit, remove
from core.registry.kinds import keys_of, kind_name, kinds
from core.registry.search import Filter, search
from core.reporting.figures import figures_of
from core.rules.assess import verdicts
from db.models import AuditEntry, Channel
from tests.core.imports.files import a_book
from tests.rows import a_unit, all_of

OFFICE = Actor("王某", Role.SUPERVISOR)
VALUES = KindValues("渝快办号", "account", "Yukuai", ("渝快办", "渝快办账号"))


@pytest.fixture(autouse=True)
def fresh():
    own_kinds.forget()
    yield
    own_kinds.forget()


def test_a_file_with_the_offices_own_word_is_taken_in_filtered_judged_and_counted(either_database):
    a_unit(name="示例局")
    head = ["平台名称", "平台类型", "开办单位", "账号"]
    file = read_file(
        a_book(head, ["示例渝快办", "渝快办", "示例局", "sl"], ["旧", "微博", "示例局", "w"]), "台账.xlsx"
    )
    assert dry_run(file, Options()).counts == {"wrong": 1, "add": 1}
    key = add(VALUES, actor=OFFICE)
    plan = dry_run(file, Options())
    assert plan.counts == {"add": 2}
    apply(file, Options(), seen=plan.fingerprint(), actor=OFFICE)
    assert [one.kind for one in all_of(Channel)] == [key, "weibo"]
    assert [row.name for row in search(Filter(kind=key)).rows] == ["示例渝快办"]
    assert key in keys_of("account")
    assert kinds()[key].report == "other"
    assert {one.kind for one in verdicts()} == {key, "weibo"}
    figures = str(figures_of(clock.today()))
    assert "'other': 1" in figures, figures
    with pytest.raises(DomainError, match="1 个平台在用"):
        remove(key, actor=OFFICE)
    with pytest.raises(DomainError, match="1 个平台在用"):
        edit(key, KindValues("渝快办号", "website"), actor=OFFICE)


def test_it_has_a_name_in_both_languages_and_its_words_can_be_corrected(database):
    key = add(VALUES, actor=OFFICE)
    assert kind_name(key) == "渝快办号"
    use_language("en")
    assert kind_name(key) == "Yukuai"
    edit(key, KindValues("渝快办", "app", "", ("渝快",)), actor=OFFICE)
    assert (kind_name(key), kinds()[key].report, value_words("kind").get("渝快")) == ("渝快办", "app", key)
    assert "渝快办账号" not in value_words("kind")
    remove(key, actor=OFFICE)
    assert (key in kinds(), key in fields()["kind"].options, kind_name(key)) == (False, False, key)
    assert [one.action for one in all_of(AuditEntry)] == ["create", "edit", "remove"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (KindValues("微博", "account"), "微博"),
        (KindValues("新平台", "account", "", ("新浪微博",)), "新浪微博"),
        (KindValues(" ", "account"), "名称"),
        (KindValues("新" * 41, "account"), "40"),
        (KindValues("新平台", "paper"), "大类"),
    ],
)
def test_what_means_another_kind_or_nothing_is_refused(database, values, said):
    with pytest.raises(DomainError, match=said):
        add(values, actor=OFFICE)
    assert len(own_kinds.known()) == 0
