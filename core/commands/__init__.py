"""The commands of `python -m core`: one module each, with `add_arguments(parser)` and `main(args) -> int`.

A new command is one module, one line in `COMMANDS` and its words in the catalogue `command`."""

# Only the one that is asked for is imported: figures need no slides, the demonstration no documents.
COMMANDS: dict[str, str] = {
    "administrator": "core.commands.administrator",
    "import": "core.commands.importing",
    "export": "core.commands.exporting",
    "figures": "core.commands.figures",
    "report": "core.commands.report",
    "pack": "core.commands.pack",
    "jobs": "core.commands.jobs",
    "demo": "core.commands.demo",
}
