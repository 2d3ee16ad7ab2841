"""Scripts that were shortened by the packer with `p,a,c,k,e,d`: its words are put back in their places."""

import re

_BEGIN = re.compile(r"eval\s?\(\s?function\s?\(\s?p,a,c,k,e,")
_WORDS = re.compile(r",\s?(\d{1,2})\s?,\s?\d{1,5}\s?,\s?'([^'\n]{0,60000})'\s?\.\s?split\('\|'\)")
_WORD = re.compile(r"\b\w{1,5}\b")
_MOST = 200_000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def unpacked(script: str) -> str:
    """The text of the first packed script in `script`; empty where there is none."""
    begin = _BEGIN.search(script)
    found = _WORDS.search(script, begin.end()) if begin else None
    if not begin or not found:
        return ""
    start = script.rfind("('", begin.end(), found.start())
    payload = script[start + 2 : found.start()].rstrip("' ")[:_MOST] if start >= 0 else ""
    base, words = int(found[1]), found[2].split("|")
    if not 2 <= base <= len(_DIGITS):
        return ""

    def put_back(match: re.Match[str]) -> str:
        number = _number(match[0], base)
        return (words[number] if 0 <= number < len(words) else "") or match[0]

    return _WORD.sub(put_back, payload).replace("\\'", "'").replace('\\"', '"')


def _number(text: str, base: int) -> int:
    number = 0
    for sign in text:
        digit = _DIGITS.find(sign)
        if not 0 <= digit < base:
            return -1
        number = number * base + digit
    return number
