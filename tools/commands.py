"""The commands of `manage.py`: run, serve, test, check, lint, fmt, bench, soak, bundle."""

import argparse
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tools import bundle, chromium, install
from tools.place import PYTHON, ROOT
from tools.serve import serve
from tools.words import Stopped, plain_output, say, words

BENCHMARKS = ROOT / "tests" / "benchmarks"
QUICK = ("test_crawl.py", "test_page.py", "test_wording.py")


def main() -> int:
    """Do one command. Exit status 0 done, 1 something was found wrong, 2 it could not be tried."""
    plain_output()
    parser = _parser()
    args, rest = parser.parse_known_args()
    if rest and not args.passes_on:
        parser.error(" ".join(rest))
    args.rest = [word for word in rest if word != "--"]
    try:
        command: Callable[[argparse.Namespace], int] = args.command
        return command(args)
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py", description=_help("about"))
    commands = parser.add_subparsers(required=True, metavar="run|serve|test|check|lint|fmt|bench|soak|bundle")

    def add(
        name: str, command: Callable[[argparse.Namespace], int], passes_on: bool = False
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=_help(name), description=_help(name))
        made.set_defaults(command=command, passes_on=passes_on)
        return made

    for name, command in (("run", _run), ("serve", _serve)):
        made = add(name, command)
        made.add_argument("--port", type=int, help=_help("port"))
        made.add_argument("--from", dest="archive", type=Path, metavar="ARCHIVE", help=_help("from"))
        if name == "serve":
            made.add_argument("--adopt", action="store_true", help=_help("adopt"))
    for name, command in (("test", _test), ("check", _check)):
        add(name, command, True).add_argument("--require-browser", action="store_true", help=_help("browser"))
    add("lint", _lint)
    add("fmt", _fmt)
    add("bench", _bench, True).add_argument("--quick", action="store_true", help=_help("quick"))
    add("soak", _soak, True)
    made = add("bundle", _bundle)
    made.add_argument("archive", type=Path, help=_help("archive"))
    made.add_argument("--machine", action="append", help=_help("machine"))
    made.add_argument("--python", action="append", help=_help("python"))
    return parser


def _help(key: str) -> str:
    return " / ".join(words(f"help.{key}"))


def _run(args: argparse.Namespace) -> int:
    _ensure_product(args.archive)
    return serve(args.port, demonstration=True)


def _serve(args: argparse.Namespace) -> int:
    _ensure_product(args.archive)
    return serve(args.port, demonstration=False, adopting=args.adopt)


def _ensure_product(archive: Path | None) -> None:
    if archive is None or install.ready(install.RUN):
        install.ensure(install.RUN)
        return
    with tempfile.TemporaryDirectory() as folder:
        install.ensure(install.RUN, bundle.wheels_of(archive, Path(folder)))


def _bundle(args: argparse.Namespace) -> int:
    install.ensure(install.RUN)
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return bundle.write(args.archive.absolute(), args.machine or [platform.machine()], args.python or [here])


def _test(args: argparse.Namespace) -> int:
    install.ensure(install.TEST)
    return _pytest(args)


def _pytest(args: argparse.Namespace, *more: str) -> int:
    if args.require_browser:
        os.environ[chromium.REQUIRED] = "1"
    if chromium.find() is None and not chromium.install():
        say("no_browser_fails" if chromium.required() else "no_browser", command=chromium.command())
    # A file of tests stays in one process, because its fixtures start servers. Files are begun in their own
    # order, the browser's first: by number of tests these, the longest, would be last, with nothing beside.
    spread = ("-n", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder")
    return _tool("pytest", *spread, *more, *args.rest)


def coverage(narrowed: Sequence[str]) -> tuple[str, ...]:
    """How pytest counts coverage: a run that was given words of its own need not reach the floor."""
    return ("--cov", "--cov-fail-under=0") if narrowed else ("--cov",)


def _lint(_args: argparse.Namespace) -> int:
    install.ensure(install.TEST)
    return max(
        _tool("ruff", "check"),
        _tool("ruff", "format", "--check"),
        _tool("mypy"),
        # The layers: the contracts stand in pyproject.toml.
        _layers(),
        # Code that nobody calls.
        _tool("vulture"),
    )


def _check(args: argparse.Namespace) -> int:
    # Counting costs much processor time on Python 3.11 (docs/performance.md), so `test` does without.
    return max(_lint(args), _pytest(args, *coverage(args.rest)))


def _fmt(_args: argparse.Namespace) -> int:
    install.ensure(install.TEST)
    return max(_tool("ruff", "check", "--fix"), _tool("ruff", "format"))


def _bench(args: argparse.Namespace) -> int:
    if not BENCHMARKS.is_dir():
        say("no_benchmarks", place=BENCHMARKS)
        return 0
    install.ensure(install.TEST)
    if args.quick:
        # Small sizes and one round, of what changes most often.
        os.environ["SUPERVISION_BENCH_QUICK"] = "1"
    files = [BENCHMARKS / name for name in QUICK] if args.quick else [BENCHMARKS]
    return _tool("pytest", *map(str, files), "-s", *args.rest)


def _soak(args: argparse.Namespace) -> int:
    install.ensure(install.TEST)
    return _tool("pytest", "-m", "soak", "-s", *args.rest)


def _layers() -> int:
    """import-linter has no module that `python -m` would run."""
    print("── lint-imports", flush=True)
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([PYTHON, "-c", linter, "--no-cache"], cwd=ROOT, check=False)
    return 1 if done.returncode else 0


def _tool(module: str, *arguments: str) -> int:
    print(f"── {module} {' '.join(arguments)}", flush=True)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # As a shell starts what runs in the background: the tool would never hear that it is to end.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen([PYTHON, "-m", module, *arguments], cwd=ROOT)
    # As Ctrl-C does from a terminal: pytest then ends its workers, servers and databases before itself.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: child.send_signal(signal.SIGINT))
    while True:
        try:
            return 1 if child.wait() else 0
        except KeyboardInterrupt:
            continue
