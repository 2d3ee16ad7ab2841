"""The registry beside exports of the national systems: found, kept, put right on either side, taken back."""

from datetime import date, timedelta

import pytest

from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.registry.importing.undo import undo
from core.registry.national import deciding, keeping
from core.registry.national.comparing import Comparison, compare, read_export, same
from core.registry.national.keeping import Filter, Listed
from db.engine import reading, writing
from db.models import AuditEntry, Channel, RegisteredState, Remedy, UnitLevel, Way
from tests.registry_files import SUPERVISOR, a_workbook
from tests.rows import a_unit, a_website, all_of

SITES = ("编号", "网站名称", "政府网站标识码", "主办单位", "首页网址", "网站状态", "联系人", "联系电话")
ACCOUNTS = ("序号", "账号名称", "平台类型", "账号ID", "主办单位", "账号状态", "联系人及电话")


@pytest.fixture
def office(either_database: object) -> dict[str, int]:
    """Two websites and four accounts of two units."""
    a_unit(name="示例区人民政府办公室", code="U0900", level=UnitLevel.DISTRICT)
    health = a_unit(name="示例区卫生健康委员会", code="U0901")
    traffic = a_unit(name="示例区交通局", code="U0902")
    site = {"kind": "website", "contact": "王某", "phone": "023-68120001"}
    account = {"kind": "weibo", "url": "", "contact": "", "unit_id": health}
    return {
        "portal": a_website(name="示例区政府门户网站", site_code="5001060001", unit_id=traffic, **site,
                            url="https://www.portal.example.cn/"),
        "health": a_website(name="示例区卫健委网站", site_code="5001060002", unit_id=health, **site,
                            url="http://wjw.example.cn/"),
        "weibo": a_website(name="健康示例", account="jk001", **account),
        "service": a_website(name="示例卫健", **{**account, "kind": "wechat_service"}),
        "douyin": a_website(name="交通示例", account="jt9", **{**account, "kind": "douyin"}),
        "gone": a_website(name="旧号", **account, registered=RegisteredState.CANCELLED),
    }  # fmt: skip


def sites_export() -> bytes:
    return a_workbook(
        # The same but for how it is written.
        (1, "示例区政府门户网站", 5001060001, "交通局", "http://www.portal.example.cn", "正常运行", "王某",
         "023—68120001"),
        (2, "示例区卫生健康委员会", 5001060002, "示例区卫生健康委", "http://wjw.example.cn/",
         "申请永久下线", "李某", ""),
        (3, "示例区档案馆网站", 5001060077, "示例区交通局", "http://dag.example.cn/", "正常运行", "赵某", ""),
        headings=SITES,
    )  # fmt: skip


def accounts_export() -> bytes:
    return a_workbook(
        (1, "健康示例官微", "新浪微博", "jk001", "示例区卫生健康委员会", "正常", ""),
        (2, "示例卫健", "微信公众号", "", "示例区卫生健康委员会", "正常", ""),
        (3, "示例卫健", "微信公众号", "", "示例区卫生健康委员会", "正常", ""),
        (4, "无处号", "抖音", "wc1", "不存在的单位", "妥妥的", ""),
        headings=ACCOUNTS,
    )


def compared(data: bytes) -> Comparison:
    return compare(read_export(data, "导出.xlsx"))


def kept(data: bytes, day: date | None = None) -> int:
    return keeping.keep(compared(data), exported_on=day or clock.today(), actor=SUPERVISOR)


def line(export: int, name: str, field: str = "", way: Way = Way.DIFFERS) -> Listed:
    found = [
        one for one in keeping.lines(export) if (one.name, one.field, one.way) == (name, field, way)
    ]  # fmt: skip
    assert len(found) == 1, [(one.name, one.field, one.way) for one in keeping.lines(export)]
    return found[0]


def channel(ident: int) -> Channel:
    with reading() as session:
        return session.get_one(Channel, ident)


def test_sites_differ_field_by_field_and_not_by_how_they_are_written(office):
    found = compared(sites_export())
    differing = {(one.name, one.field): (one.ours, one.theirs) for one in found.differences
                 if one.way is Way.DIFFERS}  # fmt: skip
    assert differing == {
        ("示例区卫健委网站", "name"): ("示例区卫健委网站", "示例区卫生健康委员会"),
        ("示例区卫健委网站", "contact"): ("王某", "李某"),
        # The export has the column and says nothing there: so does the list.
        ("示例区卫健委网站", "phone"): ("023-68120001", ""),
        ("示例区卫健委网站", "registered"): ("running", "leaving"),
    }
    assert [one.name for one in found.differences if one.way is Way.ONLY_THERE] == ["示例区档案馆网站"]
    # An export of websites says nothing about accounts.
    assert [one.name for one in found.differences if one.way is Way.ONLY_HERE] == []
    assert (found.rows, found.matched, found.same, found.covers) == (3, 2, 1, ("website",))


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "alike"),
    [
        ("phone", "023-68120001", "68120001", True), ("phone", "68120001", "023—6812 0001", True),
        ("phone", "023-68120001", "68120002", False), ("phone", "13800000001", "3800000001", False),
        ("url", "https://a.example.cn/", "http://a.example.cn/index.html", True),
        ("url", "https://a.example.cn/", "https://a.example.cn/wjw/index.html", False),
    ],
)  # fmt: skip
def test_how_a_value_is_written_makes_no_difference(field, ours, theirs, alike):
    assert same(field, ours, theirs) is alike


