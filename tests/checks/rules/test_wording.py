"""Wrong words on real pages: what is reported of them, what is left alone, and where is looked again."""

from checks.rules import wording
from core.common.outcome import Outcome, Report, Target
from core.rules import RuleSet, rule_set
from core.wording.entry import Entry, WordList
from tests.checks.web import fetcher, page, routes, serving

RULES = rule_set()


def read(
    answers: dict[str, bytes],
    rules: RuleSet = RULES,
    *,
    seen: tuple[tuple[str, str], ...] = (),
    words: tuple[Entry, ...] = (),
) -> Report:
    with serving(routes(answers)) as server:
        before = tuple((key, server.url(path)) for key, path in seen)
        target = Target(7, "示例", server.url(), seen={"wording": before}, words=words)
        return wording.check(target, fetcher=fetcher(server), rules=rules)


def lenient() -> RuleSet:
    """The rule set with unsure words reported as suspected."""
    numbers = {**RULES.check["wording"].thresholds, "doubtful": 0.6}
    check = RULES.check["wording"].model_copy(update={"thresholds": numbers})
    return RULES.model_copy(update={"check": {**RULES.check, "wording": check}})


def test_a_wrong_word_is_shown_with_its_sentence_a_suggestion_and_the_lists_it_stands_in():
    report = read({"/": page("<p>第一句。我区己经完成整改！</p>")})
    (problem,) = report.problems
    assert (report.outcome, problem.confidence) == (Outcome.PROBLEM, 0.95)
    assert problem.detail["sentence"] == problem.piece == "我区己经完成整改！"
    assert (problem.detail["found"], problem.detail["suggestion"]) == ("己经", "已经")
    assert report.evidence["lists"] == "2026.2"


def test_one_sentence_on_several_pages_is_one_finding_that_names_them():
    body = page("<a href='/yw/'>要闻动态栏目</a><p>我区己经完成整改！</p>")
    report = read({"/": body, "/yw/": body})
    (problem,) = report.problems
    assert len(problem.detail["addresses"]) == 2


def test_words_of_neighbours_in_a_menu_are_no_word():
    assert read({"/": page("<ul><li>自己</li><li>经济</li></ul><p>己</p><p>经</p>")}).outcome is Outcome.OK


def test_what_is_not_sure_is_off_until_the_rule_set_wants_it():
    home = {"/": page("<p>他以经走了</p>")}
    assert read(home).outcome is Outcome.OK
    doubted = read(home, lenient())
    assert (doubted.outcome, doubted.problems, len(doubted.unsure)) == (Outcome.SUSPECT, (), 1)


def test_the_office_s_own_entries_and_its_ignored_phrases_count():
    home = {"/": page("<p>己经书店在渝都大道</p>")}
    own = (
        Entry(WordList.IGNORE, "己经书店"),
        Entry(WordList.WRONG, "渝都大道", "渝州大道"),
    )
    assert [one.detail["found"] for one in read(home, words=own).problems] == ["渝都大道"]
    assert [one.detail["found"] for one in read(home).problems] == ["己经"]


def test_a_personal_number_beside_a_wrong_word_is_masked_in_the_evidence():
    report = read({"/": page("<p>张三己经登记，身份证号11010519491231002X。</p>")})
    (problem,) = report.problems
    assert "19491231" not in str(problem)


def test_a_page_that_is_in_no_list_any_more_is_looked_at_again():
    old = page("<p>我区己经完成整改！</p>")
    assert read({"/": page("<p>首页</p>"), "/old": old}).outcome is Outcome.OK
    again = read({"/": page("<p>首页</p>"), "/old": old}, seen=(("wrong:1", "/old"),))
    assert [one.address[-4:] for one in again.problems] == ["/old"]
    mended = read({"/": page("<p>首页</p>"), "/old": page("<p>已经</p>")}, seen=(("wrong:1", "/old"),))
    assert (mended.outcome, mended.unsure) == (Outcome.OK, frozenset())


def test_a_page_that_cannot_be_read_again_is_neither_wrong_nor_mended():
    home = page("<p>首页</p>")
    broken = read({"/": home, "/old": page("", status="500 No")}, seen=(("wrong:1", "/old"),))
    assert (broken.outcome, broken.unsure) == (Outcome.SUSPECT, {"wrong:1"})
    assert read({"/": home}, seen=(("wrong:1", "/gone"),)).outcome is Outcome.OK
