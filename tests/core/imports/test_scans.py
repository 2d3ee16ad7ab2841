"""Holes from what scanners export, each in its own format."""

from datetime import date

import pytest

from core.access import Actor, Role
from core.commands.jobs import work_off
from core.common import clock
from core.imports.apply import dry_run
from core.imports.jobs import ask_to_import, ask_to_take_back
from core.imports.kinds import kind_of
from core.imports.reading import Said, read_office_file
from core.registry.importing.learned import learned
from core.reporting.figures import figures_of
from db.models import Issue, IssueSource, IssueState, Severity
from tests.rows import NOON, a_unit, a_website, all_of

OFFICE = Actor("王某", Role.SUPERVISOR)
SCANNED = date(2026, 8, 1)

RSAS = """绿盟远程安全评估系统 漏洞列表
扫描时间：2026-08-01

漏洞名称,风险等级,受影响主机,端口,协议,CVE编号,漏洞描述
SSL/TLS协议信息泄露漏洞(CVE-2016-2183)【原理扫描】,[高],www.a.example.cn;www.b.example.cn,443,TCP,CVE-2016-2183,长
Apache HTTP Server 安全漏洞,[中],www.a.example.cn,80,TCP,,长
允许Traceroute探测,[低],www.a.example.cn,--,ICMP,,长
"""
NESSUS = """Plugin ID,CVE,CVSS v2.0 Base Score,Risk,Host,Protocol,Port,Name,Synopsis,Plugin Output
10001,CVE-2026-1001,9.8,Critical,www.a.example.cn,tcp,443,OpenSSL 1.0 Multiple Vulnerabilities,s,"%s"
10001,CVE-2026-1002,9.8,Critical,www.a.example.cn,tcp,443,OpenSSL 1.0 Multiple Vulnerabilities,s,"b
c"
10001,CVE-2026-1002,9.8,Critical,www.a.example.cn,tcp,8443,OpenSSL 1.0 Multiple Vulnerabilities,s,
10002,,,None,www.a.example.cn,tcp,0,Nessus Scan Information,s,
10003,,5.0,Medium,b.example.cn,tcp,80,HTTP TRACE,s,
""" % ("x" * 30_000)
OPENVAS = """IP,Hostname,Port,Port Protocol,CVSS,Severity,QoD,Solution Type,NVT Name,Summary,CVEs,Timestamp
10.0.0.5,a.example.cn,443,tcp,7.5,High,80,VendorFix,Weak Cipher,s,"CVE-2026-1,CVE-2026-2",2026-08-01T10:00:00Z
10.0.0.5,a.example.cn,,,0.0,Log,80,,Traceroute,s,,2026-08-01T10:00:00Z
"""
QIANXIN = """资产IP,域名,漏洞名称,漏洞级别,CVE ID,发现时间,修复状态,修复时间
10.0.0.5,http://www.a.example.cn/login,SQL注入,超危,,2026/7/1 10:00,已修复,2026/7/9 09:00
10.0.0.5,http://www.a.example.cn/login,弱口令,高危,,2026/7/1 10:00,未修复,
"""
TRIVY = """Target,VulnerabilityID,Severity,Title
a.example.cn,CVE-2026-9,CRITICAL,openssl: overflow
a.example.cn,CVE-2026-8,UNKNOWN,zlib: leak
"""


@pytest.fixture(autouse=True)
def two_sites(either_database):
    with clock.frozen(NOON):
        unit = a_unit(name="某局")
        a_website(unit_id=unit, name="甲网", url="http://www.a.example.cn/")
        a_website(unit_id=unit, name="乙网", url="https://b.example.cn/")
        yield


def looked_at(text: str, *, again: bool = False, day: date = SCANNED):
    file = read_office_file(kind_of("scans"), text.encode(), "扫描.csv", learned(), Said(day, again))
    return file, dry_run(file, actor=OFFICE)


def brought_in(text: str, **said) -> int:
    file, plan = looked_at(text, **said)
    assert [str(fault) for row in plan.rows for fault in row.faults] == []
    job = ask_to_import(file, text.encode(), plan, skip_wrong=False, actor=OFFICE)
    work_off()
    return job


