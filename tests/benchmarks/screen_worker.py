"""Draws pages with the `pages` of whichever checkout PYTHONPATH names: run by path, beside `two_screens`.

Reads a line of JSON for each run it is asked for, [file, parameters], and answers with processor seconds of
that run, or with the error's name. The first run of a page opens it; each later one draws it again."""

import json
import sys
from pathlib import Path
from time import process_time
from typing import Any

from streamlit.testing.v1 import AppTest

_opened: dict[str, AppTest] = {}


def _run(file: str, parameters: dict[str, str]) -> Any:
    app = _opened.get(file)
    if app is None:
        app = AppTest.from_file(str(Path.cwd() / "app.py"), default_timeout=120)
        app.run()
        app.switch_page(f"pages/{file}")
        for name, value in parameters.items():
            app.query_params[name] = value
    began = process_time()
    app.run()
    took = process_time() - began
    if app.exception:
        return app.exception[0].message
    _opened[file] = app
    return took


def main() -> None:
    """Answer line by line until nothing more is asked."""
    for line in sys.stdin:
        file, parameters = json.loads(line)
        try:
            said = _run(file, parameters)
        except Exception as error:  # a page that the other checkout does not have
            said = type(error).__name__
        print(json.dumps(["answer", said]), flush=True)


if __name__ == "__main__":
    main()
