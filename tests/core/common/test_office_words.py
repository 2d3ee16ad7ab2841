"""Words an office would not write, in either language; who adds a text finds out here."""

import re

from core.common.text import catalogue

# The word → where it may stand: by the beginning of a key.
CHINESE = {
    "立案": (),
    "检查器": (),
    "打不开": (),
    "超期": (),
    "未观测": (),
    "定格": (),
    "全速": (),
    "轮到": (),
    "凭什么": (),
    "知道了": (),
    "改完在此": (),
    "整站": (),
    "复核": (),  # 复测 by the checker before it counts, 复查 by it after rectification, 核验 by a person
    "僵尸": (),
    "考评通报": (),
    "公网安备号": (),
    "检查程序自身": (),
    "临期": (),
    "对不上": (),
    "读不了": (),
    "别人": (),
}
ENGLISH = ("silent for", "zombie", "data of {time}", "took too long to open", "heartbeat")


def test_no_text_says_what_an_office_would_not_write() -> None:
    found = {
        (word, key)
        for word, allowed in CHINESE.items()
        for key, text in catalogue("zh").items()
        if word in text and not key.startswith(allowed or ("-",))
    }
    assert found == set()


def test_no_english_text_speaks_of_silence_and_zombies() -> None:
    # Words on the command line and of the demonstration are for technicians.
    ours = {
        key: text for key, text in catalogue("en").items() if not key.startswith(("manage.", "demo_sites."))
    }
    found = {(word, key) for word in ENGLISH for key, text in ours.items() if re.search(word, text.lower())}
    assert found == set()
