"""Every action by every role, and what pages do, against the one table `rights.py`."""

import ast
from collections.abc import Iterator

from core.access import Actor, Role
from core.access.actor import COVERS
from core.common.errors import DomainError
from tests.core.access.actions import actions, arguments, everything, unasked_writers
from tests.core.access.rights import BY_ANOTHER_RULE, GIVEN, LEAST, UNASKED
from tests.server import ROOT

# The checker asks for checks and readings itself, and takes the last step of a case.
CHECKERS = {"monitoring.requests.ask_now", "monitoring.crawls.ask_one", "lifecycle.steps.take"}


def test_every_action_has_a_row_and_every_row_an_action() -> None:
    found, rows = set(actions()), LEAST.keys() | BY_ANOTHER_RULE.keys()
    assert found - rows == set(), "actions without a row in the table"
    assert rows - found == set(), "rows of actions that are gone"
    assert set(unasked_writers()) == UNASKED.keys()


def test_each_role_is_refused_what_the_table_does_not_give_it(database: object) -> None:
    """Refused before anything is looked at, and with nothing written; not by the role when it may."""
    may, may_not = set(), set()
    for name, least in LEAST.items():
        for role in Role:
            allowed = least in COVERS[role] or (role is Role.CHECKER and name in CHECKERS)
            (may if allowed else may_not).add((name, role))
    before = everything()
    assert {(name, role) for name, role in may_not if not _refused(name, role)} == set()
    assert everything() == before
    assert {(name, role) for name, role in may if _refused(name, role)} == set()


def test_whatever_a_page_does_on_somebodys_behalf_has_a_row() -> None:
    known = {name.rpartition(".")[2] for name in LEAST.keys() | BY_ANOTHER_RULE.keys()}
    called = {name for file in (ROOT / "pages").rglob("*.py") for name in _acting(file.read_text("utf-8"))}
    assert called > {"set_grants", "verified", "give_many"}
    # `act` is a variable, whose functions stand beside it.
    assert called - known == {"act"}


def _refused(name: str, role: Role) -> bool:
    """Whether it ends by the role. Another end is that of a call with made-up arguments."""
    action = actions()[name]
    try:
        action(**arguments(action, actor=Actor("某", role), **GIVEN.get(name, {})))
    except DomainError as why:
        return why.key == "refusal.role"
    except Exception:
        return False
    return False


def _acting(source: str) -> Iterator[str]:
    """Names of functions that are called with `actor=`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and any(one.arg == "actor" for one in node.keywords):
            callee = node.args[0] if _hands_on(node.func) else node.func
            if isinstance(callee, ast.Attribute):
                yield callee.attr
            elif isinstance(callee, ast.Name):
                yield callee.id


def _hands_on(callee: ast.expr) -> bool:
    """Whether what is called is the first argument: by `partial`, or by a thread."""
    return ast.unparse(callee) in {"partial", "asyncio.to_thread"}
