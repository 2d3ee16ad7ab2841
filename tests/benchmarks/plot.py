"""`python -m tests.benchmarks.plot FILE.json PICTURE.svg`: a kept result as bars of processor time."""

import json
import sys
from pathlib import Path

import altair as alt
import vl_convert

_LEAST = 0.01  # a logarithmic scale has no zero for bars to begin at


def picture(kept: Path) -> str:
    """SVG: a bar a row of the results in `kept`, on a logarithmic scale."""
    made = json.loads(kept.read_text())
    rows = [{"what": name, "ms": row["processor_ms"]} for name, row in made["rows"].items()]
    bars = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "ms:Q",
            scale=alt.Scale(type="log", domain=[_LEAST, 30]),
            title=f"processor ms {made.get('each', 'an address')} (log)",
        ),
        y=alt.Y("what:N", sort=None, title=None, axis=alt.Axis(labelLimit=300)),
    )
    chart = bars.mark_bar(color="#5b6b7b").encode(x2=alt.datum(_LEAST)) + bars.mark_text(
        align="left", dx=4
    ).encode(text="ms:Q")
    commit = f", commit {made['commit']}" if "commit" in made else ""
    title = f"{made['name']}: {made['pages']:,} pages{commit}"
    return str(vl_convert.vegalite_to_svg(chart.properties(width=520, title=title).to_dict()))


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(picture(Path(sys.argv[1])) + "\n")
