"""python -m db: upgrade, demonstration, volume, backup, restore."""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from db import chain
from db.aggregates.verify import verify
from db.backup import BackupError, backup, restore
from db.demo.fill import is_demonstration
from db.migrate import UnfitDatabase, revision, upgrade
from db.private import keep_private
from db.volume import command as volume
from db.volume.fill import NotEmpty as VolumeNotEmpty
from db.volume.size import WrongSize

REFUSALS = (BackupError, UnfitDatabase, VolumeNotEmpty, WrongSize, SQLAlchemyError, OSError)


def main(words: list[str] | None = None) -> int:
    """Run one command. Exit status 0 done, 1 found kept sums or the trail wrong, 2 wrong use or refused."""
    args = _parser().parse_args(words)
    try:
        if args.run is _demo:
            status: int = _demo(args)
            return status
        said: dict[str, object] = args.run(args)
    except REFUSALS as error:
        print(str(error), file=sys.stderr)
        return 2
    print(json.dumps(said, ensure_ascii=False) if args.json else _lines(said))
    wrong = said.get("differing") and not said["repaired"]
    cut_off = said.get("trail_head_position", 0) is None
    return 1 if wrong or cut_off or said.get("trail_breaks") else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m db", description="数据库 / the database")
    commands = parser.add_subparsers(
        required=True, metavar="upgrade | demo | volume | verify | backup | restore"
    )

    def command(name: str, help_text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_text, description=help_text)
        made.add_argument("--json", action="store_true", help="机器可读输出 / machine-readable output")
        return made

    command("upgrade", "建库或升级到最新版本 / create or bring to the newest schema").set_defaults(
        run=_upgrade
    )
    demo = command("demo", "写入演示数据（仅空库）/ fill an empty database with the demonstration")
    demo.add_argument("--demo-port", default="8700", help="演示站点首端口 / first port of demo sites")
    demo.add_argument("--town-port", dest="demo_port", help=argparse.SUPPRESS)
    demo.set_defaults(run=_demo)
    large = command("volume", "写入大量数据供测速（仅空库）/ fill an empty database with much, for measuring")
    volume.add_words(large)
    large.set_defaults(run=volume.run)
    check = command(
        "verify",
        "重新计算各项合计和操作记录链并比对 / recompute kept sums and the trail's chain, and compare",
    )
    check.add_argument("--repair", action="store_true", help="写回重新计算的结果 / keep what was recomputed")
    check.add_argument(
        "--head",
        default="",
        help="以前抄录的校验值，核对末尾有无删除 / a digest written down: was the end cut off since",
    )
    check.set_defaults(run=_verify)
    copy = command(
        "backup", "在线备份数据库、证据文件和密钥 / copy database, evidence and key while they are in use"
    )
    copy.add_argument("file", type=Path)
    copy.set_defaults(run=_backup)
    back = command("restore", "从备份恢复（先停服务）/ bring back what was copied; stop the services first")
    back.add_argument("file", type=Path)
    back.add_argument(
        "--database-only",
        action="store_true",
        help="仅恢复数据库，不含证据文件和密钥 / only the database, without evidence and key",
    )
    back.add_argument(
        "--verify", action="store_true", help="恢复后随即核验 / verify afterwards what was brought back"
    )
    back.set_defaults(run=_restore)
    return parser


def _upgrade(_args: argparse.Namespace) -> dict[str, object]:
    upgrade()
    return {"revision": revision(), "demonstration": is_demonstration()}


def _demo(args: argparse.Namespace) -> int:
    """The command's earlier name. What people enter lies above this package, in core.demonstration."""
    print("已改名为 python -m core demo / is now called python -m core demo", file=sys.stderr)
    words = ["--demo-port", args.demo_port, *(["--json"] if args.json else [])]
    return subprocess.run([sys.executable, "-m", "core", "demo", *words], check=False).returncode  # noqa: S603


def _verify(args: argparse.Namespace) -> dict[str, object]:
    said = _verified(repair=args.repair)
    return {**said, "trail_head_position": chain.position_of(args.head)} if args.head else said


def _verified(*, repair: bool) -> dict[str, object]:
    differing = verify(repair=repair)
    state = chain.verify()
    return {
        **differing,
        "differing": sum(differing.values()),
        "repaired": repair,
        "trail_sealed": state.sealed,
        "trail_waiting": state.waiting,
        "trail_breaks": len(state.breaks),
        "trail_head": state.head,
    }


def _backup(args: argparse.Namespace) -> dict[str, object]:
    belongs = backup(args.file)
    return {"backup": str(args.file), "bytes": args.file.stat().st_size, **asdict(belongs)}


def _restore(args: argparse.Namespace) -> dict[str, object]:
    belongs = restore(args.file, database_only=args.database_only)
    said = {"restored": str(args.file), **(asdict(belongs) if belongs else {})}
    return {**said, **_verified(repair=False)} if args.verify else said


def _lines(said: dict[str, object]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in said.items())


if __name__ == "__main__":
    keep_private()
    sys.exit(main())
