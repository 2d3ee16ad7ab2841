import pytest

from core.common.text import LANGUAGES, Language, catalogue
from core.registry.kinds import keys_of, kind_name, kinds

GROUPS = {"wechat", "weibo", "toutiao", "app", "other"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_and_report_group_has_a_name(language: Language) -> None:
    names = catalogue(language)
    for kind in kinds().values():
        assert names[f"kind.{kind.key}"]
        assert not kind.report or names[f"kind.report.{kind.report}"]


def test_accounts_have_a_report_group_and_websites_none() -> None:
    assert {kinds()[key].report for key in keys_of("website")} == {""}
    assert {kinds()[key].report for key in keys_of("account")} == GROUPS


def test_a_kind_that_is_no_longer_known_keeps_its_key() -> None:
    assert kind_name("gopher") == "gopher"
