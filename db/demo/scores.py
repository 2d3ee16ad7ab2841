"""Monthly scores of the 48 supervisors since their assessment was launched in February 2019."""

from datetime import date

from db.demo.story import RULES, Story, months, split
from db.demo.units import Grid
from db.models import UnitScore

LAUNCH, YEAR_END = date(2019, 2, 1), date(2019, 12, 1)
FIRST_MEAN, YEAR_END_MEAN, LATER_MEAN = 302, 832, 900
SPREAD = 60


def score_units(story: Story, grid: Grid) -> None:
    """Write a score for every supervisor and finished month; means are exact in tenths of a point."""
    scored = list(months(LAUNCH, story.until))[:-1]
    in_2019 = [month for month in scored if month <= YEAR_END]
    for place, month in enumerate(scored):
        if month <= YEAR_END:
            mean = FIRST_MEAN + round((YEAR_END_MEAN - FIRST_MEAN) * place / (len(in_2019) - 1))
        else:
            mean = min(LATER_MEAN, YEAR_END_MEAN + place - len(in_2019))
        chance = story.chance(f"scores {month}")
        weights = [mean + chance.uniform(-SPREAD, SPREAD) for _ in grid.industry]
        for unit, tenths in zip(grid.industry, split(mean * len(grid.industry), weights), strict=True):
            story.book.add(
                UnitScore, month=month, unit_id=unit.id, score=min(tenths, 1000) / 10, rule_version=RULES
            )
