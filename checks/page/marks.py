"""Each footer mark: present, missing, or unknown because a script may write it."""

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .elements import Elements
from .entries import Entries
from .fact import Mark, State
from .outline import Block, Outline
from .patterns import normal
from .words import words

MARKS = (
    "site_code",
    "icp",
    "police",
    "sponsor",
    "undertaker",
    "contact",
    "government_mark",
    "sitemap",
    "error_report",
    "accessibility",
)
# A block without one of these holds no such mark: most blocks need no closer look.
_HINTS = {
    "site_code": ("识码",),
    "icp": ("备",),
    "police": ("网安备", "网备", "网警备"),
    "sponsor": ("主办",),
    "undertaker": ("承办",),
    "contact": ("电话", "联系"),
}
_FOOT = re.compile(r"^footer\b|[#.](foot|bottom(?![\d-])|copyright|banquan)", re.I)
_CODE = re.compile(r"标识码\s*+[:：(]?+\s*+(bm\d{8}|\d{10})(?!\d)", re.I)
_CODE_SPREAD = re.compile(r"标识码[:：(]?(bm\d{8}|\d{10})(?!\d)", re.I)
# Without a colon only the full word is a label.
_UNMARKED = {
    "sponsor": re.compile(r"主办单位\s+([\u4e00-\u9fff]{4,30})"),
    "undertaker": re.compile(r"承办单位\s+([\u4e00-\u9fff]{4,30})"),
}
_LOAD = re.compile(r"""\.load\s*\(|fetch\s*\(|\.get\s*\(|document\.write|include|ajax|\.innerHTML""", re.I)
_APPLICATION = "#app:empty,#root:empty,#app,#root"
_BODY = re.compile(r"(?:政府|办公室|办公厅|委员会|局|厅|部|委|办|中心|法院|检察院|学校|医院)$")
_SAYS_ITSELF = re.compile(
    r"([\u4e00-\u9fff、]{3,80}(?:政府|办公室|办公厅|委员会|局|厅|部|中心|法院|检察院|学校|医院))"
    r"\s?(主办|承办)(?!单位|方|的)"
)
_BLANKS = re.compile(r"[\s:]+")


def read_marks(elements: Elements, page: Outline) -> tuple[dict[str, Mark], bool]:
    """Every mark of `MARKS`, and whether a script may write the foot."""
    marks = _written(page)
    entries = Entries(elements)
    marks["government_mark"] = entries.government_mark
    marks["sitemap"] = entries.sitemap
    marks["error_report"] = entries.error_report
    marks["accessibility"] = entries.accessibility
    if marks["contact"].state is State.MISSING:
        marks["contact"] = entries.contact
    scripted = _scripted(elements.tree, page, marks)
    if scripted:
        marks = {
            name: Mark(State.UNKNOWN) if mark.state is State.MISSING else mark for name, mark in marks.items()
        }
    return marks, scripted


def _written(page: Outline) -> dict[str, Mark]:
    """The marks that are words and numbers: of the foot when the page has one, else of the whole page."""
    blocks = page.blocks()
    inside = page.inside(_FOOT)
    foot = [block for block in blocks if inside[block.box]]
    rest = [block for block in blocks if not inside[block.box]]
    marks: dict[str, Mark] = {}
    text = "".join(page.pieces)
    for name, hints in _HINTS.items():
        if not any(hint in text for hint in hints):
            marks[name] = Mark(State.MISSING)
            continue
        # Beside a foot of its own, words elsewhere are those of an article.
        marks[name] = (
            _found(name, page, foot, 0.95)
            or _found(name, page, rest[-60:], 0.5 if foot else 0.8)
            or (_found(name, page, rest[:-60], 0.5) or Mark(State.MISSING))
        )
    return marks


def _found(name: str, page: Outline, blocks: list[Block], confidence: float) -> Mark | None:
    """The last such mark of `blocks`: the foot comes last. A number split over elements, too."""
    hints = _HINTS[name]
    hinted = [n for n, block in enumerate(blocks) if any(hint in block.text for hint in hints)]
    for block in (blocks[n] for n in reversed(hinted)):
        value = _value(name, block.text, page.text(block.start, block.end))
        if value:
            others = _others(name, [blocks[n].text for n in hinted], value)
            return Mark(State.PRESENT, value, page.path(block.box), confidence, others)
    if name in ("site_code", "icp", "police"):
        for first in reversed(hinted):
            together = blocks[first : first + 3]
            if sum(len(block.text) for block in together) <= 400:
                value = _number(
                    name, normal("".join(block.text for block in together)).replace(" ", ""), True
                )
                if value:
                    return Mark(State.PRESENT, value, page.path(together[0].box), confidence - 0.1)
    return None


