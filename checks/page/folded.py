"""What a script says in a roundabout way, in plain literals: nothing of it is run."""

import base64
import binascii
import re
from urllib.parse import unquote, urlsplit

_CODES = re.compile(r"String\s?\.\s?fromCharCode\s?\(([\d\s,]{1,4000})\)")
_BASE64 = re.compile(r"""\batob\s?\(\s?["']([A-Za-z0-9+/=]{4,4000})["']\s?\)""")
_PERCENT = re.compile(r"""\b(?:decodeURI(?:Component)?|unescape)\s?\(\s?["']([^"'\n]{1,2000})["']\s?\)""")
_JOINED = re.compile(
    r"""\[((?:\s?["'][^"'\n\[\]]{0,200}["']\s?,?){1,60}+)\]\s?\.\s?join\s?\(\s?["']([^"'\n]{0,9})["']\s?\)"""
)
_REVERSED = re.compile(
    r"""["']([^"'\n]{4,4000})["']\s?\.\s?split\(\s?["']{2}\s?\)\s?\.\s?reverse\(\)\s?\.\s?join\(\s?["']{2}\s?\)"""
)
_ARRAY = re.compile(r"""([A-Za-z_$][\w$]{0,30})\s?=\s?(\[(?:\s?["'][^"'\n\[\]]{0,200}["']\s?,?){1,60}+\])""")
_BY_NAME = re.compile(r"""\b([A-Za-z_$][\w$]{0,30})(\s?\.\s?join\s?\()""")
_CONCAT = re.compile(r"""["']([^"'\n]{1,300})["']\s?\.\s?concat\(\s?["']([^"'\n]{1,300})["']\s?\)""")
_QUOTED = re.compile(r"""["']([^"'\n]{0,200})["']""")
_INSIDE = re.compile(r"\$\{\s?((?:window\.|document\.)?location\.\w{4,8})\s?\}")
_JQUERY = re.compile(
    r"""\$\(\s?(?:window\.)?location\s?\)\s?\.\s?(?:attr|prop)\(\s?["']href["']\s?,\s?([^;\n{}]{1,400})"""
)
_NAMED = re.compile(r"""\b(?:window|document|self|top)\s?\[\s?([A-Za-z_$][\w$]{0,30})\s?\]""")
_LOCATION = re.compile(r"""([A-Za-z_$][\w$]{0,30})\s?=\s?["']location["']""")
_OWN = r"(?:window\.|document\.)?location(?:\.href)?"
_SECURE = re.compile(
    rf"""{_OWN}(?:\.toString\(\))?\s?\.\s?replace\(\s?(?:["']http:(?://)?["']|/\^?http:?(?:\\/){{0,2}}/i?)\s?,\s?["']https:?(?://)?["']\s?\)"""
    rf"""|["']https:["']\s?\+\s?{_OWN}\.sub(?:string|str)\(\s?(?:(?:window\.|document\.)?location\.protocol\.length|5)\s?\)"""
)
_PROTOCOL = re.compile(r"""(location)\.protocol\s?=(?!=)\s?["']https:?["']""")


def folded(script: str, base: str) -> str:
    """A script with the strings that it puts together, turns round or decodes written out."""
    if "fromCharCode" in script:
        script = _CODES.sub(lambda match: _literal(_of_codes(match[1])), script)
    if "atob" in script:
        script = _BASE64.sub(lambda match: _literal(from_base64(match[1])), script)
    if "decodeURI" in script or "unescape" in script:
        script = _PERCENT.sub(lambda match: _literal(unquote(match[1])), script)
    if ".concat" in script:
        script = _CONCAT.sub(r'"\1\2"', script)
    if ".join" in script:
        arrays = dict(_ARRAY.findall(script)[:50])
        script = _BY_NAME.sub(lambda match: f"{arrays.get(match[1], match[1])}{match[2]}", script)
        script = _REVERSED.sub(lambda match: _literal(match[1][::-1]), script)
        script = _JOINED.sub(lambda match: _literal(match[2].join(_QUOTED.findall(match[1]))), script)
    if "${" in script:
        script = _INSIDE.sub(r"`+\1+`", script)
    if "$(" in script:
        script = _JQUERY.sub(r"location.href=(\1", script).replace("location.href=(", "location.href=")
    if "http" in script and urlsplit(base).scheme == "http":
        secure = f'"https{base[4:]}"'
        script = _PROTOCOL.sub(lambda match: f"{match[1]}.href={secure}", _SECURE.sub(secure, script))
    if "[" in script and (names := set(_LOCATION.findall(script))):
        script = _NAMED.sub(lambda match: "window.location" if match[1] in names else match[0], script)
    return script


def from_base64(text: str) -> str:
    """What base64 says; empty when it says no text."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


def unturned(script: str) -> str:
    """A script with the strings that it turns round or keeps as base64 written out behind it."""
    found = [match[1][::-1] for match in _REVERSED.finditer(script)] if "reverse" in script else []
    found += [from_base64(match[1]) for match in _BASE64.finditer(script)] if "atob" in script else []
    return "\n".join([script, *filter(None, found)])


def _literal(text: str) -> str:
    plain = text if '"' not in text and "\n" not in text and "\\" not in text else ""
    return f'"{plain}"'


def _of_codes(codes: str) -> str:
    numbers = [int(code) for code in codes.split(",") if code.strip().isdigit() and len(code.strip()) < 6]
    return "".join(
        chr(number) for number in numbers if 32 <= number < 0x10000 and not 0xD800 <= number < 0xE000
    )
