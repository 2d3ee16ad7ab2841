"""Each footer mark: present, missing, or unknown because a script may write it."""

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .elements import Attributes, Elements
from .entries import Entries
from .fact import Mark, State
from .outline import Block, Outline, landmark
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
    "site_code": ("识码", "志码", "别码", "代码", "编码", "dentification", "ite Code", "ite code"),
    "icp": ("备",),
    "police": ("备",),
    "sponsor": ("主办", "主 办", "主\u3000办"),
    "undertaker": ("承办", "承 办", "承\u3000办"),
    "contact": ("电话", "联系", "热线"),
}
_FOOT = landmark(re.compile(r"^footer\b|[#.](foot|bottom(?![\d-])|copyright|banquan)", re.I))
# 标志码, 识别码 and 网站代码 are other people's words for it.
_CODE_LABEL = (
    r"(?:标识码|标志码|标识代码|标识编码|网站(?:代码|编码|识别码)"
    r"|Identification\s?(?:Code|Number|No\.?)|Site\s?Code)"
)
_CODE = re.compile(rf"{_CODE_LABEL}\s*+[:为是(\[]?+\s*+\[?+(bm\d{{8}}|\d{{10}})(?!\d)", re.I)
_CODE_SPREAD = re.compile(rf"{_CODE_LABEL}[:为是(\[]?\[?(bm\d{{8}}|\d{{10}})(?!\d)", re.I)
# A telephone with its area, or an address of mail: a way to reach the office without a word before it.
_REACHED = re.compile(
    r"(?<![\d-])\(?0\d{2,3}\)?\s?[-\u2014\u2013]{0,2}\s?[1-9]\d{6,7}(?!\d)|[\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,40}"
    r"|(?:热线|电话)[^\d]{0,6}\d{5}(?!\d)"
)
_FAX = re.compile(r"(?:传\s{0,4}真|fax)(?:号码)?\s{0,4}:?\s{0,4}$", re.I)
# Without a colon only the full word is a label.
_UNMARKED = {
    "sponsor": re.compile(r"主办单位\s+([\u4e00-\u9fff]{4,30})"),
    "undertaker": re.compile(r"承办单位\s+([\u4e00-\u9fff]{4,30})"),
}
_LOAD = re.compile(r"""\.load\s*\(|fetch\s*\(|\.get\s*\(|document\.write|include|ajax|\.innerHTML""", re.I)
_INCLUDES = frozenset({"w3-include-html", "data-include"})
_APPLICATION = "#app:empty,#root:empty,#app,#root"
_BODY = re.compile(r"(?:政府|办公室|办公厅|委员会|局|厅|部|委|办|中心|法院|检察院|学校|医院)$")
_SAYS_ITSELF = re.compile(
    r"((?:中共[\u4e00-\u9fff]{2,20}委(?:员会)?\s)?[\u4e00-\u9fff、]{3,80}(?:政府|办公室|办公厅|委员会|局|厅|部|中心|法院|检察院|学校|医院))"
    r"\s?(主办|承办)(?!单位|方|的)"
)
_SCRIPT = 30_000
_LONGEST_LABEL, _CLAUSE = 16, 40
_NUMBER = 5  # digits from which on a telephone number is whole
# Numbers of the foot that follow a name without a blank.
_FILED = re.compile(
    r"[京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕秦吉闽贵黔粤青藏川蜀宁琼]?\s?(?:ICP|公网安备)|(?:政府)?网站标识码",
    re.I,
)
_OF_ITSELF = re.compile(r"(?:网站|本站|本网)由")
_SPREAD = re.compile(r"(?<![\u4e00-\u9fff])([主承])\s{1,4}(?=办)")
_APP = r"[AX](?![A-Za-z])"
_BLANKS = re.compile(r"[\s:()]+")


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
    for name in ("icp", "police"):
        if marks[name].state is State.MISSING:
            marks[name] = entries.drawn_filing(name)
    scripted = _scripted(elements, page, marks)
    if scripted:
        marks = {
            name: Mark(State.UNKNOWN) if mark.state is State.MISSING else mark for name, mark in marks.items()
        }
    return marks, scripted


