"""How many reports one transaction writes, by how long the last one took.

Fifty take 0.1 s of processor time, and 7 s on a machine of load 18, in which the heartbeat waited with every
other writer and the lease was lost."""

from dataclasses import dataclass

FEWEST, FIRST, MOST = 5, 10, 50
LONG_S, SHORT_S = 1.0, 0.3


@dataclass
class Portion:
    """`size` becomes smaller at once after a long transaction, and larger again step by step."""

    size: int = FIRST

    def took(self, seconds: float) -> None:
        """Note how long a transaction of this size took, with its wait for others."""
        if seconds > LONG_S:
            self.size = max(self.size // 4, FEWEST)
        elif seconds < SHORT_S:
            self.size = min(self.size * 2, MOST)
