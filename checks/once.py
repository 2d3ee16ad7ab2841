"""`python -m checks once URL`: visit one site without a database, print facts and outcomes."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from checks.fetch import BadAddress, Limits, Visit, visitable
from checks.page import Page, as_json, facts_of
from checks.page.second_reader import compared
from checks.rules.availability import NAME as AVAILABILITY
from checks.rules.availability import visited
from checks.sandbox.limits import PutAside
from checks.work import made, reader, wanted
from core.common import clock
from core.common.outcome import Outcome, Report, Target
from core.common.settings import settings
from core.common.text import LANGUAGES, has, t, use_language
from core.rules import rule_set

SHOWN = 10
PASSED = frozenset({Outcome.OK, Outcome.EXEMPT})
WRONG = frozenset({Outcome.PROBLEM, Outcome.SUSPECT})
WRONG_USE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `once`."""
    parser.add_argument("url", metavar="URL", help=t("once.help.url"))
    parser.add_argument("--json", action="store_true", help=t("once.help.json"))
    parser.add_argument("--language", choices=LANGUAGES, help=t("once.help.language"))
    parser.add_argument(
        "--allow", action="append", default=[], metavar="ADDRESS[:PORT[-PORT]]", help=t("once.help.allow")
    )


def main(args: argparse.Namespace) -> int:
    """Run it. 0 everything in order, 1 something is not, 2 wrong use."""
    use_language(args.language or settings().language)
    try:
        visitable(args.url)
    except BadAddress:
        return _refuse(t("once.wrong.address", address=args.url))
    rules = rule_set()
    try:
        limits = Limits.from_settings(settings(), timeout_s=rules.availability.timeout_s)
        limits = replace(limits, allowed_private=(*limits.allowed_private, *args.allow))
    except ValueError as error:
        return _refuse(t("once.wrong.allow", reason=error))
    fetcher = reader(limits, rules)
    visit = fetcher.get(args.url, timeout_s=rules.availability.timeout_s)
    page = fetcher.page(visit, clock.today()) if visit.readable else None
    target = Target(channel_id=0, name=args.url, url=args.url)
    reports = [made(check, target, fetcher, rules) for check in (AVAILABILITY, *wanted(rules))]
    try:
        lines = _lines(visit, page, reports, as_json=args.json)
    except PutAside:  # said by the checks already
        lines = _lines(visit, None, reports, as_json=args.json)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if _in_order(reports) else 1


def _lines(visit: Visit, page: Page | None, reports: list[Report], *, as_json: bool) -> list[str]:
    return [_as_json(visit, page, reports)] if as_json else list(_as_text(visit, page, reports))


def _in_order(reports: list[Report]) -> bool:
    """Whether the site opens and nothing is wrong or doubtful. What does not apply to a site that is not
    registered, or cannot be read off it, is no fault."""
    first, *others = reports
    return first.outcome in PASSED and not any(report.outcome in WRONG for report in others)


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return WRONG_USE


def _as_json(visit: Visit, page: Page | None, reports: list[Report]) -> str:
    facts = {
        "visit": {**visited(visit), **_times(visit), "charset": visit.charset},
        "page": page.ask(as_json) if page else None,
        "second_reader": _second_reader(page) if page else None,
        "checks": [_report_facts(report) for report in reports],
        "rule_version": rule_set().version,
    }
    return json.dumps(facts, ensure_ascii=False, indent=2, default=str)


def _second_reader(page: Page) -> dict[str, object] | None:
    opinion = page.ask(compared)
    return opinion._asdict() if opinion else None


def _times(visit: Visit) -> dict[str, float | None]:
    return {
        "connect_ms": visit.connect_ms,
        "first_byte_ms": visit.first_byte_ms,
        "total_ms": visit.total_ms,
    }


def _report_facts(report: Report) -> dict[str, Any]:
    return {
        "check": report.check,
        "at": report.at.isoformat(),
        "outcome": report.outcome.value,
        "failure": report.failure.value if report.failure else None,
        "status": report.status,
        "problems": [{**asdict(problem), "fingerprint": problem.fingerprint} for problem in report.problems],
        "unsure": sorted(report.unsure),
        "evidence": dict(report.evidence),
    }


