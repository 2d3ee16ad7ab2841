"""Where the markup of a page is broken: much of it is a content system's habit, some of it an intrusion's."""

import re

from .fact import Fact

_ENDS = re.compile(r"</html\s*>", re.I)
_STARTS = re.compile(r"<html[\s>]", re.I)
_TITLES = re.compile(r"<title[\s>]", re.I)
_BODIES = re.compile(r"<body[\s>]", re.I)
_SCRIPT_OPEN, _SCRIPT_END = re.compile(r"<script[\s>]", re.I), re.compile(r"</script\s*>", re.I)
_BLANK = re.compile(r"<!--[^<>]{0,2000}-->|\s+")


def malformed(html: str, low: str, broken: int, done: tuple[str, ...]) -> tuple[Fact[str], ...]:
    """What is wrong with the markup, each a word: `after-end` (content behind the first `</html>`),
    `several-html`, `several-body`, `several-title`, `open-comment`, `open-script`, `bad-bytes`, and what had
    to be defused (`too-deep`, `many-formats`, `many-options`, `stuffed-element`, `clipped`).

    `low` is the same in lower case; `broken` counts the characters no charset could read; `done` is what
    was defused."""
    found: list[Fact[str]] = []
    # Letters whose small form is longer move what follows them: then it is looked for from the start.
    first = low.find("</html")
    end = _ENDS.search(html, first if len(low) == len(html) else 0) if first >= 0 else None
    if end:
        rest = _BLANK.sub("", html[end.end() : end.end() + 20_000])
        rest = re.sub(r"</(?:html|body)>", "", rest, flags=re.I)
        if rest:
            found.append(Fact("after-end", f"character {end.end()}", "markup", 0.95))
    for word, pattern in (("html", _STARTS), ("body", _BODIES), ("title", _TITLES)):
        if low.count(f"<{word}") < 2:
            continue
        count = len(pattern.findall(html)) - (low.count("<svg") if word == "title" else 0)
        if count > 1:
            found.append(Fact(f"several-{word}", f"{count} times", "markup", 0.9))
    if html.rfind("<!--") > html.rfind("-->"):
        found.append(Fact("open-comment", f"character {html.rfind('<!--')}", "markup", 0.9))
    if low.count("<script") > low.count("</script>") and len(_SCRIPT_OPEN.findall(html)) > len(
        _SCRIPT_END.findall(html)
    ):
        found.append(Fact("open-script", "", "markup", 0.8))
    if broken:
        found.append(Fact("bad-bytes", f"{broken} characters", "charset", 0.9))
    return (*found, *(Fact(each, "", "defused", 1.0) for each in done))