def _written(page: Outline) -> dict[str, Mark]:
    """The marks that are words and numbers: of the foot when the page has one, else of the whole page."""
    blocks = page.blocks()
    around = page.around
    foot = [block for block in blocks if around[block.box] & _FOOT]
    rest = [block for block in blocks if not around[block.box] & _FOOT]
    marks: dict[str, Mark] = {}
    text = "".join(page.pieces)
    for name, hints in _HINTS.items():
        if not any(hint in text for hint in hints):
            marks[name] = Mark(State.MISSING)
            continue
        # Beside a foot of its own, words elsewhere are those of an article.
        mark = _found(name, page, foot, 0.95)
        if mark is None and foot and name in _UNMARKED:
            rest = _near_foot(rest)
        mark = mark or _found(name, page, rest[-60:], 0.5 if foot else 0.8)
        marks[name] = mark or _found(name, page, rest[:-60], 0.5) or Mark(State.MISSING)
    if marks["contact"].state is State.MISSING:
        marks["contact"] = _reached(page, foot or _near_foot(rest[-60:]))
    return marks


def _reached(page: Outline, blocks: list[Block]) -> Mark:
    """A telephone or an address of mail in the foot, whatever stands before it."""
    for block in blocks:
        text = normal(block.text)
        match = next((one for one in _REACHED.finditer(text) if not _FAX.search(text[: one.start()])), None)
        if match:
            return Mark(State.PRESENT, match[0].strip(), page.path(block.box), 0.75)
    return Mark(State.MISSING)


def _near_foot(blocks: list[Block]) -> list[Block]:
    """The blocks with a word of a foot in them or beside them."""
    said = words()["footer"]["near_foot"]
    close = [any(word in block.text for word in said) for block in blocks]
    return [block for n, block in enumerate(blocks) if any(close[max(n - 2, 0) : n + 3])]


def _found(name: str, page: Outline, blocks: list[Block], confidence: float) -> Mark | None:
    """The last such mark of `blocks`: the foot comes last. A number split over elements, too."""
    hints = _HINTS[name]
    hinted = [n for n, block in enumerate(blocks) if any(hint in block.text for hint in hints)]
    for number in reversed(hinted):
        block = blocks[number]
        value = _value(name, block.text, page.text(block.start, block.end))
        if not value and name in _UNMARKED and number + 1 < len(blocks) and _only_label(name, block.text):
            value = _value(name, f"{_plain(block.text)}:{blocks[number + 1].text}", "")
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


def _only_label(name: str, text: str) -> bool:
    """Whether a cell holds the label alone, and the next one the name."""
    return len(text) <= _LONGEST_LABEL and _plain(text) in words()["footer"][name]


def _plain(text: str) -> str:
    return "".join(normal(text).split()).rstrip(":")


@lru_cache(maxsize=512)
def _value(name: str, joined: str, spaced: str) -> str:
    if name in ("site_code", "icp", "police"):
        joined = normal(joined)
        return _number(name, joined, False) or (
            _number(name, joined.replace(" ", ""), True) if len(joined) <= 2_000 else ""
        )
    forms = [_SPREAD.sub(r"\1", normal(text)) for text in (spaced, joined)]
    return _labelled(forms[0], name) or _labelled(forms[1], name) or _itself(forms[1], name)


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


def app_filings(text: str) -> tuple[str, ...]:
    """The filing numbers of apps (`…号-2A`) and mini-programs (`…号-3X`) that a page names."""
    if "备" not in text:
        return ()
    found = (_BLANKS.sub("", each[0]).upper() for each in _of_apps().finditer(normal(text)))
    return tuple(dict.fromkeys(found))[:20]


@lru_cache(maxsize=1)
def _of_apps() -> re.Pattern[str]:
    provinces = words()["footer"]["provinces"]
    return re.compile(rf"[{provinces}]\s?ICP\s?备\s?:?\s?\d{{6,10}}\s?号\s?-\s?\d{{1,4}}{_APP}", re.I)


@lru_cache(maxsize=1)
def _filings() -> dict[str, re.Pattern[str]]:
    provinces = words()["footer"]["provinces"]
    return {
        # ICP证 is a licence to trade, not the filing.
        "icp": re.compile(
            # With a letter behind its last number it is an app's or a mini-program's (`app_filings`).
            rf"[{provinces}]\s?ICP\s?备\s?(?:案号?|字)?\s?第?\s?:?\s?\(?\d{{6,10}}+\)?\s?+号?+(?:\s?-\s?\d{{1,4}}+(?!{_APP}))?+"
            rf"(?!\d|\s?-\s?\d{{1,4}}{_APP})",
            re.I,
        ),
        "police": re.compile(
            rf"(?:(?:[{provinces}]\s?)?公(?:网安|安联?网|安机关|安|网)?\s?备\s?(?:案\s?)?(?:[编证]?号\s?)?|网[警安]备案号?\s?)"
            r":?\s?(?:第\s?)?\d{10,14}(?!\d)\s?号?"
        ),
    }


