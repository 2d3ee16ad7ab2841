"""`page`: the facts of one saved page on the screen, without any network."""

import argparse
import json
from pathlib import Path

import pytest

from checks import page_cli

HTML = """<html><head><meta charset="gbk"><title>示例区人民政府</title></head><body>
<ul><li><a href="/1.html">全区经济工作会议召开</a><span>2026-01-03</span></li></ul>
<p>申请人身份证号：11010519491231002X</p>
<div class="foot">渝ICP备05003300号</div></body></html>"""


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    page_cli.add_arguments(parser)
    return page_cli.main(parser.parse_args(words))


@pytest.fixture
def saved(tmp_path: Path, data_dir: Path) -> str:
    path = tmp_path / "page.html"
    path.write_bytes(HTML.encode("gbk"))
    return str(path)


def test_it_prints_every_fact_as_json(saved: str, capsys: pytest.CaptureFixture[str]):
    assert run(saved, "--url", "http://www.example.gov.cn/", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["title"]["value"] == "示例区人民政府"
    assert facts["charset"]["name"] == "gb18030"
    assert facts["footer"]["icp"]["value"] == "渝ICP备05003300号"
    assert facts["newest_of_list"]["day"] == "2026-01-03"
    assert facts["personal"][0]["masked"].startswith("110*")
    assert "11010519491231002X" not in json.dumps(facts)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_prints_the_facts_for_people(saved: str, language: str, capsys: pytest.CaptureFixture[str]):
    assert run(saved, "--url", "http://www.example.gov.cn/", "--language", language) == 0
    shown = capsys.readouterr().out
    assert "渝ICP备05003300号" in shown
    assert ("网站标识码" if language == "zh" else "Site code") in shown
    assert "page." not in shown


def test_a_file_that_is_not_there_is_wrong_use(data_dir: Path, capsys: pytest.CaptureFixture[str]):
    assert run("/nowhere.html", "--url", "http://www.example.gov.cn/") == 2
    assert "/nowhere.html" in capsys.readouterr().err


def test_an_address_without_host_is_wrong_use(saved: str, capsys: pytest.CaptureFixture[str]):
    assert run(saved, "--url", "example") == 2
    assert "example" in capsys.readouterr().err
