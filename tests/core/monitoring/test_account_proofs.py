"""What a person saw of an account: taken or refused, and what the checker makes of it."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.outcome import Proof
from core.monitoring.account_proofs import give, given
from core.monitoring.due import named
from core.rules.evidence_files import File
from db.models import AccountProof, AuditEntry, CheckRequest
from tests.pages.test_work import a_picture
from tests.rows import NOON, a_unit, a_website, all_of

STAFF = Actor("乙", Role.STAFF)
PICTURE = File("截图.png", a_picture())


def an_account(**fields) -> int:
    return a_website(kind="weibo", url="", **fields)


@pytest.fixture(autouse=True)
def _noon(either_database):
    with clock.frozen(NOON):
        yield


def test_a_proof_is_kept_with_its_picture_and_asks_for_a_new_look():
    account = an_account()
    give(account, date(2026, 11, 20), note=" 已看 ", file=PICTURE, actor=STAFF)
    (proof,) = given(account)
    assert (proof.last_post_on, proof.note, proof.actor) == (date(2026, 11, 20), "已看", "乙")
    assert (proof.name, proof.media, proof.data()) == ("截图.png", "image/png", PICTURE.data)
    assert [(request.channel_id, request.check) for request in all_of(CheckRequest)] == [
        (account, "account_freshness")
    ]
    assert all_of(AuditEntry)[-1].action == "prove"


def test_the_newest_word_is_what_the_check_gets():
    account = an_account()
    give(account, date(2026, 10, 1), actor=STAFF)
    give(account, date(2026, 11, 20), actor=STAFF)
    (target,) = named([account], addressed=False)
    assert target.proof == Proof(date(2026, 11, 20), clock.today())
    assert [proof.last_post_on.month for proof in given(account)] == [11, 10]


@pytest.mark.parametrize(
    ("day", "file", "actor", "refusal"),
    [
        (date(2026, 11, 24), None, STAFF, "proof.refused.future"),
        (date(2026, 11, 20), File("a.png", b"MZ"), STAFF, "refusal.file_kind"),
        (date(2026, 11, 20), File("a.png", b""), STAFF, "refusal.file_empty"),
        (date(2026, 11, 20), None, Actor("甲", Role.LEADER), "refusal.role"),
        (date(2026, 11, 20), None, Actor("丁", Role.STAFF, unit_id=999), "proof.refused.other_unit"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(day, file, actor, refusal):
    with pytest.raises(DomainError) as refused:
        give(an_account(), day, file=file, actor=actor)
    assert refused.value.key == refusal
    assert str(refused.value) != refusal
    assert all_of(AccountProof) == all_of(CheckRequest) == []


def test_a_website_has_no_proof():
    with pytest.raises(DomainError) as refused:
        give(a_website(), clock.today() - timedelta(days=1), actor=STAFF)
    assert refused.value.key == "proof.refused.no_account"


def test_staff_speak_for_the_accounts_below_their_unit():
    above = a_unit()
    account = an_account(unit_id=a_unit(parent_id=above))
    assert give(account, clock.today(), actor=Actor("丁", Role.STAFF, unit_id=above))
