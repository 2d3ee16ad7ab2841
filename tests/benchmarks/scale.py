"""What a day costs at a district's, a province's and the country's size, from what pieces of work cost here.

Arithmetic only: `test_scale.py` measures, `docs/scale.md` quotes."""

from dataclasses import dataclass

DAY_S, HOUR_S, MONTH_DAYS = 86_400, 3_600, 30
# What has to be assumed, since no measurement here can tell it; change it to your own.
PAGES_A_SITE, CHANGED = 2_000, 0.1


@dataclass(frozen=True, slots=True)
class Office:
    """How much is supervised: websites, accounts."""

    name: str
    websites: int
    accounts: int


OFFICES = (Office("district", 60, 340), Office("province", 900, 5_700), Office("country", 15_000, 100_000))


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the settings want it done: seconds between two probes, site readings, looks at an account;
    and the days of raw results kept. A whole site is read once a month."""

    probe_s: float
    reading_s: float
    account_s: float
    raw_days: float


@dataclass(frozen=True, slots=True)
class Costs:
    """Measured: milliseconds of processor and kilobytes of a probe, of a reading with every check (and how
    many visits it makes), of an address of a whole site, anew and when it has not changed; bytes of a row."""

    probe_ms: float
    probe_kb: float
    reading_ms: float
    reading_kb: float
    visits: float
    checks: int
    address_ms: float
    same_ms: float
    address_kb: float
    probe_row: float
    result_row: float
    rollup_row: float
    state_row: float


@dataclass(frozen=True, slots=True)
class Day:
    """One day: visits, gigabytes fetched, processor hours; rows written, megabytes of raw results; and what
    the database takes after a year. `at_once`: whole sites read side by side to be through in a month."""

    visits: float
    gigabytes: float
    processor_h: float
    rows: float
    megabytes: float
    database_gb: float
    at_once: float


def day_of(office: Office, pace: Pace, costs: Costs, *, gap_s: float) -> Day:
    """A day of `office` when all is as it was measured. `gap_s`: between two visits to a whole site."""
    probes = office.websites * DAY_S / pace.probe_s
    readings = office.websites * DAY_S / pace.reading_s
    looks = office.accounts * DAY_S / pace.account_s
    addresses = office.websites * PAGES_A_SITE / MONTH_DAYS
    changed = addresses * CHANGED
    address_ms = changed * costs.address_ms + (addresses - changed) * costs.same_ms
    processor_ms = probes * costs.probe_ms + readings * costs.reading_ms + address_ms
    kilobytes = probes * costs.probe_kb + readings * costs.reading_kb + changed * costs.address_kb
    results = readings * costs.checks + looks
    raw = probes * costs.probe_row + results * costs.result_row
    states = office.websites * costs.checks + office.accounts
    kept = raw * pace.raw_days + states * costs.state_row + office.websites * 365 * costs.rollup_row
    return Day(
        visits=probes + readings * costs.visits + addresses,
        gigabytes=kilobytes / 1e6,
        processor_h=processor_ms / 1000 / HOUR_S,
        rows=probes + results,
        megabytes=raw / 1e6,
        database_gb=kept / 1e9,
        at_once=addresses * gap_s / DAY_S,
    )