def holes() -> dict[str, Issue]:
    return {issue.title: issue for issue in all_of(Issue) if issue.source is IssueSource.VULNERABILITY}


def test_a_list_by_hole_makes_one_issue_for_each_host_that_has_it():
    brought_in(RSAS)
    found = sorted((one.title, one.channel_id, one.severity) for one in all_of(Issue))
    tls = "SSL/TLS协议信息泄露漏洞(CVE-2016-2183)【原理扫描】 (443)"
    assert found == [
        ("Apache HTTP Server 安全漏洞 (80)", 1, Severity.GENERAL), (tls, 1, Severity.SERIOUS),
        (tls, 2, Severity.SERIOUS), ("允许Traceroute探测", 1, Severity.GENERAL),
    ]  # fmt: skip
    assert {one.opened_on for one in all_of(Issue)} == {SCANNED}


def test_several_lines_are_one_hole_and_what_only_informs_is_none():
    _, plan = looked_at(NESSUS)
    assert [row.action for row in plan.rows] == ["add", "same", "same", "same", "add"]
    brought_in(NESSUS)
    title = "OpenSSL 1.0 Multiple Vulnerabilities (CVE-2026-1001, CVE-2026-1002, 443, 8443)"
    assert {name: one.severity for name, one in holes().items()} == {
        title: Severity.SERIOUS, "HTTP TRACE (80)": Severity.GENERAL,
    }  # fmt: skip
    assert not looked_at(NESSUS)[1].does_something()
    assert not looked_at(NESSUS, day=date(2026, 9, 1))[1].does_something()


@pytest.mark.parametrize(("text", "count"), [(OPENVAS, 1), (TRIVY, 2)], ids=["openvas", "trivy"])
def test_other_scanners_are_read_as_well(text, count):
    brought_in(text)
    assert len(holes()) == count
    assert {one.channel_id for one in holes().values()} == {1}


def test_what_the_file_calls_mended_is_settled_also_where_it_was_open():
    open_one = QIANXIN.replace("已修复,2026/7/9 09:00", "未修复,")
    brought_in(open_one)
    assert {one.state for one in holes().values()} == {IssueState.OPEN}
    job = brought_in(QIANXIN)
    found = {title: (one.state, one.verified_on) for title, one in holes().items()}
    assert found == {
        "SQL注入": (IssueState.VERIFIED, date(2026, 7, 9)), "弱口令": (IssueState.OPEN, None),
    }  # fmt: skip
    assert not looked_at(QIANXIN)[1].does_something()
    assert figures_of(date(2026, 7, 31))["security"]["vulnerabilities_found_and_rectified"] == 1
    assert job
    ask_to_take_back(2, actor=OFFICE)
    work_off()
    assert {one.state for one in holes().values()} == {IssueState.OPEN}


def test_a_second_scan_settles_what_it_no_longer_finds_on_the_sites_it_names():
    brought_in(RSAS)
    second = "漏洞名称,风险等级,主机\n允许Traceroute探测,低,a.example.cn\n"
    later = date(2026, 9, 1)
    assert not looked_at(second, day=later)[1].does_something()
    brought_in(second, day=later, again=True)
    settled = {(one.title[:6], one.channel_id) for one in all_of(Issue) if one.verified_on == later}
    assert settled == {("SSL/TL", 1), ("Apache", 1)}


def test_an_address_nobody_knows_is_asked_for_and_nothing_is_guessed():
    text = "漏洞名称,风险等级,IP\n弱口令,高,10.9.9.9\n目录遍历,中,\n"
    _, plan = looked_at(text)
    assert [row.action for row in plan.rows] == ["wrong", "wrong"]
    assert plan.strangers == ("10.9.9.9",)
    with_unit = "漏洞名称,风险等级,IP,责任单位\n弱口令,高,10.9.9.9,某局\n"
    brought_in(with_unit)
    assert [(one.title, one.channel_id) for one in all_of(Issue)] == [("弱口令 (10.9.9.9)", None)]
    assert not looked_at(with_unit, day=date(2026, 9, 2))[1].does_something()
