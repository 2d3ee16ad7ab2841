"""The table of pages: what exists, where it stands in the sidebar, and who may open it.

A new page is one file in `pages/`, one line here, and its title in the catalogue `navigation`."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.access import Role
from core.common.text import has, t

PAGES = Path(__file__).resolve().parent.parent
# Written out so that a link to a page that does not exist is a fault of types, not of somebody's evening.
Key = Literal[
    "overview",
    "registry",
    "channel",
    "grid",
    "importing",
    "reconciliation",
    "census",
    "health",
    "accounts",
    "work",
    "issues",
    "verification",
    "inspection",
    "notices",
    "messages",
    "tasks",
    "records",
    "assessment",
    "report",
    "forms",
    "progress",
    "closing",
    "rule",
    "case",
    "frozen",
    "maintenance",
    "calendar",
    "reminders",
    "people",
    "audit",
    "checker",
]


@dataclass(frozen=True, slots=True)
class Page:
    """One screen. `url_path` never changes once published: links in notices point at it."""

    key: Key
    file: str
    icon: str
    section: str
    least: Role
    url_path: str

    @property
    def title(self) -> str:
        """Title in the language in use."""
        return t(f"navigation.pages.{self.key}")


# The parameter under which the first page learns that an address named no page.
UNKNOWN = "unknown"

TABLE: tuple[Page, ...] = (
    Page("overview", "overview/page.py", ":material/dashboard:", "overview", Role.LEADER, "overview"),
    Page("registry", "registry/page.py", ":material/account_tree:", "registry", Role.LEADER, "registry"),
    Page("channel", "channel/page.py", ":material/folder_open:", "registry", Role.LEADER, "channel"),
    Page("grid", "grid/page.py", ":material/lan:", "registry", Role.LEADER, "grid"),
    Page(
        "importing", "importing/page.py", ":material/upload_file:", "registry", Role.SUPERVISOR, "importing"
    ),
    Page(
        "reconciliation",
        "reconciliation/page.py",
        ":material/compare_arrows:",
        "registry",
        Role.LEADER,
        "reconciliation",
    ),
    Page("census", "census/page.py", ":material/fact_check:", "registry", Role.LEADER, "census"),
    Page("health", "health/page.py", ":material/monitor_heart:", "supervision", Role.LEADER, "health"),
    Page("accounts", "accounts/page.py", ":material/group:", "supervision", Role.STAFF, "accounts"),
    Page("work", "work/page.py", ":material/task:", "supervision", Role.LEADER, "work"),
    Page("issues", "issues/page.py", ":material/assignment_late:", "supervision", Role.LEADER, "issues"),
    Page(
        "verification",
        "verification/page.py",
        ":material/verified:",
        "supervision",
        Role.SUPERVISOR,
        "verification",
    ),
    Page(
        "inspection",
        "inspections/page.py",
        ":material/checklist_rtl:",
        "supervision",
        Role.LEADER,
        "inspections",
    ),
    Page("notices", "notices/page.py", ":material/campaign:", "supervision", Role.LEADER, "notices"),
    Page("messages", "messages/page.py", ":material/forum:", "supervision", Role.LEADER, "messages"),
    Page("tasks", "tasks/page.py", ":material/assignment_turned_in:", "supervision", Role.LEADER, "tasks"),
    Page("records", "records/page.py", ":material/edit_note:", "supervision", Role.LEADER, "records"),
    Page(
        "assessment", "assessment/page.py", ":material/leaderboard:", "supervision", Role.LEADER, "assessment"
    ),
    Page("report", "reports/page.py", ":material/description:", "supervision", Role.LEADER, "reports"),
    Page("forms", "forms/page.py", ":material/table_chart:", "supervision", Role.LEADER, "forms"),
    Page("progress", "progress/page.py", ":material/trending_up:", "supervision", Role.LEADER, "progress"),
    Page("closing", "closing/page.py", ":material/merge:", "supervision", Role.LEADER, "closing"),
    Page("rule", "rules/page.py", ":material/rule:", "supervision", Role.LEADER, "rules"),
    Page("case", "cases/page.py", ":material/checklist:", "supervision", Role.LEADER, "cases"),
    Page("frozen", "frozen/page.py", ":material/ac_unit:", "supervision", Role.LEADER, "months"),
    Page(
        "maintenance",
        "maintenance/page.py",
        ":material/construction:",
        "system",
        Role.STAFF,
        "maintenance",
    ),
    Page("calendar", "calendar/page.py", ":material/calendar_month:", "system", Role.LEADER, "calendar"),
    Page(
        "reminders", "reminders/page.py", ":material/notifications:", "system", Role.SUPERVISOR, "reminders"
    ),
    Page("people", "people/page.py", ":material/group:", "system", Role.AUDITOR, "people"),
    Page("audit", "audit/page.py", ":material/history:", "system", Role.AUDITOR, "audit"),
    Page("checker", "checker/page.py", ":material/travel_explore:", "system", Role.STAFF, "checker"),
)


def page(key: Key) -> Page:
    """The page called `key`. Raises `KeyError` when the table has none."""
    for entry in TABLE:
        if entry.key == key:
            return entry
    raise KeyError(key)


def allowed(role: Role) -> list[Page]:
    """The pages that `role` may open, in the order of the table."""
    return [entry for entry in TABLE if role.allows(entry.least)]


def sections(
    entries: Iterable[Page],
    menu: Collection[str],
    refused: Callable[[Page], None] | None = None,
    *,
    own: bool = False,
) -> dict[str, list[StreamlitPage]]:
    """`entries` for `st.navigation`: title of the section → its pages; those not in `menu` are hidden;
    `own`: in the words of the staff of one unit.

    Paths are absolute: relative ones would be looked for beside the entry script. At the address of any other
    page `refused` says so: Streamlit would in English only that there is none."""
    shown = list(entries)
    made: dict[str, list[StreamlitPage]] = {}
    if TABLE[0] not in shown and shown:
        # The bare address is that of the first page only, which these people may not open.
        made[""] = [
            st.Page(partial(_start, shown[0].file), title=shown[0].title, default=True, visibility="hidden")
        ]
    for section, group in groupby(shown, key=lambda entry: entry.section):
        made.setdefault(t(f"navigation.sections.{section}"), []).extend(
            _streamlit_page(entry, hidden=entry.key not in menu, own=own) for entry in group
        )
    if refused and shown:
        made.setdefault("", []).extend(
            st.Page(partial(refused, entry), title=entry.title, url_path=entry.url_path, visibility="hidden")
            for entry in TABLE[1:]
            if entry not in shown
        )
    return made


def _start(file: str) -> None:
    st.switch_page(str(PAGES / file))


def _streamlit_page(entry: Page, *, hidden: bool, own: bool) -> StreamlitPage:
    return st.Page(
        PAGES / entry.file,
        title=t(f"navigation.own.{entry.key}") if own and has(f"navigation.own.{entry.key}") else entry.title,
        icon=entry.icon,
        url_path=entry.url_path,
        default=entry is TABLE[0],
        visibility="hidden" if hidden else "visible",
    )
