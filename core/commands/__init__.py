"""The commands of `python -m core`: one module each, with `add_arguments(parser)` and `main(args) -> int`.

A new command is one module, one line in `COMMANDS` and its words in the catalogue `command`."""

from types import ModuleType

from core.commands import administrator, demo, exporting, figures, importing, jobs, pack, report

COMMANDS: dict[str, ModuleType] = {
    "administrator": administrator,
    "import": importing,
    "export": exporting,
    "figures": figures,
    "report": report,
    "pack": pack,
    "jobs": jobs,
    "demo": demo,
}
