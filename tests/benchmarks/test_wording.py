"""How many characters a second the word lists read, beside a plain scan for every word in the same run."""

import random
from time import perf_counter

from core.wording.entry import Entry, shipped
from core.wording.find import Finder
from db.models import WordList

COMMON = (
    "的一是了我不在人们有来他这上着个地到大里说就去子得也和那要下看天时过出小么起你都把好还多没为又可家学只以主会样年想生同老中十从自面前头道它后然走很像见两用她国动进成回什边作对开而己"
    "些现山民候经发工向事命给长水几义三声于高手知理眼志点心战二问但身方实吃做叫当住听革打呢真全才四已所敌之最光产情路分总条白话东席次亲如被花口放儿常气五第使写军吧文运再果怎定许快明行因"
    "别飞外树物活部门无往船望新带队先力完却站代员机更九您每风级跟笑啊孩万少直意夜比阶连车重便斗马哪化太指变社似士者干石满日决百原拿群究各六本思解立河村八难早论吗根共让相研今其书坐接应关"
)
SIZES = (170, 5_000)


def a_text(length: int, words: list[str]) -> str:
    chance = random.Random(7)
    pieces = ["".join(chance.choices(COMMON, k=40)) + "，" for _ in range(length // 41)]
    for place in range(0, len(pieces), 50):
        pieces[place] += chance.choice(words)
    return "".join(pieces)


def lists(size: int) -> list[Entry]:
    """Shipped words that stand in no other, so that both ways must find the same, and made-up ones."""
    chance = random.Random(11)
    own = [entry for entry in shipped() if entry.list is WordList.WRONG and not entry.unless]
    words = [entry.phrase for entry in own]
    own = [entry for entry in own if sum(entry.phrase in word or word in entry.phrase for word in words) == 1]
    known = {entry.phrase for entry in own}
    while len(own) < size:
        phrase = "".join(chance.choices(COMMON, k=5))
        if phrase not in known:
            known.add(phrase)
            own.append(Entry(WordList.WRONG, phrase, "×" + phrase[1:]))
    return own


def naive(text: str, entries: list[Entry]) -> set[tuple[str, int]]:
    hits = set()
    for entry in entries:
        place = text.find(entry.phrase)
        while place >= 0:
            hits.add((entry.phrase, place))
            place = text.find(entry.phrase, place + 1)
    return hits


def test_characters_read_a_second(capsys):
    for size in SIZES:
        entries = lists(size)
        text = a_text(1_000_000, [entry.phrase for entry in entries])
        finder = Finder(entries, least=0)
        began = perf_counter()
        ours = {(hit.entry.phrase, hit.start) for hit in finder.find(text, most=10**9)}
        between = perf_counter()
        plain = naive(text, entries)
        ended = perf_counter()
        quick, slow = len(text) / (between - began), len(text) / (ended - between)
        with capsys.disabled():
            print(f"\n{size:>6} words: {quick:,.0f} characters/s; plain scan {slow:,.0f}")
        assert len(plain) > 400
        assert ours == plain
