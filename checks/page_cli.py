"""`python -m checks page FILE --url URL`: print the facts of one saved page; nothing is fetched."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from checks.fetch import BadAddress, visitable
from checks.page import MOST_BYTES, as_json, open_page
from core.common import clock
from core.common.settings import settings
from core.common.text import LANGUAGES, t, use_language

WRONG_USE = 2
_SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `page`."""
    parser.add_argument("file", metavar="FILE", help=t("page.help.file"))
    parser.add_argument("--url", required=True, metavar="URL", help=t("page.help.url"))
    parser.add_argument("--content-type", metavar="TYPE", help=t("page.help.content_type"))
    parser.add_argument("--json", action="store_true", help=t("page.help.json"))
    parser.add_argument("--language", choices=LANGUAGES, help=t("page.help.language"))


def main(args: argparse.Namespace) -> int:
    """Run it. 0 the page was read, whatever it holds; 2 wrong use."""
    use_language(args.language or settings().language)
    try:
        visitable(args.url)
        body = _read(args.file)
    except BadAddress:
        return _refuse(t("page.wrong.address", address=args.url))
    except OSError as error:
        return _refuse(t("page.wrong.file", file=args.file, reason=error.strerror or str(error)))
    facts = as_json(open_page(body, args.url, content_type=args.content_type, today=clock.today()))
    text = json.dumps(facts, ensure_ascii=False, indent=2) if args.json else "\n".join(_lines(facts))
    sys.stdout.write(text + "\n")
    return 0


def _read(name: str) -> bytes:
    """As much of the file as is looked at, and one byte, so that it is known to have been cut."""
    if name == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return WRONG_USE


def _lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """The facts for people: single values first, then marks, then the lists' first entries."""
    for name in ("url", "title", "charset", "published", "newest_of_list", "filled", "under_construction"):
        yield _line(f"page.fact.{name}", facts[name])
    for name in ("search_box", "interaction", "text_length", "onward"):
        yield _line(f"page.fact.{name}", facts[name])
    yield from ["", t("page.head.footer")]
    for name, mark in facts["footer"].items():
        yield "  " + _line(f"page.mark.{name}", mark)
    yield from ["", t("page.head.tags")]
    yield from (f"  {name}  {value}" for name, value in facts["tags"].items())
    for name in ("items", "personal", "planted", "malformed", "references"):
        yield from _list(name, facts)


def _list(name: str, facts: Mapping[str, Any]) -> Iterator[str]:
    yield from ["", t("page.list.title", name=t(f"page.list.{name}"), count=facts["counts"][name])]
    for each in facts[name][:_SHOWN]:
        yield "  " + "  ".join(str(value) for value in each.values() if value not in ("", False, []))


def _line(key: str, fact: Any) -> str:
    return f"{t(key)}{t('page.colon')}{_said(fact)}"


def _said(fact: Any) -> str:
    """A fact in one line: what it is, how sure, where."""
    if not isinstance(fact, Mapping):
        return t("page.none") if fact in (None, "") else str(fact)
    value = fact.get("value", fact.get("day", fact.get("name", "")))
    state = [t(f"page.state.{fact['state']}")] if "state" in fact else []
    if isinstance(value, bool):
        value = t("page.yes") if value else t("page.no")
    elif value in ("present", "missing", "unknown"):
        value = t(f"page.state.{value}")
    sure = f"{fact['confidence']:.0%}" if fact.get("confidence") else ""
    return "  ".join(filter(None, [*state, str(value), sure, fact.get("where", "")])) or t("page.none")
