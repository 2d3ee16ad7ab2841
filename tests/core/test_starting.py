"""docs/starting.md, followed step by step: an office from an empty database to its first notice."""

import re
from collections.abc import Callable
from datetime import date

from core.access import Actor, Role
from core.common import clock
from core.common.vocabulary import IssueSource, JudgedAs, NoticeKind, Severity
from core.imports import apply as imports
from core.imports.kinds import kind_of
from core.imports.reading import read_office_file
from core.inspections import making, marking, results
from core.inspections.drawing import Scope
from core.inspections.marking import Seen as Line
from core.issues.entry import Entry, enter
from core.monitoring.account_lines import lines_of, matched
from core.monitoring.account_proofs import Seen, give_many
from core.monitoring.account_round import round_of
from core.notices.draft import read_draft
from core.notices.drafting import Wanted, begin
from core.notices.scope import examined_by, issues_of
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.learned import learn, learned
from core.registry.importing.owners import grid_is_empty
from core.registry.importing.plan import Options, Plan
from core.registry.importing.reading import RegistryFile, read_file
from db.models import AccountProof, Channel, Issue
from tests.core.imports.files import a_book
from tests.office_files import the_offices_own
from tests.rows import NOON, all_of
from tests.server import ROOT

SUPERVISOR = Actor("监管员", Role.SUPERVISOR)
BEGAN, FIRST, LAST = date(2025, 1, 1), date(2026, 7, 1), date(2026, 9, 30)
VETOES = ("V-W2", "V-W3")


class Office:
    """The office under way; each method is one step of the document, in its order."""

    def __init__(self) -> None:
        self.inspection = 0

    def _look(self) -> tuple[RegistryFile, Plan, Options]:
        options = Options(create_units=grid_is_empty(), since=BEGAN)
        file = read_file(the_offices_own(), "台账.xlsx", learned())
        return file, dry_run(file, options), options

    def take_in_the_register(self) -> None:
        _, plan, _ = self._look()
        assert plan.count("add") >= 195
        assert all(str(fault) for row in plan.rows for fault in row.faults)

    def confirm_the_doubtful_words_once(self) -> None:
        _, plan, _ = self._look()
        assert plan.questions
        learn({(one.field, one.word): one.taken for one in plan.questions}, actor=SUPERVISOR)
        assert self._look()[1].questions == ()

    def import_and_look_once_more(self) -> None:
        file, plan, options = self._look()
        apply(file, options, seen=plan.fingerprint(), actor=SUPERVISOR)
        assert self._look()[1].counts == {"same": 199}

    def go_through_the_accounts_nobody_can_read(self) -> None:
        accounts = round_of(SUPERVISOR).accounts
        pasted = "\n".join(f"2026-09-2{n % 10}\t{one.name}\t一条消息" for n, one in enumerate(accounts))
        lines = matched(lines_of(pasted), accounts)
        assert {line.doubt for line in lines} == {""}
        give_many([Seen(line.account.id, line.day) for line in lines], actor=SUPERVISOR)
        assert len(all_of(AccountProof)) == len(accounts) == round_of(SUPERVISOR).done > 170

    def enter_the_year_so_far(self) -> None:
        site = all_of(Channel)[0]
        said = Entry(
            "首页有错字", Severity.GENERAL, IssueSource.CONTENT, channel_id=site.id,
            opened_on=date(2026, 3, 10), settled_on=date(2026, 3, 20),
        )  # fmt: skip
        enter(said, actor=SUPERVISOR)
        assert all_of(Issue)[0].verified_on == date(2026, 3, 20)
        head = ["网站名称", "问题来源", "问题描述", "发现时间", "整改完成时间"]
        rows = [[site.name, "漏洞扫描", f"漏洞{n}", "2026年4月8日", "2026.4.20"] for n in range(20)]
        data = a_book(head, *rows, title="安全漏洞整改台账", below=["合计", 20])
        past = read_office_file(kind_of("issues"), data, "漏洞.xlsx", learned())
        plan = imports.dry_run(past, actor=SUPERVISOR)
        imports.apply(past, seen=plan.fingerprint(), actor=SUPERVISOR)
        assert len(all_of(Issue)) == 21

    def inspect(self) -> None:
        self.inspection = making.start(
            "三季度检查", Scope(kinds=("website", "subpage")), actor=SUPERVISOR, day=date(2026, 9, 1)
        )
        rows = results.checked(self.inspection)
        for row, broken in zip(rows, (VETOES, VETOES[:1]), strict=False):
            marking.mark(row.row_id, [Line(key) for key in broken], JudgedAs.FAILED, actor=SUPERVISOR)
        making.close(self.inspection, actor=SUPERVISOR, day=date(2026, 9, 25))

    def draft_the_notice(self) -> None:
        wanted = Wanted(
            NoticeKind.SUPERVISION, "三季度通报", FIRST, LAST, issue_ids=issues_of(self.inspection),
            examined=examined_by(self.inspection), inspection_id=self.inspection,
        )  # fmt: skip
        draft = read_draft(begin(wanted, actor=SUPERVISOR))
        figures = {key: one.words for key, one in draft.figures.items()}
        assert (figures["websites.examined"], figures["websites.failed"]) == ("18", "2")
        assert figures["problems.issues"] == "3"
        classes = [one.words for key, one in draft.figures.items() if key.startswith("websites.problem.")]
        assert sorted(classes) == ["1", "2"]
        text = "".join(section["body"] for section in draft.paper.sections)
        assert re.findall(r"[a-z_]{4,}|[1-9]-[a-z]+", text) == []


def test_the_steps_of_the_document_lead_from_nothing_to_a_notice(database):
    titles = re.findall(r"^## \d+\. (.+)$", (ROOT / "docs/starting.md").read_text("utf-8"), re.MULTILINE)
    office = Office()
    steps: list[Callable[[], None]] = [
        getattr(office, re.sub(r"[^a-z]+", "_", title.lower())) for title in titles
    ]
    assert len(steps) == 7
    with clock.frozen(NOON):
        for step in steps:
            step()