@lru_cache(maxsize=8)
def _label(kind: str) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, words()["footer"][kind]))
    # A second office behind a single blank, as nothing else stands there by its whole name.
    second = r"(?: [\u4e00-\u9fff]{2,18}(?:政府|委员会|办公室|局)(?=\s|$))?"
    return re.compile(rf"(?:{labels})\s?[:：\]】]\s?([^\s|;,。<>©\[【]{{2,60}}{second})")


def _labelled(text: str, kind: str) -> str:
    """The words after the last such label."""
    rules = words()["footer"]
    found = [
        match[1]
        for match in _label(kind).finditer(text)
        if kind not in _UNMARKED or not _in_sentence(text[: match.start()])
    ]
    if not found and kind in _UNMARKED:
        found = _UNMARKED[kind].findall(text)
    if not found:
        return ""
    value = _FILED.split(_without_other_label(str(found[-1])))[0]
    for label in [each for name in ("sponsor", "undertaker", "contact") for each in rules[name]]:
        value = value.partition(f"{label}:")[0]
    if kind == "contact" and len(re.findall(r"\d", value.partition("(")[0])) >= _NUMBER:
        return value.partition("(")[0]
    # A bracket that a space cuts open holds office hours and the like.
    return value if ")" in value else value.partition("(")[0]


def _in_sentence(before: str) -> bool:
    """Whether what stands before a label makes it part of a sentence, or speaks of an event."""
    rules = words()["footer"]
    glued = "\u4e00" <= before[-1:] <= "\u9fff" and not before.endswith(tuple(rules["before_label"]))
    return glued or any(word in before[-_CLAUSE:] for word in rules["events"])


def _without_other_label(value: str) -> str:
    """`示例县司法局地址:示例路1号`: the name alone."""
    head, colon, _ = value.partition(":")
    if not colon:
        return value
    others = tuple(words()["footer"]["other_labels"])
    end = max(head.rfind(label) for label in others)
    while end > 0 and (label := next((one for one in others if head[:end].endswith(one)), "")):
        end -= len(label)  # 联系电话 is two of them
    return value[:end] if end > 0 else value


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
    if ("。" in text and not _OF_ITSELF.search(text)) or any(
        word in before for word in words()["footer"]["events"]
    ):
        return ""
    return name if all(_BODY.search(each) for each in name.split("、")) else name.rpartition("、")[2]


def _scripted(elements: Elements, page: Outline, marks: dict[str, Mark]) -> bool:
    """Whether a script, a frame or a server's include that was not run writes the foot."""
    rules = words()["footer"]
    missing = all(mark.state is State.MISSING for mark in marks.values())
    names = [*rules["scripts"], *(rules["general_scripts"] if missing else [])]
    suspects = [*elements.named("script"), *elements.named("iframe")]
    if any(name in elements.low for name in _INCLUDES):
        suspects += [each for each in elements.all if not _INCLUDES.isdisjoint(each[2])]
    if any(_writes_foot(node, attributes, rules["scripts"], names) for node, _, attributes in suspects):
        return True
    return _empty_foot(elements.tree) or (missing and _application(elements.tree, page))


def _writes_foot(node: LexborNode, attributes: Attributes, feet: list[str], names: list[str]) -> bool:
    source = (
        attributes.get("src") or attributes.get("w3-include-html") or attributes.get("data-include") or ""
    ).lower()
    if source:
        return any(name in source.rpartition("?")[0] or name in source for name in names)
    script = node.text() or ""
    return (_known_fills if len(script) <= _SCRIPT else _fills)(script[:200_000], tuple(feet))


def _fills(script: str, feet: tuple[str, ...]) -> bool:
    """Whether a script loads something, and names one of `feet`."""
    low = script.lower()
    return any(name in low for name in feet) and bool(_named(feet).search(low)) and bool(_LOAD.search(low))


@lru_cache(maxsize=8)
def _named(feet: tuple[str, ...]) -> re.Pattern[str]:
    """One of `feet` as a name in quotes, or as a file in a folder: `"#foot"`, `"/inc/foot.html"`."""
    return re.compile(
        rf"""["'`](?:[#./]|[\w.-]{{0,40}}/(?:[\w.-]{{1,40}}/){{0,6}})?(?:{"|".join(map(re.escape, feet))})"""
    )


# Most scripts are the same on all pages of a site.
_known_fills = lru_cache(maxsize=128)(_fills)


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
