"""Changing the word lists."""

import pytest

from core.access import Actor, Role
from core.common.errors import DomainError
from core.wording import store
from core.wording.editing import read_csv, remove, save, save_all
from core.wording.entry import Entry
from db.models import AuditEntry, WordEntry, WordList
from tests.rows import all_of

CHIEF = Actor("监管员", Role.SUPERVISOR)
OWN = Entry(WordList.WRONG, "沙平坝", "沙坪坝")

pytestmark = pytest.mark.usefixtures("database")


def found(text: str) -> list[str]:
    return [hit.found for hit in store.finder().find(text)]


def test_an_own_entry_is_looked_for_at_once():
    save(OWN, actor=CHIEF)
    assert found("沙平坝区") == ["沙平坝"]


def test_an_own_entry_replaces_the_shipped_one_of_its_phrase():
    assert found("己经") == ["己经"]
    save(Entry(WordList.WRONG, "己经", "已经", enabled=False), actor=CHIEF)
    assert found("己经") == []


def test_removing_it_brings_the_shipped_one_back():
    remove(save(Entry(WordList.WRONG, "己经", "已经", enabled=False), actor=CHIEF), actor=CHIEF)
    assert found("己经") == ["己经"]
    assert [row.action for row in all_of(AuditEntry)] == ["add", "remove"]


def test_a_change_is_audited_and_an_old_form_refused():
    save(OWN, actor=CHIEF)
    better = Entry(WordList.WRONG, "沙平坝", "沙坪坝", note="区名")
    save(better, version=1, actor=CHIEF)
    assert all_of(AuditEntry)[-1].changes == {"note": ["", "区名"]}
    with pytest.raises(DomainError, match="监管员"):
        save(OWN, version=1, actor=CHIEF)


@pytest.mark.parametrize(
    "entry",
    [
        Entry(WordList.WRONG, "错", "对"),
        Entry(WordList.WRONG, "错误词"),
        Entry(WordList.WRONG, "一样", "一样"),
        Entry(WordList.WRONG, "错误词", "正确词", confidence=0),
        Entry(WordList.WRONG, "错误词", "正确词", unless=("别的话",)),
        Entry(WordList.BANNED, "长" * 65),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused_in_words(entry):
    with pytest.raises(DomainError) as why:
        save(entry, actor=CHIEF)
    assert entry.phrase[:10] in str(why.value)
    assert all_of(WordEntry) == []


def test_only_supervisors_change_lists():
    with pytest.raises(DomainError):
        save(OWN, actor=Actor("某人", Role.STAFF))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_whole_and_faults_are_named_by_row(encoding):
    text = (
        "list,phrase,right,confidence,unless,enabled\nwrong,沙平坝,沙坪坝,,,\nwrong,坏,,,,\n"
        "odd,词语,,,,\nbanned,某某词,,0.7,打击某某词|某某词典,否\n"
    )
    read = read_csv(text.encode(encoding))
    assert [entry.phrase for entry in read.entries] == ["沙平坝", "某某词"]
    assert read.entries[1].unless == ("打击某某词", "某某词典")
    assert not read.entries[1].enabled
    assert [fault.split("：")[0] for fault in read.faults] == ["第 3 行", "第 4 行"]
    assert save_all(read.entries, actor=CHIEF) == 2
    assert save_all(read.entries, actor=CHIEF) == 0


def test_a_file_without_headings_is_refused_with_their_names():
    read = read_csv("沙平坝,沙坪坝\n".encode())
    assert read.entries == ()
    assert "phrase" in read.faults[0]


def test_the_list_is_searched_and_counted():
    save(OWN, actor=CHIEF)
    assert store.listed(words="沙坪").rows[0].entry == OWN
    assert store.listed(which="banned").total == store.counts(store.entries())[WordList.BANNED]


@pytest.mark.parametrize(
    ("bad", "rows"),
    [("wrong,甲\0乙,丙,,\n", 1), (f"wrong,{'字' * 200_000},丙,,\n", 0), ('wrong,"甲\n' * 3, 1)],
    ids=["a NUL", "a cell too long", "a quote left open"],
)
def test_a_row_that_is_none_is_named_and_keeps_what_stands_before(bad: str, rows: int):
    text = "list,phrase,right,confidence,unless\nwrong,沙平坝,沙坪坝,,\n" + bad
    read = read_csv(text.encode())
    assert [entry.phrase for entry in read.entries][:1] == ["沙平坝"]
    assert len(read.entries) <= 2
    assert read.faults or rows


def test_headings_that_are_no_row_are_refused_with_their_names():
    read = read_csv(("l" * 200_000 + ",phrase\n").encode())
    assert read.entries == ()
    assert "phrase" in read.faults[0]