def test_accounts_are_known_apart_and_what_cannot_be_read_is_no_difference(office):
    found = compared(accounts_export())
    ways = {(one.way, one.name, one.field) for one in found.differences}
    assert ways == {
        (Way.DIFFERS, "健康示例", "name"),
        (Way.TWICE, "示例卫健", ""),
        (Way.ONLY_THERE, "无处号", ""),
        (Way.UNREAD, "无处号", "registered"),
        (Way.ONLY_HERE, "交通示例", ""),
    }
    assert [(one.field, one.word) for one in found.questions][:1] == [("kind", "微信公众号")]


def test_taking_over_is_one_import_that_is_recorded_and_taken_back(office):
    export = kept(sites_export())
    ids = [line(export, "示例区卫健委网站", field).id for field in ("name", "contact", "phone")]
    taken = deciding.take_over(ids, actor=SUPERVISOR)
    assert taken.count == 2
    assert len(taken.refused) == 1
    assert "示例区卫健委网站" in taken.refused[0]
    assert (channel(office["health"]).name, channel(office["health"]).contact) == (
        "示例区卫生健康委员会",
        "李某",
    )
    assert channel(office["health"]).phone == "023-68120001"
    assert line(export, "示例区卫健委网站", "name").remedy is Remedy.HERE
    trail = [one for one in all_of(AuditEntry) if one.noun == "channel" and one.action == "import"]
    assert trail[-1].changes == {
        "name": ["示例区卫健委网站", "示例区卫生健康委员会"],
        "contact": ["王某", "李某"],
    }
    undo(taken.batch, actor=SUPERVISOR)
    assert (channel(office["health"]).name, channel(office["health"]).contact) == ("示例区卫健委网站", "王某")
    assert line(export, "示例区卫健委网站", "name").remedy is Remedy.OPEN


def test_a_channel_that_only_they_have_is_entered_with_all_they_say(office):
    export = kept(sites_export())
    there = line(export, "示例区档案馆网站", way=Way.ONLY_THERE)
    taken = deciding.take_over([there.id], actor=SUPERVISOR)
    new = next(one for one in all_of(Channel) if one.name == "示例区档案馆网站")
    assert (new.kind, new.site_code, new.contact, new.url) == (
        "website", "5001060077", "赵某", "http://dag.example.cn/",
    )  # fmt: skip
    again = kept(sites_export(), clock.today() - timedelta(days=1))
    assert "示例区档案馆网站" not in {one.name for one in keeping.lines(again)}
    deciding.give_back(taken.batch, actor=SUPERVISOR)
    assert "示例区档案馆网站" not in {one.name for one in all_of(Channel)}


def test_a_unit_that_nobody_knows_is_refused_with_its_sentence_and_nothing_changes(office):
    export = kept(accounts_export())
    there = line(export, "无处号", way=Way.ONLY_THERE)
    with pytest.raises(DomainError, match="不存在的单位"):
        deciding.take_over([there.id], actor=SUPERVISOR)
    assert line(export, "无处号", way=Way.ONLY_THERE).remedy is Remedy.OPEN


def test_theirs_is_marked_done_taken_back_and_goes_along_to_the_next_export(office):
    export = kept(sites_export(), clock.today() - timedelta(days=9))
    name = line(export, "示例区卫健委网站", "name")
    phone = line(export, "示例区卫健委网站", "phone")
    contact = line(export, "示例区卫健委网站", "contact")
    assert deciding.mark([name.id, phone.id], owner="张三", actor=SUPERVISOR) == 2
    assert deciding.corrected([phone.id], day=clock.today() - timedelta(days=1), actor=SUPERVISOR) == 1
    assert deciding.leave([contact.id], reason="两人都在岗", actor=SUPERVISOR) == 1
    done = line(export, "示例区卫健委网站", "phone")
    assert (done.remedy, done.done_on, done.waits) == (
        Remedy.CORRECTED, clock.today() - timedelta(days=1), False,
    )  # fmt: skip
    following = kept(sites_export())
    # Said to be corrected, and still there: it waits again, and says so.
    said = line(following, "示例区卫健委网站", "phone")
    assert (said.remedy, said.again) == (Remedy.OPEN, True)
    marked = line(following, "示例区卫健委网站", "name")
    assert (marked.remedy, marked.owner) == (Remedy.THERE, "张三")
    assert line(following, "示例区卫健委网站", "contact").remedy is Remedy.LEFT
    deciding.open_again([line(following, "示例区卫健委网站", "contact").id], actor=SUPERVISOR)
    assert line(following, "示例区卫健委网站", "contact").remedy is Remedy.OPEN
    assert [one.exported_on for one in keeping.exports()] == [
        clock.today(),
        clock.today() - timedelta(days=9),
    ]


def test_what_is_put_right_without_the_list_no_longer_waits(office):
    export = kept(sites_export())
    with writing() as session:
        session.get_one(Channel, office["health"]).contact = "李某"
    found = line(export, "示例区卫健委网站", "contact")
    assert (found.remedy, found.ours, found.now) == (Remedy.HERE, "王某", "李某")
    assert found.id not in {one.id for one in keeping.lines(export, Filter(remedy="waits"))}


def test_the_same_export_is_not_kept_twice_and_one_can_be_withdrawn(office):
    data = sites_export()
    export = kept(data)
    with pytest.raises(DomainError):
        kept(data)
    keeping.withdraw(export, actor=SUPERVISOR)
    assert keeping.exports() == ()
    kept(data)


def test_a_day_to_come_and_other_roles_are_refused(office):
    with pytest.raises(DomainError):
        kept(sites_export(), clock.today() + timedelta(days=1))
    with pytest.raises(DomainError):
        keeping.keep(
            compared(sites_export()), exported_on=clock.today(), actor=Actor("员", Role.STAFF)
        )  # fmt: skip
