"""Places that do not exist, entered from an empty database as an office enters its own: their notices print
every class and every level in the place's words, and no raw key. `invented.py` counts them all."""

import pytest

from core.registry import own_levels
from tests.core.notices.invented import places, printed

# One of each way in which problems come in, and each way in which levels differ from what everybody has.
SHOWN = ("临海市", "河套盟", "呼伦旗", "青源省", "冀北市", "皖中区")


@pytest.fixture(autouse=True)
def fresh():
    own_levels.forget()
    yield
    own_levels.forget()


@pytest.mark.parametrize("name", SHOWN)
def test_a_notice_prints_every_class_and_level_as_its_place_does(database, name):
    found = printed(places()[name])
    assert found.whole, f"{found}\n{found.said}"
