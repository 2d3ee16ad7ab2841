"""The days of the week above a calendar stand over their own days, whichever the browser puts first."""

import pytest
from playwright.sync_api import Browser

from tests.server import ROOT

FRAME = (ROOT / "pages" / "components" / "scripts" / "frame.js").read_text("utf-8")
OURS = ["日", "一", "二", "三", "四", "五", "六"]
SAY = """([source, heads, weekdays]) => {
  document.body.innerHTML = `<div data-testid="stDateInputCalendar"><table><thead><tr>${
    heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead></table></div>`;
  return import(URL.createObjectURL(new Blob([source], {type: "text/javascript"}))).then((frame) => {
    frame.default({data: {lang: "zh", words: {Sunday: "星期日"}, weekdays, monthYear: "", phrases: []}});
    return [...document.querySelectorAll("th")].map((head) => head.textContent);
  });
}"""


@pytest.mark.parametrize(
    ("heads", "wanted"),
    [
        ("SMTWTFS", "日一二三四五六"),
        ("MTWTFSS", "一二三四五六日"),
        ("SSMTWTF", "六日一二三四五"),
        ("一二三四五六日", "一二三四五六日"),
        ("日一二三四五六", "日一二三四五六"),
        ("ABCDEFG", "ABCDEFG"),
    ],
)
def test_each_day_of_the_week_stands_over_its_days(browser: Browser, heads: str, wanted: str) -> None:
    page = browser.new_page()
    try:
        assert "".join(page.evaluate(SAY, [FRAME, list(heads), OURS])) == wanted
    finally:
        page.close()
