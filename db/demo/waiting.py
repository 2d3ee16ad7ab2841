"""What waits for a supervisor: requests for more time, and second looks at what the checker verified."""

from datetime import timedelta

from db.demo.inspections import plan
from db.demo.story import Story, instant, weekdays_after, words
from db.models import CheckRequest, ExtensionState, Issue, IssueExtension, IssueSource, IssueState

ASKED_BY = (IssueState.ACCEPTED, IssueState.OPEN)
MORE_WEEKDAYS = 10
AGAIN_AFTER, LOOKED_BACK = timedelta(days=7), timedelta(days=60)


def wait_for_supervisors(story: Story) -> None:
    """Write both, from the issues as they are by now."""
    _extensions(story)
    _second_looks(story)


def _extensions(story: Story) -> None:
    """Two undecided, and one that was refused."""
    asked = [
        row for row in story.book.rows(Issue) if row["state"] in ASKED_BY and row["due_on"] > story.until
    ]
    reasons, people = plan()["extensions"]["reasons"], words()["people"]
    states = (ExtensionState.ASKED, ExtensionState.ASKED, ExtensionState.REFUSED)
    for place, (issue, state) in enumerate(zip(asked[::3], states, strict=False)):
        refused = state is ExtensionState.REFUSED
        story.book.add(
            IssueExtension,
            issue_id=issue["id"],
            state=state,
            due_before=issue["due_on"],
            due_asked=weekdays_after(issue["due_on"], MORE_WEEKDAYS),
            reason=reasons[place % len(reasons)],
            asked_by=people[1 + place],
            asked_at=instant(story.until - timedelta(days=1 + place), 10 + place, 20),
            decided_by=people[0] if refused else "",
            decided_at=instant(story.until - timedelta(days=1), 16) if refused else None,
            decision=plan()["extensions"]["refused"] if refused else "",
        )


def _second_looks(story: Story) -> None:
    """A week after the checker verified an issue it looks again; the last of the past ones had come back."""
    past = []
    for issue in story.book.rows(Issue):
        verified = issue["verified_on"]
        if issue["source"] is not IssueSource.FINDING or not verified:
            continue
        if verified < story.until - LOOKED_BACK:
            continue
        issue["again_on"] = verified + AGAIN_AFTER
        if issue["again_on"] < story.until:
            issue["again_at"], issue["again_outcome"] = instant(issue["again_on"], 0, 5), "ok"
            past.append(issue)
        else:
            _asked_for(story, issue["id"])
    if past:
        past[-1]["again_outcome"] = "problem"


def _asked_for(story: Story, issue_id: int) -> None:
    issue = story.book.row(Issue, issue_id)
    story.book.add(
        CheckRequest,
        channel_id=issue["channel_id"],
        check=issue["check"],
        issue_id=issue_id,
        requested_by="checker",
        requested_at=instant(issue["again_on"], 0),
    )
