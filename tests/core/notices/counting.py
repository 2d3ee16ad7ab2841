"""How many figures of published notices come out equal from rows.

`python -m tests.core.notices.counting [FILE]`: FILE has the form of `tests/data/real-notices.json`; of its
places those are played that the tests know."""

import json
import os
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from core.notices.draft import Draft
from db import engine
from db.migrate import upgrade
from tests.core.notices import test_real_notices as places

RAW = re.compile(r"\b[a-z]+_[a-z_]+\b")


def counted(record: dict[str, Any], draft: Draft) -> Counter[str]:
    """The figures of one notice by what becomes of them, and the raw keys in the words of its draft."""
    contradicted = {printed for printed, _ in places.CONTRADICTIONS.get(record["id"], [])}
    found: Counter[str] = Counter()
    for figure in record["figures"]:
        unit = figure["unit"].partition("(")[0]
        key = places.key_of(record["id"], figure["label_zh"])
        value = draft.figures[key].value if key in draft.figures else None
        digits = len(f"{figure['value']:g}".partition(".")[2])
        near = 0.5 * 10**-digits if unit == "%" else 1e-9
        if value is not None and abs(value - figure["value"]) <= near + 1e-9:
            found["equal"] += 1
        elif f"{figure['value']:g}{unit}" in contradicted:
            found["contradicts itself"] += 1
        else:
            found["not recorded" if value is None else "different"] += 1
    body = "\n".join(section["body"] for section in draft.paper.sections)
    found["raw keys"] += len(RAW.findall(body))
    return found


def main(file: Path) -> None:
    """Play every known place of the file in a database of its own, and print the counts."""
    whole: Counter[str] = Counter()
    for record in json.loads(file.read_text("utf-8"))["records"]:
        if record["id"] not in places.PLACES:
            continue
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SUPERVISION_DATA_DIR"] = folder
            engine.forget()
            upgrade()
            mine = counted(record, places.drafted_for(record["id"]))
            engine.forget()
        print(record["id"], dict(mine), flush=True)
        whole += mine
    print(f"{sum(whole.values()) - whole['raw keys']} figures:", dict(whole), "raw keys:", whole["raw keys"])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else places.DATA / "real-notices.json")
