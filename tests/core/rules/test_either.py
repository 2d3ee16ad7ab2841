"""Rule sets, judgements and word lists on both databases."""

from core.access import Actor, Role
from core.common import clock
from core.rules import assess, rule_set
from core.rules.editing import copy, save
from core.rules.judging import judge, withdraw
from core.rules.results import Grade, JudgedAs
from core.wording import editing, store
from core.wording.entry import Entry, WordList
from tests.rows import a_website

CHIEF = Actor("监管员", Role.SUPERVISOR)


def test_what_is_saved_is_in_force_judges_and_is_looked_for(either_database):
    draft = copy("example-local.1", key="district", name="本区指标", jurisdiction="本区", actor=CHIEF)
    save(draft, {"in_force_from": clock.today()}, note="", actor=CHIEF)
    assert (rule_set().version, rule_set().home_freshness.window_days) == ("district.2", 10)
    site = a_website(category="portal")
    word = judge(site, "V-W1", JudgedAs.FAILED, reason="严重表述错误", actor=CHIEF)
    assert assess.verdict_of(site).grade is Grade.FAILED
    withdraw(word, actor=CHIEF)
    assert assess.verdict_of(site).grade is Grade.UNJUDGED
    editing.save(Entry(WordList.WRONG, "沙平坝", "沙坪坝"), actor=CHIEF)
    editing.save(Entry(WordList.WRONG, "沙平坝", "沙坪坝", note="区名"), version=1, actor=CHIEF)
    assert [hit.suggestion for hit in store.finder().find("沙平坝区")] == ["沙坪坝"]
