"""Joining a cluster: certificates, wrong addresses, other versions, and what a worker does not have."""

import stat
import subprocess

import pytest

from checks.__main__ import main
from checks.engine.secure import BadCluster, security
from core.common.settings import settings
from tests.checks.engine.cluster import LIMIT_S, ClusterOf, start, until
from tests.server import free_port


def said(words, tmp_path, **environment) -> tuple[int, str]:
    log = tmp_path / "said.log"
    process = start(words, log, **environment)
    return process.wait(LIMIT_S), log.read_text("utf-8")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    assert main(["certificates", str(folder)]) == 0
    return folder


def test_certificates_are_for_their_owner_only(certificates):
    files = list(certificates.rglob("*.pem"))
    assert len(files) == 2 + 3 * 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert not [file for file in files if file.name == "ca-key.pem" and file.parent.name != "authority"]


def test_certificates_that_are_there_are_never_overwritten(certificates, capsys):
    before = (certificates / "worker" / "key.pem").read_bytes()
    assert main(["certificates", str(certificates), "--for", "new", "--for", "worker"]) == 2
    assert (certificates / "worker" / "key.pem").read_bytes() == before
    assert not (certificates / "new").exists()
    assert main(["certificates", str(certificates), "--for", "../out"]) == 2


def test_who_holds_a_certificate_joins_and_nobody_else(tmp_path, certificates, engine_of):
    with ClusterOf(tmp_path / "cluster", certificates=certificates) as cluster:
        joined = cluster.join("电信", wait=False)
        stranger = tmp_path / "stranger"
        main(["certificates", str(stranger), "--for", "worker"])
        foreign = ["--certificates", str(stranger / "worker")]
        connect = ["worker", "--connect", cluster.address]
        code, text = said([*connect, *foreign], tmp_path)
        assert (code, "无法连接" in text) == (2, True)
        code, text = said(connect, tmp_path)
        assert (code, "需要证书" in text) == (2, True)
        code, text = said(["worker", "--connect", cluster.address.replace("tls:", "tcp:")], tmp_path)
        assert (code, "无法连接" in text) == (2, True)
        cluster.wait_for(joined)
        engine = engine_of(cluster)
        until(lambda: [worker.vantage for worker in engine.seen().workers] == ["电信"])
        assert engine.executor.submit(abs, -3).result(LIMIT_S) == 3


def test_a_wrong_address_is_said_at_once(tmp_path):
    code, text = said(["worker", "--connect", f"tcp://127.0.0.1:{free_port()}"], tmp_path)
    assert (code, "无法连接" in text) == (2, True)


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1:8786", "http://127.0.0.1:8786", "tcp://127.0.0.1", "tcp://h:x"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(BadCluster, match="tls://"):
        security(address, None)


def test_nothing_leaves_this_machine_without_encryption(capsys):
    with pytest.raises(BadCluster, match="未加密"):
        security("tcp://10.0.0.5:8786", None)
    assert main(["scheduler", "--host", "0.0.0.0"]) == 2
    assert "只能监听本机" in capsys.readouterr().err


def test_a_folder_without_certificates_is_named(tmp_path):
    with pytest.raises(BadCluster, match=r"ca\.pem"):
        security("tls://10.0.0.5:8786", tmp_path)


def test_other_versions_are_named_by_both_sides(tmp_path, cluster, engine_of, monkeypatch):
    code, text = said(["worker", "--connect", cluster.address], tmp_path, SUPERVISION_RELEASE="older")
    assert code == 2
    assert "product" in text
    assert "older" in text
    monkeypatch.setenv("SUPERVISION_RELEASE", "newer")
    settings.cache_clear()
    engine = engine_of(cluster)
    until(lambda: engine.seen().state == "refused")
    assert "newer" in engine.seen().said
    assert engine.executor.submit(abs, -3).result(LIMIT_S) == 3


def test_a_stranger_on_the_port_is_named(tmp_path):
    with subprocess.Popen(
        ["python3", "-m", "http.server", str(port := free_port()), "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as stranger:
        code, text = said(["worker", "--connect", f"tcp://127.0.0.1:{port}"], tmp_path)
        stranger.kill()
    assert (code, "无法连接" in text) == (2, True)
