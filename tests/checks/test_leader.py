"""A checker's hold on the lease."""

from checks.leader import Leader
from core.monitoring import lease


def test_a_second_one_in_the_same_process_does_not_take_it(either_database: str) -> None:
    """Containers of one image have one host name, and each checker is process 1."""
    first, second = Leader(seconds=60), Leader(seconds=60)
    for _ in range(2):
        first.beat()
        second.beat()
    assert first.token is not None
    assert second.token is None
    first.release()
    second.beat()
    assert second.token is not None
    assert lease.renew(second.token, seconds=60)
