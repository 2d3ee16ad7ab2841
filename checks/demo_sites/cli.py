"""`python -m checks demo-sites serve · list · inject · clear`: the demo sites from the command line."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from checks.demo_sites import state as files
from checks.demo_sites.faults import Fault, Faults, UnfitFaultError, UnknownFaultError, fit, in_order
from checks.demo_sites.ports import NoFreePortsError
from checks.demo_sites.serve import serve
from checks.demo_sites.state import AlreadyRunningError, DemoState, NotRunningError
from core.common.settings import settings
from core.common.text import t
from db.demo.sites import DemoSite, address, site_list

DONE, WRONG_USE = 0, 2


class UnknownSiteError(ValueError):
    """No demo site has this key. The key is the argument."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the demo sites' commands."""
    commands = parser.add_subparsers(
        dest="demo_sites_command", required=True, metavar=t("demo_sites.help.command")
    )

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=t(f"demo_sites.help.{name}"), description=t(f"demo_sites.help.{name}")
        )
        made.add_argument("--state", type=Path, default=None, metavar="FILE", help=t("demo_sites.help.state"))
        made.set_defaults(demo_sites_run=run)
        return made

    serving = command("serve", _serve)
    serving.add_argument("--port", type=_port, default=None, metavar="BASE", help=t("demo_sites.help.port"))
    command("list", _list).add_argument("--json", action="store_true", help=t("demo_sites.help.json"))
    for name, run, count in (("inject", _inject, None), ("clear", _clear, "?")):
        changing = command(name, run)
        changing.add_argument("site", metavar="SITE", help=t("demo_sites.help.site"))
        changing.add_argument(
            "fault", metavar="FAULT", nargs=count, help=t("demo_sites.help.fault", names=_names())
        )


def main(args: argparse.Namespace) -> int:
    """Run the command that was read into `args`. 0: done, 2: wrong use or no demo sites, said on stderr."""
    try:
        run: Callable[[argparse.Namespace], int] = args.demo_sites_run
        return run(args)
    except UnknownSiteError as wrong:
        sentence = t(
            "demo_sites.error.site", site=wrong.args[0], sites=f"{site_list()[0].key}–{site_list()[-1].key}"
        )
    except UnknownFaultError as wrong:
        sentence = t("demo_sites.error.fault", fault=wrong.args[0], names=_names())
    except UnfitFaultError as wrong:
        sentence = t("demo_sites.error.unfit", site=wrong.args[0], fault=wrong.args[1])
    except NotRunningError:
        sentence = t("demo_sites.error.none", file=_file(args))
    except AlreadyRunningError:
        sentence = t("demo_sites.error.runs", file=_file(args))
    except NoFreePortsError as wrong:
        sentence = t("demo_sites.error.ports", port=wrong.args[0])
    except OSError as wrong:
        sentence = t("demo_sites.error.file", file=_file(args), reason=wrong.strerror or wrong)
    print(sentence, file=sys.stderr)  # noqa: T201
    return WRONG_USE


def _serve(args: argparse.Namespace) -> int:
    base = settings().demo_port if args.port is None else args.port
    serve(_file(args), base, lambda state: _say(_table(state), t("demo_sites.ready", port=state.base_port)))
    return DONE


def _list(args: argparse.Namespace) -> int:
    state = files.read(_file(args))
    _say(json.dumps(_rows(state), ensure_ascii=False, indent=1) if args.json else _table(state))
    return DONE


def _inject(args: argparse.Namespace) -> int:
    site = _site(args.site)
    new = fit(site, [args.fault])
    _change(args, site, lambda old: old | new)
    _say(t("demo_sites.injected", site=site.key, fault=t(f"demo_sites.fault.{args.fault}")))
    return DONE


def _clear(args: argparse.Namespace) -> int:
    site = _site(args.site)
    gone = frozenset(Fault) if args.fault is None else fit(site, [args.fault])
    _change(args, site, lambda old: old - gone)
    _say(t("demo_sites.cleared", site=site.key))
    return DONE


def _change(args: argparse.Namespace, site: DemoSite, change: Callable[[Faults], Faults]) -> None:
    file = _file(args)
    with files.changing(file):
        state = files.read(file)
        sites = {**state.sites, site.key: change(state.sites.get(site.key, frozenset()))}
        files.write(file, replace(state, sites=sites))


def _rows(state: DemoState) -> list[dict[str, object]]:
    return [
        {
            "key": site.key,
            "address": address(site, state.base_port),
            "name": site.name,
            "faults": [fault.value for fault in in_order(state.sites.get(site.key, ()))],
        }
        for site in site_list()
    ]


def _table(state: DemoState) -> str:
    lines = []
    for row, site in zip(_rows(state), site_list(), strict=True):
        faults = in_order(state.sites.get(site.key, ()))
        faults_now = t("demo_sites.between").join(t(f"demo_sites.fault.{fault.value}") for fault in faults)
        lines.append(f"{row['key']}  {row['address']:<25}  {row['name']}  {faults_now}".rstrip())
    return "\n".join(lines)


def _site(key: str) -> DemoSite:
    for site in site_list():
        if site.key == key:
            return site
    raise UnknownSiteError(key)


def _file(args: argparse.Namespace) -> Path:
    return Path(args.state) if args.state else files.default_file()


def _names() -> str:
    return ", ".join(fault.value for fault in Fault)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_000:
        raise argparse.ArgumentTypeError(t("demo_sites.error.port", port=text))
    return number


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)  # noqa: T201
