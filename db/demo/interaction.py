"""Interaction with the public: surveys, suggestions, error reports, messages, convenience services."""

from datetime import date, timedelta
from random import Random

from db.demo.channels import Registry
from db.demo.story import HISTORY_FROM, YEAR, Story, days, months, split, words
from db.models import CitizenMessage, ErrorReport, Handling, Nature, Satisfaction

OPINIONS = 162_480
SURVEY_DAYS = 30
SUGGESTIONS = 31
ERROR_REPORTS = 10
MESSAGES, TRANSFERRED = 5_470, 69
NATURES = (Nature.INQUIRY, Nature.HELP, Nature.INQUIRY, Nature.COMPLAINT, Nature.SUGGESTION, None)
CONTENT = (
    Satisfaction.SATISFIED, Satisfaction.SATISFIED, None, Satisfaction.FAIR, Satisfaction.SATISFIED,
    Satisfaction.DISSATISFIED, None,
)  # fmt: skip
MESSAGES_A_MONTH = 320


def hear_the_public(story: Story, registry: Registry) -> None:
    """Write the interaction of 2019 and of the years after."""
    _services(story)
    _surveys(story)
    _suggestions(story)
    _error_reports(story, registry)
    _messages_of_2019(story)
    _later_messages(story)


def _services(story: Story) -> None:
    for place, (theme, sections) in enumerate(words()["services"].items()):
        opened = date(YEAR, 5, 20) + timedelta(days=place * 30)
        above = story.enter("service_theme", name=f"{theme}（示例）", opened_on=opened)
        for name in sections:
            story.enter("service_section", theme_id=above, name=name, opened_on=opened)


def _surveys(story: Story) -> None:
    chance = story.chance("surveys")
    for year in range(YEAR, story.until.year + 1):
        total = OPINIONS if year == YEAR else chance.randint(20_000, 90_000)
        for title, day, opinions in zip(
            words()["surveys"], (date(year, 6, 3), date(year, 10, 8)), split(total, [3, 2]), strict=True
        ):
            if day < story.until:
                _survey(story, chance, f"{year} 年{title}", day, opinions)


def _survey(story: Story, chance: Random, title: str, day: date, opinions: int) -> None:
    survey = story.enter("survey", title=title, published_on=day)
    open_days = days(day, day + timedelta(days=SURVEY_DAYS))
    shares = split(opinions, [chance.uniform(0.5, 1.5) / (1 + step / 6) for step in range(len(open_days))])
    for answered, share in zip(open_days, shares, strict=True):
        if answered < story.until:
            story.enter("survey_day", day=answered, survey_id=survey, opinions=share)


def _suggestions(story: Story) -> None:
    chance = story.chance("suggestions")
    published = [date(YEAR, 1, 14) + timedelta(days=number * 11) for number in range(SUGGESTIONS)]
    published += [
        month + timedelta(days=chance.randint(0, 27))
        for month in months(HISTORY_FROM, story.until)
        for _ in range(2)
    ]
    for number, day in enumerate(published):
        if day < story.until:
            replied = day + timedelta(days=chance.randint(3, 14))
            story.enter(
                "suggestion",
                title=f"关于{_topic(number)}的建议（示例 {number + 1}）",
                published_on=day,
                replied_on=replied if replied < story.until else None,
            )


def _error_reports(story: Story, registry: Registry) -> None:
    chance = story.chance("error reports")
    sites = list(registry.sites.values())
    received = [date(YEAR, 2, 12) + timedelta(days=number * 33) for number in range(ERROR_REPORTS)]
    for month in months(HISTORY_FROM, story.until):
        received += [month + timedelta(days=chance.randint(0, 27)) for _ in range(chance.randint(0, 3))]
    for number, day in enumerate(sorted(received)):
        if day < story.until:
            closed = day + timedelta(days=chance.randint(1, 5))
            story.book.add(
                ErrorReport,
                channel_id=chance.choice(sites),
                text=f"{words()['titles']['error-report'][number % 4]}（示例）",
                received_on=day,
                closed_on=closed if closed < story.until else None,
            )


def _messages_of_2019(story: Story) -> None:
    chance = story.chance("messages")
    received = sorted(date(YEAR, 1, 2) + timedelta(days=chance.randint(0, 355)) for _ in range(MESSAGES))
    transferred = set(chance.sample(range(MESSAGES), TRANSFERRED))
    for number, day in enumerate(received):
        handling = Handling.TRANSFERRED if number in transferred else Handling.ANSWERED
        _message(story, number, day, handling, day + timedelta(days=chance.randint(0, 6)))


def _later_messages(story: Story) -> None:
    chance = story.chance("later messages")
    for month in months(HISTORY_FROM, story.until):
        for number in range(round(MESSAGES_A_MONTH * chance.uniform(0.8, 1.2))):
            day = month + timedelta(days=chance.randint(0, 27))
            if day >= story.until:
                continue
            handling = Handling.TRANSFERRED if chance.random() < 0.015 else Handling.ANSWERED
            closed = day + timedelta(days=chance.randint(0, 6))
            done = closed < story.until
            _message(story, number, day, handling if done else None, closed if done else None)


def _message(story: Story, number: int, day: date, handling: Handling | None, closed: date | None) -> None:
    story.book.add(
        CitizenMessage,
        topic=f"{_topic(number)}（示例）",
        received_on=day,
        handling=handling,
        closed_on=closed,
        nature=NATURES[number % len(NATURES)],
        justified=None if closed is None or number % 9 == 0 else number % 4 != 0,
        satisfaction=CONTENT[number % len(CONTENT)] if closed else None,
    )


def _topic(number: int) -> str:
    topics: list[str] = words()["topics"]
    return topics[number % len(topics)]
