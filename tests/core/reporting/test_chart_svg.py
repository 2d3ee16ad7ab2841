"""Every kind of chart as SVG: with title and imprint, and drawn by a program that is not the product's."""

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from io import BytesIO
from pkgutil import iter_modules
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert
from PIL import Image

from core.assessment.lists import MonthMean
from core.common.export import chart_svg
from core.inspections.burn_down import Left
from core.issues.progress import Bucket, Span
from core.lifecycle.migration_lists import SourceLine
from core.monitoring.channel_checks import Visit
from core.reporting import charts
from core.reporting.charts import assessment, content, migration, progress, records, response, tasks
from core.reporting.statistics.content import AGES, ColumnCell, FindingCount
from core.tasks.lists import UnitProgress
from tests.core.reporting.test_charts import DAY, SPECS
from tests.rows import NOON

IMPRINT = "示例区人民政府办公室　2026-11-23　来源：台账　数据截至 2026-11-23 12:00"
WEEK = Span(DAY, DAY + timedelta(days=6))
CELL = ColumnCell(1, "网站", "单位", "要闻", 0, "fresh", DAY, 3, 14)
FOUND = FindingCount("wording", "错别字", tuple(range(1, len(AGES) + 1)))
EVERY: dict[str, Callable[[], dict[str, Any]]] = {
    **SPECS,
    "moved": lambda: migration.moved((SourceLine(1, "旧网站", 3, 40, 30, 20, 1),)),
    "scores": lambda: assessment.scores((MonthMean(date(2026, 10, 1), 88.5, 20), MonthMean(DAY, 91.0, 21))),
    "columns": lambda: content.columns((CELL,)),
    "findings": lambda: content.findings((FOUND,), of="check"),
    "progress": lambda: progress.progress((Bucket(WEEK, 5, 4, 3, 1),), "week"),
    "burn_down": lambda: progress.burn_down((Left(DAY, 5, 5), Left(DAY + timedelta(days=1), 5, 2))),
    "by_month": lambda: records.by_month(((DAY.replace(day=1), 4),), "演练", "次数"),
    "response_times": lambda: response.response_times((Visit(NOON, "ok", None, 200, 120.0, 340.0, False),)),
    "tasks": lambda: tasks.progress((UnitProgress(1, "教委", 8, 5, 4, 2),)),
}


@pytest.mark.parametrize("name", EVERY)
def test_the_svg_of_each_kind_is_whole_and_other_programs_draw_it(name: str) -> None:
    spec = EVERY[name]()
    svg = chart_svg(spec, imprint=IMPRINT).decode()
    words = "".join(ElementTree.fromstring(svg).itertext())
    title = spec["title"] if isinstance(spec["title"], str) else spec["title"]["text"]
    assert title in words
    assert IMPRINT.split("\u3000")[0] in words
    assert [odd for odd in ("NaN", "undefined", "href=") if odd in svg] == []
    with Image.open(BytesIO(vl_convert.svg_to_png(svg))) as drawn:
        colours = drawn.convert("RGB").getcolors(1_000_000) or []
        assert len(colours) > 10, "something else than one ground is drawn"


def test_no_kind_of_chart_is_left_out() -> None:
    made = set()
    for one in iter_modules(charts.__path__):
        module = import_module(f"{charts.__name__}.{one.name}")
        made |= {
            f"{one.name}.{name}"
            for name, found in vars(module).items()
            if inspect.isfunction(inspect.unwrap(found))
            and hasattr(found, "__wrapped__")
            and inspect.unwrap(found).__module__ == module.__name__
        }
    assert len(made) == len(EVERY), sorted(made)
