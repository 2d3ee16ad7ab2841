"""The papers for a meeting, made from registries of a district and of a province:
`BENCH_SIZES=199,15000 pytest tests/benchmarks/test_pack.py -s`. Time of the processor, so that what else runs
does not count."""

from pathlib import Path
from time import process_time
from zipfile import ZipFile

from core.reporting.pack.files import FILES, make_pack
from core.reporting.reports.period import newest_complete
from tests.benchmarks.volumes import SIZES, table, volume

# Channels up to which a limit in seconds holds.
LIMITS = {200: 10.0, 15_000: 60.0}


def test_a_pack_is_made_within_its_limit(tmp_path: Path) -> None:
    rows, late = [], {}
    for size in SIZES:
        with volume(size, tmp_path):
            began = process_time()
            pack = make_pack(newest_complete("quarterly"))
            counted = process_time()
            made = {ending: make(pack) for ending, make in FILES.items()}
            ended = process_time()
            for ending, data in made.items():
                (tmp_path / f"pack.{ending}").write_bytes(data)
                with ZipFile(tmp_path / f"pack.{ending}") as package:
                    assert package.testzip() is None
            took = ended - began
            rows.append([f"{size:,}", f"{counted - began:.1f}", f"{ended - counted:.1f}", f"{took:.1f}"])
            limit = min((limit for most, limit in LIMITS.items() if size <= most), default=None)
            if limit is not None and took > limit:
                late[size] = took
    print(table("pack", ["channels", "figures s", "files s", "together s"], rows))
    assert late == {}
