"""What a person follows: kept once, found again, one's own only, put back after a slip."""

from collections.abc import Iterator

import pytest

from core.access import Actor, Role, kept_views
from core.common import clock
from core.common.errors import DomainError
from core.common.settings import settings
from core.common.text import use_language
from tests.rows import NOON

ZHANG = Actor("张女士", Role.STAFF, account_id=1)
LI = Actor("李先生", Role.SUPERVISOR, account_id=2)
NOBODY = Actor("值班员", Role.SUPERVISOR)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def refused(name: str, page: str = "issues", query: str = "due=overdue", actor: Actor = ZHANG) -> str:
    before = kept_views.views(actor)
    with pytest.raises(DomainError) as why:
        kept_views.keep(name, page, query, actor=actor)
    assert kept_views.views(actor) == before
    return why.value.key


def test_a_view_is_kept_once_and_renamed_where_it_is_kept_again(either_database: object) -> None:
    first = kept_views.keep("  逾期   问题 ", "issues", "due=overdue", actor=ZHANG)
    assert first.name == "逾期 问题"
    kept_views.keep("全部网站", "registry", "kind=website", actor=ZHANG)
    again = kept_views.keep("该催的", "issues", "due=overdue", actor=ZHANG)
    assert (again.id, [view.name for view in kept_views.views(ZHANG)]) == (first.id, ["该催的", "全部网站"])


def test_each_sees_and_removes_their_own_only(database: object) -> None:
    mine = kept_views.keep("逾期问题", "issues", "due=overdue", actor=ZHANG)
    kept_views.keep("逾期问题", "issues", "due=overdue", actor=LI)
    with pytest.raises(DomainError) as why:
        kept_views.remove(mine.id, actor=LI)
    assert "view_gone" in why.value.key
    assert kept_views.views(NOBODY) == ()
    # The same person in another role keeps it.
    assert kept_views.views(Actor("张女士", Role.LEADER, account_id=1)) == (mine,)


def test_where_nobody_signs_in_it_is_the_operators_in_either_language(
    database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_views.keep("逾期问题", "issues", "due=overdue", actor=NOBODY)
    use_language("en")
    assert len(kept_views.views(Actor("duty officer", Role.SUPERVISOR))) == 1
    monkeypatch.setenv("SUPERVISION_OPERATOR_NAME", "王女士")
    settings.cache_clear()
    assert kept_views.views(Actor("王女士", Role.SUPERVISOR)) == ()


def test_what_was_removed_by_a_slip_is_put_back(database: object) -> None:
    kept_views.keep("逾期问题", "issues", "due=overdue", actor=ZHANG)
    (gone,) = kept_views.views(ZHANG)
    assert kept_views.remove(gone.id, actor=ZHANG) == gone
    assert kept_views.views(ZHANG) == ()
    with clock.frozen(NOON.replace(year=NOON.year + 1)):
        back = kept_views.keep(gone.name, gone.page, gone.query, actor=ZHANG, kept_at=gone.kept_at)
    assert (back.name, back.query, back.kept_at) == (gone.name, gone.query, gone.kept_at)


def test_no_name_a_long_one_a_long_address_and_too_many_change_nothing(database: object) -> None:
    assert refused(" \n ").endswith("view_unnamed")
    assert refused("长" * 61).endswith("view_name_long")
    assert refused("长", query="q=" + "x" * 1000).endswith("view_too_long")
    for number in range(kept_views.MOST):
        kept_views.keep(f"{number}", "channel", f"id={number}", actor=ZHANG)
    assert refused("一个太多").endswith("views_full")
    # One that is there may still be renamed.
    assert kept_views.keep("新名", "channel", "id=3", actor=ZHANG).name == "新名"
