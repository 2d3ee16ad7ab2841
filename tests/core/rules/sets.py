"""A small rule set with every kind of indicator and known points, for tests of the verdict."""

from typing import Any

from core.rules.results import Found, Judge, Result
from core.rules.ruleset import NATIONAL, RuleSet, laid_over, load, made

SUBJECTS = ("website", "portal_website")


def an_indicator(group: str, **fields: Any) -> dict[str, Any]:
    given = {
        "name_zh": "指标",
        "name_en": "indicator",
        "rule": "规则",
        "automation": "full",
        "confirmed": True,
    }
    return {**given, "group": group, "applies_to": ["website"], **fields}


def a_set(indicators: dict[str, dict[str, Any]], **tables: Any) -> RuleSet:
    document = load(NATIONAL).document()
    document["scoring"]["needed"] = {}
    document = laid_over(document, tables)
    return made({**document, "indicator": indicators}, "test")


INDICATORS = {
    "V-1": an_indicator("veto"),
    "V-2": an_indicator("veto"),
    "G-1": an_indicator("deduct_group", points=60),
    "G-2": an_indicator("deduct_group", points=40),
    "D-1": an_indicator("deduct", parent="G-1", points=4, cap=10, each=True),
    "D-2": an_indicator("deduct", parent="G-1", points=7, each=True),
    "D-3": an_indicator("deduct", parent="G-2", points=25),
    "D-4": an_indicator("deduct", parent="G-2", points=30, each=True),
    "D-5": an_indicator("deduct", parent="G-2"),
    "B-0": an_indicator("bonus_group", points=30),
    "B-1": an_indicator("bonus", points=20),
    "B-2": an_indicator("bonus", points=25),
    "B-3": an_indicator("bonus"),
}
SMALL = a_set(INDICATORS)


def found(indicator: str, found: str = "failed", *faults: str, judge: Judge = Judge.MACHINE) -> Result:
    return Result(indicator, Found(found), judge, faults=faults)