@lru_cache(maxsize=512)
def _value(name: str, joined: str, spaced: str) -> str:
    if name in ("site_code", "icp", "police"):
        joined = normal(joined)
        return _number(name, joined, False) or (
            _number(name, joined.replace(" ", ""), True) if len(joined) <= 2_000 else ""
        )
    return _labelled(normal(spaced), name) or _labelled(normal(joined), name) or _itself(normal(joined), name)


def _number(name: str, text: str, spread: bool) -> str:
    if name == "site_code":
        match = (_CODE_SPREAD if spread else _CODE).search(text)
        return match[1].lower() if match else ""
    found = _filings()[name].search(text)
    return _BLANKS.sub("", found[0]) if found else ""


def _others(name: str, texts: list[str], value: str) -> tuple[str, ...]:
    """The further filings of a site that has several."""
    if name not in ("icp", "police"):
        return ()
    found = (_BLANKS.sub("", each[0]) for text in texts for each in _filings()[name].finditer(normal(text)))
    return tuple(one for one in dict.fromkeys(found) if one != value)[:9]


@lru_cache(maxsize=1)
def _filings() -> dict[str, re.Pattern[str]]:
    provinces = words()["footer"]["provinces"]
    return {
        # ICP证 is a licence to trade, not the filing.
        "icp": re.compile(
            rf"[{provinces}]\s?ICP\s?备\s?:?\s?\d{{6,10}}\s?号?(?:\s?-\s?\d{{1,4}})?(?!\d)", re.I
        ),
        "police": re.compile(
            rf"(?:[{provinces}]\s?公网安?备\s?(?:案\s?)?(?:号\s?)?|网警备案号?\s?):?\s?(?:第\s?)?\d{{10,14}}(?!\d)\s?号?"
        ),
    }


@lru_cache(maxsize=8)
def _label(kind: str) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, words()["footer"][kind]))
    return re.compile(rf"(?:{labels})\s?[:：]\s?([^\s|;,。<>©]{{2,60}})")


def _labelled(text: str, kind: str) -> str:
    """The words after the last such label."""
    found = _label(kind).findall(text)
    if not found and kind in _UNMARKED:
        found = _UNMARKED[kind].findall(text)
    if not found:
        return ""
    value = str(found[-1])
    for label in [each for name in ("sponsor", "undertaker", "contact") for each in words()["footer"][name]]:
        value = value.partition(f"{label}:")[0]
    # A bracket that a space cuts open holds office hours and the like.
    return value if ")" in value else value.partition("(")[0]


def _itself(text: str, kind: str) -> str:
    """`示例区人民政府办公室主办`: the label behind the name."""
    wanted = {"sponsor": "主办", "undertaker": "承办"}.get(kind)
    names = [
        name
        for match in _SAYS_ITSELF.finditer(text)
        if match[2] == wanted and (name := _own_name(match[1], text))
    ]
    return names[-1] if names else ""


def _own_name(said: str, text: str) -> str:
    """The name, or the names, before 主办; empty where a sentence speaks of an event."""
    before, by, name = said.rpartition("由")
    if by and not any(word in before for word in ("网", "站")):
        return ""
    if "。" in text or any(word in before for word in words()["footer"]["events"]):
        return ""
    return name if all(_BODY.search(each) for each in name.split("、")) else name.rpartition("、")[2]


def _scripted(tree: LexborHTMLParser, page: Outline, marks: dict[str, Mark]) -> bool:
    """Whether a script, a frame or a server's include that was not run writes the foot."""
    rules = words()["footer"]
    missing = all(mark.state is State.MISSING for mark in marks.values())
    names = [*rules["scripts"], *(rules["general_scripts"] if missing else [])]
    for node in tree.css("script,iframe,[w3-include-html],[data-include]"):
        if _writes_foot(node, rules["scripts"], names):
            return True
    return _empty_foot(tree) or (missing and _application(tree, page))


def _writes_foot(node: LexborNode, feet: list[str], names: list[str]) -> bool:
    attributes = node.attributes
    source = (
        attributes.get("src") or attributes.get("w3-include-html") or attributes.get("data-include") or ""
    ).lower()
    if source:
        return any(name in source.rpartition("?")[0] or name in source for name in names)
    script = (node.text() or "")[:200_000].lower()
    return bool(_LOAD.search(script)) and any(
        f"{quote}{mark}{name}" in script for name in feet for mark in ("", "#", ".", "/") for quote in "'\"`"
    )


def _empty_foot(tree: LexborHTMLParser) -> bool:
    """A foot that is there but holds nothing: something fills it later."""
    for node in tree.css("footer,#footer,.footer,#foot,.foot,#bottom")[:5]:
        if not node.text(deep=True, strip=True) and node.css_first("a,img,script") is None:
            return tree.css_first("script") is not None
    return False


def _application(tree: LexborHTMLParser, page: Outline) -> bool:
    """A page that is only the frame of an application: a mount point, scripts, hardly a word."""
    few = page.chars[-1] < words()["onward"]["longest_text"]
    return few and tree.css_first(_APPLICATION) is not None and tree.css_first("script") is not None
