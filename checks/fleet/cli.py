"""`python -m checks fleet serve · list · plant · mend`: the town from the command line."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from checks.fleet import state as files
from checks.fleet.faults import Fault, Faults, UnfitFaultError, UnknownFaultError, fit, in_order
from checks.fleet.ports import NoFreePortsError
from checks.fleet.serve import serve
from checks.fleet.state import NoTownError, TownRunsError, TownState
from core.common.settings import settings
from core.common.text import t
from db.demo.town import TownSite, address, town_sites

DONE, WRONG_USE = 0, 2


class UnknownSiteError(ValueError):
    """No site of the town has this key. The key is the argument."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the town's commands."""
    commands = parser.add_subparsers(dest="fleet_command", required=True, metavar=t("fleet.help.command"))

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=t(f"fleet.help.{name}"), description=t(f"fleet.help.{name}"))
        made.add_argument("--state", type=Path, default=None, metavar="FILE", help=t("fleet.help.state"))
        made.set_defaults(fleet_run=run)
        return made

    serving = command("serve", _serve)
    serving.add_argument("--port", type=_port, default=None, metavar="BASE", help=t("fleet.help.port"))
    command("list", _list).add_argument("--json", action="store_true", help=t("fleet.help.json"))
    for name, run, count in (("plant", _plant, None), ("mend", _mend, "?")):
        changing = command(name, run)
        changing.add_argument("site", metavar="SITE", help=t("fleet.help.site"))
        changing.add_argument(
            "fault", metavar="FAULT", nargs=count, help=t("fleet.help.fault", names=_names())
        )


def main(args: argparse.Namespace) -> int:
    """Run the command that was read into `args`. 0: done, 2: wrong use or no town, said on stderr."""
    try:
        run: Callable[[argparse.Namespace], int] = args.fleet_run
        return run(args)
    except UnknownSiteError as wrong:
        sentence = t(
            "fleet.error.site", site=wrong.args[0], sites=f"{town_sites()[0].key}–{town_sites()[-1].key}"
        )
    except UnknownFaultError as wrong:
        sentence = t("fleet.error.fault", fault=wrong.args[0], names=_names())
    except UnfitFaultError as wrong:
        sentence = t("fleet.error.unfit", site=wrong.args[0], fault=wrong.args[1])
    except NoTownError:
        sentence = t("fleet.error.none", file=_file(args))
    except TownRunsError:
        sentence = t("fleet.error.runs", file=_file(args))
    except NoFreePortsError as wrong:
        sentence = t("fleet.error.ports", port=wrong.args[0])
    except OSError as wrong:
        sentence = t("fleet.error.file", file=_file(args), reason=wrong.strerror or wrong)
    print(sentence, file=sys.stderr)  # noqa: T201
    return WRONG_USE


def _serve(args: argparse.Namespace) -> int:
    base = settings().town_port if args.port is None else args.port
    serve(_file(args), base, lambda state: _say(_table(state), t("fleet.ready", port=state.base_port)))
    return DONE


def _list(args: argparse.Namespace) -> int:
    state = files.read(_file(args))
    _say(json.dumps(_rows(state), ensure_ascii=False, indent=1) if args.json else _table(state))
    return DONE


def _plant(args: argparse.Namespace) -> int:
    site = _site(args.site)
    new = fit(site, [args.fault])
    _change(args, site, lambda old: old | new)
    _say(t("fleet.planted", site=site.key, fault=t(f"fleet.fault.{args.fault}")))
    return DONE


def _mend(args: argparse.Namespace) -> int:
    site = _site(args.site)
    gone = frozenset(Fault) if args.fault is None else fit(site, [args.fault])
    _change(args, site, lambda old: old - gone)
    _say(t("fleet.mended", site=site.key))
    return DONE


def _change(args: argparse.Namespace, site: TownSite, change: Callable[[Faults], Faults]) -> None:
    file = _file(args)
    with files.changing(file):
        state = files.read(file)
        sites = {**state.sites, site.key: change(state.sites.get(site.key, frozenset()))}
        files.write(file, replace(state, sites=sites))


def _rows(state: TownState) -> list[dict[str, object]]:
    return [
        {
            "key": site.key,
            "address": address(site, state.base_port),
            "name": site.name,
            "faults": [fault.value for fault in in_order(state.sites.get(site.key, ()))],
        }
        for site in town_sites()
    ]


def _table(state: TownState) -> str:
    lines = []
    for row, site in zip(_rows(state), town_sites(), strict=True):
        faults = in_order(state.sites.get(site.key, ()))
        told = t("fleet.between").join(t(f"fleet.fault.{fault.value}") for fault in faults)
        lines.append(f"{row['key']}  {row['address']:<25}  {row['name']}  {told}".rstrip())
    return "\n".join(lines)


def _site(key: str) -> TownSite:
    for site in town_sites():
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
        raise argparse.ArgumentTypeError(t("fleet.error.port", port=text))
    return number


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)  # noqa: T201
