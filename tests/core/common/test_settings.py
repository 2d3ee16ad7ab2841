"""Settings that cannot be used are named in sentences, and start nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.common.settings import BadSettings, settings

SECRET = "short-secret"


def reported(monkeypatch: pytest.MonkeyPatch, **given: str) -> str:
    for name, value in given.items():
        monkeypatch.setenv(f"SUPERVISION_{name.upper()}", value)
    settings.cache_clear()
    with pytest.raises(BadSettings) as wrong:
        settings()
    return str(wrong.value)


@pytest.mark.parametrize(
    ("name", "value", "chinese", "english"),
    [
        ("port", "abc", "须为整数", "must be a whole number"),
        ("engine", "spark", "须为以下之一", "must be one of"),
        ("crawl_processes", "0", "不能小于 1", "at least 1"),
        ("reference_urls", "[a", "须为以逗号分开的几个值", "must be values set apart by commas"),
        ("secret_key", SECRET, "至少 16 个字符", "at least 16 characters"),
        ("availability_every_s", "9000", "不能大于 4320 秒", "at most 4320 seconds"),
        ("town_port", "8700", "已改名为 SUPERVISION_DEMO_PORT", "is now called SUPERVISION_DEMO_PORT"),
    ],
)
def test_a_wrong_setting_is_named_in_both_languages(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, chinese: str, english: str
):
    said = reported(monkeypatch, **{name: value})
    assert said.count(f"SUPERVISION_{name.upper()}") == 2
    assert chinese in said
    assert english in said


def test_a_secret_is_not_repeated(data_dir: Path, monkeypatch: pytest.MonkeyPatch):
    assert SECRET not in reported(monkeypatch, secret_key=SECRET)


@pytest.mark.parametrize(
    "given", ["10.0.0.1, 10.0.0.2:80-90", "10.0.0.1 10.0.0.2:80-90", '["10.0.0.1", "10.0.0.2:80-90"]']
)
def test_several_values_stand_in_one_setting(data_dir: Path, monkeypatch: pytest.MonkeyPatch, given: str):
    monkeypatch.setenv("SUPERVISION_ALLOWED_PRIVATE", given)
    settings.cache_clear()
    assert settings().allowed_private == ["10.0.0.1", "10.0.0.2:80-90"]


@pytest.mark.parametrize(
    "words", [("-m", "core", "figures"), ("-m", "checks"), ("-m", "streamlit", "run", "app.py")]
)
def test_nothing_starts_with_a_wrong_setting(tmp_path: Path, words: tuple[str, ...]):
    given = {**os.environ, "SUPERVISION_DATA_DIR": str(tmp_path / "data"), "SUPERVISION_THREADS": "many"}
    done = subprocess.run([sys.executable, *words], env=given, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert "SUPERVISION_THREADS=many" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "data").exists()
