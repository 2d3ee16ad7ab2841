"""Two tasks over channels: a text carried on last month, an emblem that is being replaced."""

from datetime import timedelta

from db.demo.story import Story, instant
from db.models import Channel, ChannelTask, RegisteredState, TaskChannel, TaskKind, TaskState

OFFICE = "监管员（示例）"
STATES = (TaskState.DONE,) * 5 + (TaskState.PROVED, TaskState.WAITING, TaskState.RETURNED)


def ask_tasks(story: Story) -> None:
    """The first is nearly done, the second has just begun."""
    states = (None, RegisteredState.RUNNING)
    running = [row for row in story.book.rows(Channel) if row.get("registered") in states]
    began = story.until - timedelta(days=30)
    task = _task(
        story, "转发政府网站与政务新媒体管理办法（示例）", TaskKind.REPOST, began=30, due=10, words="管理办法"
    )
    for place, channel in enumerate(running):
        state = STATES[place % len(STATES)]
        shown = state in (TaskState.DONE, TaskState.PROVED)
        story.book.add(
            TaskChannel,
            task_id=task,
            channel_id=channel["id"],
            state=state,
            done_on=began + timedelta(days=3 + place % 20) if shown else None,
            note="已在要闻栏目转载（示例）" if shown else "",
            proved_by="信息员（示例）" if shown else "",
            decided_by=OFFICE if state in (TaskState.DONE, TaskState.RETURNED) else "",
            reason="没有附地址（示例）" if state is TaskState.RETURNED else "",
        )
    task = _task(
        story, "更换党政机关网站标识（示例）", TaskKind.REPLACE, began=5, due=-20, gone="old-emblem.png"
    )
    for channel in running:
        if channel["kind"] == "website":
            story.book.add(TaskChannel, task_id=task, channel_id=channel["id"], state=TaskState.WAITING)


def _task(story: Story, title: str, kind: TaskKind, *, began: int, due: int, **looked: str) -> int:
    day = story.until - timedelta(days=began)
    return story.book.add(
        ChannelTask,
        title=title,
        kind=kind,
        requirement="请按期完成并提交佐证（示例）",
        starts_on=day,
        due_on=story.until - timedelta(days=due),
        made_by=OFFICE,
        made_at=instant(day),
        **looked,
    )