def _as_text(visit: Visit, page: Page | None, reports: list[Report]) -> Iterator[str]:
    yield from _block("visit", _visit_rows(visit))
    if page:
        yield from _block("page", _page_rows(page))
        yield from _second_opinion(page)
        yield from _block("footer", _mark_rows(asdict(page.footer)))
        if page.tags:
            yield from ["", t("once.head.tags"), *(f"  {name}  {value}" for name, value in page.tags.items())]
    yield from ["", t("once.head.checks")]
    for report in reports:
        yield from _outcome(report)


def _block(name: str, rows: Mapping[str, object]) -> Iterator[str]:
    yield from ["", t(f"once.head.{name}")] if name != "visit" else [t("once.head.visit")]
    for key, value in rows.items():
        if value not in (None, ""):
            yield f"  {t(f'once.{name}.{key}')}{t('once.colon')}{value}"


def _visit_rows(visit: Visit) -> dict[str, object]:
    rows: dict[str, object] = {
        "address": visit.url,
        "redirects": " → ".join([*visit.redirects, visit.final_url]) if visit.redirects else "",
        "status": visit.status,
        "peer": visit.peer,
        "total": t("once.ms", ms=f"{visit.total_ms:.0f}"),
        "bytes": f"{len(visit.body):,}",
        "detail": visit.detail,
    }
    if visit.tls:
        rows["certificate"] = t(f"once.certificate.{'trusted' if visit.tls.verified else 'untrusted'}")
        rows["certificate_error"] = visit.tls.error
        rows["not_after"] = f"{clock.day_of(visit.tls.not_after)}" if visit.tls.not_after else ""
        rows["issuer"] = visit.tls.issuer
    return rows


def _page_rows(page: Page) -> dict[str, object]:
    newest = facts_of(page).newest
    return {
        "title": page.title.value,
        "charset": page.charset.name,
        "text_length": page.text_length,
        "links": len(page.links),
        "dates": len(page.items),
        "newest": f"{newest.day}  {newest.item}" if newest else t("once.none"),
        "where": newest.where if newest else "",
        "confidence": f"{newest.confidence:.0%}" if newest else "",
        "onward": page.onward,
    }


def _second_opinion(page: Page) -> Iterator[str]:
    """What another parser makes of the page's links, and the first addresses that only one of them saw."""
    opinion = page.ask(compared)
    if opinion is None:
        yield f"  {t('once.second.refused')}"
        return
    only = {"only_first": opinion.only_first, "only_second": opinion.only_second}
    yield "  " + t(
        "once.second.counts", both=opinion.both, **{side: len(each) for side, each in only.items()}
    )
    for side, addresses in only.items():
        for address in addresses[:SHOWN]:
            yield f"    {t(f'once.second.{side}')}{t('once.colon')}{address}"


def _mark_rows(marks: Mapping[str, object]) -> dict[str, object]:
    shown = {key: _mark(value) for key, value in marks.items() if key != "scripted"}
    return {**shown, "scripted": t("once.yes")} if marks["scripted"] else shown


def _mark(value: object) -> object:
    if isinstance(value, bool):
        return t("once.yes") if value else t("once.none")
    return value or t("once.none")


def _few(detail: Mapping[str, Any]) -> str:
    """The short facts of a problem in one line."""
    return "  ".join(str(value)[:80] for value in detail.values() if isinstance(value, str | int | float))


def _outcome(report: Report) -> Iterator[str]:
    yield f"  {t(f'check.{report.check}.name')}{t('once.colon')}{t(f'state.outcome.{report.outcome}')}"
    for problem in report.problems[:SHOWN]:
        yield "    " + "  ".join(filter(None, [problem.key, problem.address, _few(problem.detail)]))
    if report.failure:
        yield f"    {t(f'failure.{report.failure}.name')}"
        yield f"    {t(f'failure.{report.failure}.remedy')}"
    elif has(sentence := f"once.judged.{report.check}.{report.outcome}") and report.evidence.get("newest"):
        evidence = report.evidence
        yield "    " + t(
            sentence,
            newest=evidence["newest"],
            age=evidence["age_days"],
            window=evidence["window_days"],
            item=evidence["item"],
        )
