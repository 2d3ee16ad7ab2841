#!/usr/bin/env bash
# What surprises: a Chinese paragraph (wordWrap "CJK") that runs over the end of a page has spaces in it on the
# next page, one for each line end of the first layout: 管理工作 becomes 管理 工作, and every further line of
# the page is moved by them. It happens only where the paragraph has inline markup (one <b>…</b> is enough): the
# lines are then joined again with the space that English words need. The same paragraph without markup, or on
# one page, is whole. Nothing is said, and what the letters were is not seen unless somebody reads page two.
# Who meets it: whoever makes notices or reports in Chinese or Japanese with ReportLab and marks a word in bold.
# Version: reportlab 5.1.0 (platypus/paragraph.py, how `split` cuts a paragraph of several fragments).
# Run by hand; takes about ten seconds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check reportlab==5.1.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import reportlab
from reportlab.lib.fonts import addMapping
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

print("reportlab", reportlab.Version)
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
for bold in (0, 1):
    addMapping("STSong-Light", bold, 0, "STSong-Light")
STYLE = ParagraphStyle("text", fontName="STSong-Light", fontSize=16, leading=28, wordWrap="CJK")
SENTENCE = "为加强全区政府网站与政务新媒体管理工作，现将本季度检查情况通报如下。"


class Pages(SimpleDocTemplate):
    """Keeps the text of every part of a paragraph as it is laid on its page."""

    def afterFlowable(self, flowable):
        if isinstance(flowable, Paragraph):
            self.laid.append("".join(map(text_of, flowable.blPara.lines)))


def text_of(line):
    """The text of a line as it is drawn: a tuple where the paragraph has one font, else an object."""
    return "".join(line[1]) if isinstance(line, tuple) else "".join(word.text for word in line.words)


def laid(text):
    # 400 × 200 points: five lines to a page.
    document = Pages(io.BytesIO(), pagesize=(400, 200), leftMargin=20, rightMargin=20, topMargin=20, bottomMargin=20)
    document.laid = []
    document.build([Paragraph(text, STYLE)])
    return document.laid


plain = laid(SENTENCE * 8)
marked = laid("<b>通报</b>：" + SENTENCE * 8)
one_page = laid("<b>通报</b>：" + SENTENCE)
for name, parts in (("no markup", plain), ("bold word, one page", one_page), ("bold word, several pages", marked)):
    spaces = sum(part.count(" ") for part in parts)
    print(f"{name}: {len(parts)} parts, {spaces} spaces in a text that has none")
print("second page begins:", marked[1][:40])
as_described = not any(" " in part for part in [*plain, *one_page]) and " " in marked[1] and len(plain) > 1
print("as described" if as_described else "CHANGED")
sys.exit(not as_described)
PYTHON
