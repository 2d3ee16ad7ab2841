"""A country's registry, 15,000 channels: `pytest tests/benchmarks/test_registry.py -s`.

Times differ between machines; the ratios to a plain openpyxl read of the same file are the measure."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from time import perf_counter
from typing import Any

import openpyxl
import pytest

from core.registry.exporting import registry_csv, registry_xlsx
from core.registry.importing.apply import apply, dry_run
from core.registry.importing.plan import Options
from core.registry.importing.undo import undo
from core.registry.search import Filter, search
from tests.registry_files import SUPERVISOR, a_country, a_workbook, read

CHANNELS, UNITS = 15_000, 1_500


class Stopwatch:
    """Times by name, printed with their ratio to the first."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = perf_counter()
        yield
        self.times[name] = perf_counter() - start

    def measured(self, name: str, work: Callable[[], Any]) -> Any:
        with self(name):
            return work()

    def table(self) -> str:
        base = next(iter(self.times.values()))
        lines = [f"{name:<44}{seconds:>9.3f} s{seconds / base:>9.2f}" for name, seconds in self.times.items()]
        return "\n".join(["", f"{CHANNELS} channels, {UNITS} units".ljust(44) + "     time    ratio", *lines])


def openpyxl_read(data: bytes) -> int:
    book = openpyxl.load_workbook(BytesIO(data), read_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


@pytest.fixture
def watch() -> Iterator[Stopwatch]:
    made = Stopwatch()
    yield made
    print(made.table())


def test_a_country_is_imported_found_and_exported(either_database, watch):
    data, options = a_workbook(*a_country(CHANNELS, UNITS)), Options(create_units=True)
    assert watch.measured("openpyxl, plain read-only read", lambda: openpyxl_read(data)) == CHANNELS + 1
    file = watch.measured("read the workbook, guarded", lambda: read(data))
    plan = watch.measured("dry run into an empty registry", lambda: dry_run(file, options))
    assert plan.count("add") == CHANNELS
    batch = watch.measured(
        "import (plan again and write)",
        lambda: apply(file, options, seen=plan.fingerprint(), actor=SUPERVISOR),
    )
    assert watch.measured("dry run of the same file again", lambda: dry_run(file, options)).counts == {
        "same": CHANNELS
    }
    for name, wanted, offset in (
        ("first page of all", Filter(), 0),
        ("page 400 of all", Filter(), 25 * 399),
        ("filtered by words", Filter(words="账号149"), 0),
        ("filtered by kind", Filter(kind="weibo"), 0),
    ):
        assert watch.measured(name, lambda w=wanted, o=offset: search(w, offset=o)).rows
    exported = watch.measured("export to XLSX, all fields", lambda: registry_xlsx(Filter()))
    watch.measured("export to CSV, all fields", lambda: registry_csv(Filter()))
    whole = watch.measured("read the export", lambda: read(exported))
    assert watch.measured("dry run of the export", lambda: dry_run(whole, Options())).counts == {
        "same": CHANNELS
    }
    watch.measured("openpyxl, plain read of the export", lambda: openpyxl_read(exported))
    assert watch.measured("undo the import", lambda: undo(batch, actor=SUPERVISOR)) == CHANNELS
