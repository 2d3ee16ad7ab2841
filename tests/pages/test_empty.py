"""What a page says before there is anything: what to do, not that nothing matches."""

from pathlib import Path

import pytest

from core.common.settings import settings
from tests.pages.pages import opened
from tests.rows import a_website

SENTENCES = {
    "calendar": "没有更正过的日期。与当年放假安排不符时，点“更正日历”。",
    "inspections": "还没有检查任务。点“发起检查”，按范围或随机比例抽取平台。",
    "maintenance": "目前没有公告的维护时段。",
    "notices": "还没有通报。可从检查结果或勾选的问题起草。",
    "reminders": "还没有提醒对象。添加后，每个工作日收到一条汇总。",
}

# Pages that can say nothing true of channels while there is none.
ABOUT_CHANNELS = [
    "overview", "registry", "channel", "grid", "census", "health", "accounts", "work", "issues",
    "verification", "inspections", "notices", "messages", "progress", "closing", "cases", "frozen", "rules",
    "reports", "forms",
]  # fmt: skip


@pytest.mark.parametrize("key", SENTENCES)
def test_a_page_without_rows_says_what_to_do(database: Path, key: str) -> None:
    a_website()
    assert SENTENCES[key] in [info.value for info in opened(key).info]


@pytest.mark.parametrize("key", ABOUT_CHANNELS)
def test_an_empty_registry_leads_to_the_import(database: Path, key: str) -> None:
    page = opened(key)
    assert any("先导入平台台账" in line.value for line in page.markdown)
    assert "去导入台账" in [button.label for button in page.button]


def test_who_may_not_import_is_not_sent_there(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()
    assert "去导入台账" not in [button.label for button in opened("overview").button]
