"""A person's word on the office's own indicators, from the forms to the tab's verdict."""

from inspect import getsource
from pathlib import Path
from textwrap import dedent

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Actor, Role
from core.common import clock
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, t, use_language
from core.common.vocabulary import JudgedAs
from core.rules import office_words
from core.rules.evidence_files import File
from core.rules.office_judging import Seen, judge, withdraw
from db.models import OfficeJudgement
from tests.pages.pages import CHINESE, opened, words
from tests.pages.test_issues import submit
from tests.pages.test_work import a_picture
from tests.rows import all_of

CHIEF = Actor("Chief", Role.SUPERVISOR)
YEAR = clock.today().year - 1


def script(year: int, key: str) -> None:
    """The box of one indicator, and below it the form that may be used now."""
    from core.rules import supervision
    from core.rules.office_judging import Seen
    from pages.rules.office_judgement import judge_form, withdraw_form, word_box
    from pages.shell.language import apply_language

    apply_language()
    office = supervision.verdict_on_office(year)
    word_box(office, key)
    last = office.words.get(key)
    seen = Seen(year, key, last.version if last else 0)
    withdraw_form(seen) if last and last.judged_as else judge_form(seen, office.rules.indicator[key])


def drawn(key: str = "K-V1", language: Language = "zh") -> AppTest:
    source = f"{dedent(getsource(script))}\nscript({YEAR}, {key!r})"
    app = AppTest.from_string(source, default_timeout=30)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def said() -> list[tuple[str, str | None, int, str]]:
    return [(row.indicator, row.judged_as, row.faults, row.reason) for row in all_of(OfficeJudgement)]


def result(key: str) -> tuple[str, str]:
    """What the tab's table says of an indicator: its result, and who judged."""
    frame = opened("rules", part="office", year=str(YEAR)).dataframe[0].value
    row = frame[frame["0"] == key].iloc[0]
    return row["1"], row["4"]


def test_a_word_is_entered_taken_back_and_put_back_and_the_tab_follows(database: Path) -> None:
    assert result("K-V1") == ("未检查", "尚无结论")
    app = drawn()
    app.radio(key="office-judged-as").set_value(JudgedAs.MET)
    app.text_area(key="office-reason").set_value("通报未列入")
    submit(app)
    assert said() == [("K-V1", "met", 1, "通报未列入")]
    assert result("K-V1") == ("符合", "人工判定 · 值班员")
    app = drawn()
    app.text_area(key="office-withdraw-form-why").set_value("看错")
    submit(app)
    assert result("K-V1") == ("未检查", "尚无结论")
    drawn().button(key="office-back").click().run()
    assert result("K-V1") == ("符合", "人工判定 · 值班员")
    assert [row.judged_as for row in office_words.history(YEAR, "K-V1")] == ["met", None, "met"]


def test_nothing_chosen_or_no_grounds_is_a_sentence_and_enters_nothing(database: Path) -> None:
    app = drawn()
    submit(app)
    assert [error.value for error in app.error] == [t("office.choose_one")]
    app.radio(key="office-judged-as").set_value(JudgedAs.FAILED)
    submit(app)
    assert [error.value for error in app.error] == [t("rule.refused.reason_missing")]
    assert said() == []


def test_the_faults_of_the_ledger_are_asked_for_and_of_a_veto_not(database: Path) -> None:
    assert [box.key for box in drawn("K-V2").number_input] == []
    app = drawn("K-D1")
    app.radio(key="office-judged-as").set_value(JudgedAs.FAILED)
    app.number_input(key="office-faults").set_value(3)
    app.text_area(key="office-reason").set_value("纸质台账")
    submit(app)
    assert said() == [("K-D1", "failed", 3, "纸质台账")]
    assert t("office.faults", n=3) in "\n".join(words(drawn("K-D1")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_said_what_when_and_on_what_evidence_is_shown_with_all_that_was_said(
    database: Path, language: Language
) -> None:
    use_language(language)
    empty = words(drawn(language=language))
    assert t("office.unsaid") in empty
    judge(Seen(YEAR, "K-V1"), JudgedAs.FAILED, reason="first", file=File("a.png", a_picture()), actor=CHIEF)
    withdraw(Seen(YEAR, "K-V1", 1), reason="second", actor=CHIEF)
    judge(Seen(YEAR, "K-V1", 2), JudgedAs.EXEMPT, reason="third", actor=CHIEF)
    app = drawn(language=language)
    reported = "\n".join(words(app))
    assert all(each in reported for each in ("Chief", "first", "second", "third", t("office.taken_back")))
    assert f"{YEAR}-12-31" in reported
    assert [box.label for box in app.expander] == [t("office.history", n=3)]
    assert len(app.get("download_button")) == 1
    if language == "en":
        assert [word for word in (*words(app), *empty) if CHINESE.search(word)] == []


def test_a_leader_reads_the_word_and_finds_no_button(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()
    assert t("office.unsaid_leader") in words(drawn())
    judge(Seen(YEAR, "K-V1"), JudgedAs.MET, reason="通报未列入", actor=CHIEF)
    app = drawn()
    assert "通报未列入" in "\n".join(words(app))
    assert not {"office-judge", "office-withdraw", "office-back"} & {button.key for button in app.button}
