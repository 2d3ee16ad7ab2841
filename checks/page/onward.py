"""Where a page that only passes the visitor on leads: by refresh, by script, or into a frame."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from checks.markup.refresh import refresh_target

from .elements import Elements
from .folded import folded
from .places import absolute
from .words import words

_SENT = re.compile(
    r"""\blocation(?:["']\])?(?:\.href|\.pathname|\[["']href["']\])?\s?(?:=(?![=])|\.(?:replace|assign)\s?\()\s?([^;\n{}]{1,400})""",
    re.I,
)
# In the same window.
_OPENED = re.compile(r"""\bopen\s?\(\s?([^;\n{}(),]{1,300}),\s?["']_(?:self|top|parent)["']""")
# What a variable is given beside its first value: one that grows by anything else is not known.
_ADDED = re.compile(r"(?<![\w.$])([A-Za-z_$][\w$]{0,40})\s?\+=\s?([^;\n{}]{1,300})")
_VARIABLE = re.compile(
    r"""(?<![\w.$])([A-Za-z_$][\w$]{0,40})\s?=\s?(?:"([^"\n]{1,300})"|'([^'\n]{1,300})'|`([^`$\n]{1,300})`)"""
)
# A variable put together from parts of the page's own address: `location.protocol + '//' + location.host`.
_BUILT = re.compile(r"(?<![\w.$])([A-Za-z_$][\w$]{0,40})\s?=\s?([^;,\n{}=]{0,40}location\.[^;,\n{}=]{1,200})")
# A part of an object that is an address: `{home: "/web/"}`.
_PROPERTY = re.compile(
    r"""([A-Za-z_$][\w$]{0,40})["']?\s?:\s?["']((?:https?://|\.{0,2}/)[^"'\n]{0,300})["']"""
)
_DOTTED = re.compile(r"[A-Za-z_$][\w$]{0,40}(?:\.[A-Za-z_$][\w$]{0,40}){1,4}")
_BETWEEN = re.compile(r":(?!//)")
_LITERAL = re.compile(r"""\s*+(?:"([^"\n]*+)"|'([^'\n]*+)'|`([^`$\n]*+)`)\s*+\)?\s*+""")
_OWN = re.compile(r"\s*+(?:window\.|document\.)?location\.(protocol|host|hostname|origin|pathname|href)\s*+")
# What is put behind an address so that no old copy is shown.
_NEVER_THE_SAME = re.compile(
    r"\s*+\(?\s*+(?:\+?new Date(?:\(\))?(?:\.(?:getTime|valueOf)\(\))?|Date\.now\(\)|Math\.random\(\))"
    r"\s*+\)*\s*+"
)
_REMARK = re.compile(r"""/\*[^*]{0,400}+(?:\*(?!/)[^*]{0,100}+){0,30}+\*/|(?<![:"'\\\w/])//[^\n]*+""")
_FUNCTION = re.compile(r"(?<![\w$.])function\s{1,9}([A-Za-z_$][\w$]{0,60})\s{0,9}\(")
# What a script that leaves the page has in it.
_LEAVING = ("location", "open", "submit", "click")
_SUBMITS = re.compile(
    r"""(?:getElementById\(\s?["']([\w-]{1,60})["']\s?\)|\$\(\s?["'](?:form)?#([\w-]{1,60})["']\s?\)"""
    r"""|(?:document|forms)\.(?:forms\.)?([\w-]{1,60})|\w\]|["']form["']\s?\))\s?\.\s?(?:submit\(|trigger\(\s?["']submit)"""
)
_CLICKS = re.compile(
    r"""["']#?([\w-]{1,60})["']\s?\)(?:\[0\])?\s?\.\s?(?:click\(\s?\)|trigger\(\s?["']click)"""
)
_BRACE = re.compile(r"[{}]")
_MOST_FUNCTIONS = 50
_MOBILE = re.compile(r"android|iphone|ipad|mobile|ismob|userAgent", re.I)
_MOBILE_ADDRESS = re.compile(r"(?:^|[/.])(?:m|wap|mobile|3g|h5|sj|phone)(?:[/.]|$)", re.I)


def onward(elements: Elements, text_length: int) -> str | None:
    """The address a visitor with a desktop browser ends on; None for a page that passes nobody on.

    A frameset of several frames leads nowhere: together they are the page."""
    if text_length > words()["onward"]["longest_text"]:
        return None
    for node, _, attributes in elements.named("meta"):
        if (attributes.get("http-equiv") or "").strip().lower() != "refresh" or _unscripted(node):
            continue
        # It is followed as soon as it is met: a base that only comes later does not count for it.
        base = elements.base if _behind_base(elements, node) else elements.url
        if target := absolute(base, refresh_target(attributes.get("content") or "")):
            return target
    handlers = [said["onload"] or "" for _, _, said in elements.named("body") if "onload" in said][:1]
    for text in [*(script for _, script in elements.scripts[:100]), *handlers]:
        run = _called(text[:200_000], elements) if any(word in text for word in _LEAVING) else ""
        if target := run and (_by_script(run, elements.base) or _pressed(run, elements)):
            return target
    frames = [each for each in elements.named("frame") if "src" in each[2]]
    if len(frames) > 1:
        return None
    framed = frames or [each for each in elements.named("iframe") if "src" in each[2]][:100]
    inner = (elements.absolute(each[2]["src"] or "") for each in framed)
    return next(filter(None, inner), None)


def _pressed(script: str, elements: Elements) -> str:
    """Where a form leads that a script sends, or a link that it presses: such as only asks for a page."""
    if match := _SUBMITS.search(script):
        forms = [each for each in elements.named("form") if "action" in each[2]]
        names = {match[1] or match[2] or match[3] or ""}
        named = [f for f in forms if names & {f[2].get("id") or "", f[2].get("name") or ""}]
        for node, _, attributes in (named or (forms if len(forms) == 1 else []))[:1]:
            asks = (attributes.get("method") or "get").strip().lower() == "get"
            # One with a field to fill in waits for the visitor.
            if asks and node.css_first("input:not([type='hidden']),select,textarea,button") is None:
                return elements.absolute(attributes["action"] or "")
    if len(elements.links) <= words()["onward"]["most_doors"] and (match := _CLICKS.search(script)):
        for link in elements.links:
            if link.attributes.get("id") == match[1]:
                return elements.absolute(link.attributes.get("href") or "")
    return ""


def entrance(elements: Elements, text_length: int) -> str | None:
    """Where a page that is only a door leads: hardly a word, a link or a picture 点击进入, and nothing else.

    Of several languages the Chinese one; None for a page that shows anything of its own."""
    rule = words()["onward"]
    if text_length > rule["longest_door"] or elements.named("input") or elements.named("iframe"):
        return None
    host = urlsplit(elements.base).netloc
    found: dict[str, str] = {}
    for link in elements.links:
        if address := elements.absolute(link.attributes.get("href") or ""):
            image = link.node.css_first("img[alt]")
            said = link.plain or ((image.attributes.get("alt") or "") if image is not None else "")
            found.setdefault(address, said)
    own = {address: said for address, said in found.items() if urlsplit(address).netloc == host}
    if not 1 <= len(own) <= rule["most_doors"] or len(found) > len(own) + rule["most_doors"]:
        return None
    named = [a for a, said in own.items() if any(word in said.lower() for word in rule["door"])]
    return next(iter(named), None) or (next(iter(own)) if len(own) == 1 and elements.named("img") else None)


def _unscripted(node: LexborNode) -> bool:
    """Whether an element is only for browsers that run no scripts."""
    here: LexborNode | None = node
    while here is not None:
        if here.tag == "noscript":
            return True
        here = here.parent
    return False


def _behind_base(elements: Elements, node: LexborNode) -> bool:
    for other, tag, attributes in elements.all:
        if other.mem_id == node.mem_id:
            return False
        if tag == "base" and "href" in attributes:
            return True
    return False


def _called(script: str, elements: Elements) -> str:
    """A script without the functions that nothing on the page calls: they wait for a press."""
    for match in list(_FUNCTION.finditer(script))[:_MOST_FUNCTIONS]:
        if elements.low.count(match[1].lower()) == 1:
            start, end = match.start(), _end_of_block(script, match.end())
            script = script[:start] + " " * (end - start) + script[end:]
    return script


def _end_of_block(script: str, start: int) -> int:
    """The place behind the brace that closes the first one opened from `start` on."""
    depth = 0
    for brace in _BRACE.finditer(script, start):
        depth += 1 if brace[0] == "{" else -1
        if depth <= 0:
            return brace.end()
    return len(script)


def sent_by(scripts: Iterable[str], base: str) -> str:
    """Where the first of a page's scripts that sends its visitor on leads; empty when none does."""
    texts = (text[:200_000] for text in scripts if "location" in text)
    return next(filter(None, (_by_script(text, base) for text in texts)), "")


def _by_script(text: str, base: str) -> str:
    """The first address that a script sends to; of a choice by device the desktop's."""
    text, mobile = folded(_REMARK.sub(" ", text), base), bool(_MOBILE.search(text))
    targets = [target for raw in _targets(text, base, mobile) if (target := absolute(base, raw))]
    targets = [each for each in targets if each != base]
    if mobile:
        targets = [each for each in targets if not _for_mobiles(each)]
    return targets[0] if targets else ""


def _for_mobiles(address: str) -> bool:
    parts = urlsplit(address)
    return bool(_MOBILE_ADDRESS.search(f"{(parts.hostname or '').partition('.')[0]}.{parts.path}"))


def _targets(text: str, base: str, mobile: bool) -> Iterator[str]:
    given = [(name, one or other or third) for name, one, other, third in _VARIABLE.findall(text)]
    known = {name: value for name, value in given if not (mobile and _for_mobiles(value))}
    known |= {f".{name}": value for name, value in _PROPERTY.findall(text)[:200]}
    for name, expression in _BUILT.findall(text):
        if name not in known and (made := _joined(expression, known, base)):
            known[name] = made
    for name, expression in _ADDED.findall(text):
        more = _joined(expression, known, base)
        known[name] = known[name] + more if more and name in known else ""
    yield from (_joined(match[1], known, base) for match in _OPENED.finditer(text))
    for match in _SENT.finditer(text):
        expression = match[1]
        condition, mark, choices = expression.partition("?")
        if mark and '"' not in condition and "'" not in condition:
            for choice in (
                choices.split(":", 1) if "://" not in choices else re.split(r"\s:\s", choices, maxsplit=1)
            ):
                yield _joined(choice, known, base)
        else:
            yield _joined(expression, known, base)


def _joined(expression: str, known: dict[str, str], base: str) -> str:
    """The text of literals, variables and parts of the page's own address put together; empty for more."""
    parts: list[str] = []
    if "+" not in expression and (only := _LITERAL.match(expression)):
        return _said(only)  # what follows belongs to the call around it
    for piece in expression.split("+"):
        if literal := _LITERAL.fullmatch(piece):
            parts.append(_said(literal))
        elif own := _OWN.fullmatch(piece):
            parts.append(_part(own[1], base))
        elif (name := piece.strip(" )\t\r\n")) and (said := known.get(name) or _property(name, known)):
            parts.append(said)
        elif parts and "?" in parts[-1] and _NEVER_THE_SAME.fullmatch(piece):
            parts.append("0")
        else:
            return ""
    return "".join(parts)


def _property(name: str, known: dict[str, str]) -> str:
    """What `cfg.home` is, where the script gives one object such a part."""
    return known.get(f".{name.rpartition('.')[2]}", "") if _DOTTED.fullmatch(name) else ""


def _said(literal: re.Match[str]) -> str:
    return next((one for one in literal.groups() if one is not None), "")


def _part(name: str, base: str) -> str:
    parts = urlsplit(base)
    return {
        "protocol": f"{parts.scheme}:",
        "host": parts.netloc,
        "hostname": parts.hostname or "",
        "origin": f"{parts.scheme}://{parts.netloc}",
        "pathname": parts.path or "/",
        "href": base,
    }[name]
