"""The tests of `checks.fetch`, word for word, with the probe loop behind the same `get`.

Whatever a hostile server does, both ways of visiting decide alike and call it by the same name."""

import pytest

from tests.checks.fetch.test_classify import *  # noqa: F403
from tests.checks.fetch.test_guard import *  # noqa: F403
from tests.checks.fetch.test_limits import *  # noqa: F403

pytestmark = pytest.mark.usefixtures("through_libcurl")

# These two replace the connect call of Python's sockets, which libcurl does not use.
del test_no_way_from_this_machine_is_never_the_sites_fault  # noqa: F821
del test_a_name_that_turns_private_at_a_second_look_up_gains_nothing  # noqa: F821
