"""What headings and words were taken to mean, which a person can correct; kept for the next file."""

from collections.abc import Callable

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.registry.fields import fields, fold, word_of
from core.registry.importing.layout import ADDRESS, one_text
from core.registry.importing.learned import HEADING, all_words, learn, meanings_of, unlearn
from core.registry.importing.plan import Question
from core.registry.importing.reading import RegistryFile
from pages.components.flash import carried_out
from pages.components.format import plain

ACROSS = 3
SAMPLES = 3


def draw_words(file: RegistryFile, asked: tuple[Question, ...], changed: Callable[[], None]) -> None:
    """Draw what needs a person first, then the columns, then what was explained before. `changed` is called
    after something was explained, so that the file is read again."""
    if asked:
        _ask(asked, changed)
    with st.expander(t("importing.words.columns"), icon=":material/view_column:"):
        _columns(file, changed)
        _explained(changed)


def explain_headings(names: tuple[str, ...], changed: Callable[[], None]) -> None:
    """Ask what headings mean of which too few are known to read the file."""
    with st.form("import-unknown"):
        st.markdown(f"**{t('importing.words.unknown')}**")
        st.caption(t("importing.words.columns_note"))
        boxes = st.columns(ACROSS)
        options = ["", *meanings_of(HEADING)]
        said = {
            (HEADING, name): boxes[index % ACROSS].selectbox(
                plain(name), options, format_func=_meaning, key=f"import-unknown-{fold(name)}"
            )
            for index, name in enumerate(names)
        }
        if st.form_submit_button(t("importing.words.keep"), type="primary"):
            _keep({word: key for word, key in said.items() if key}, changed)


def _ask(questions: tuple[Question, ...], changed: Callable[[], None]) -> None:
    with st.form("import-questions"):
        st.markdown(f"**{t('importing.words.questions')}**")
        st.caption(t("importing.words.questions_note"))
        boxes = st.columns(ACROSS)
        said: dict[tuple[str, str], str] = {}
        for index, one in enumerate(questions):
            label = t(
                "importing.words.question", field=fields()[one.field].label, word=one.word, count=one.count
            )
            chosen = boxes[index % ACROSS].selectbox(
                plain(label),
                one.options,
                index=one.options.index(one.taken) if one.taken else None,
                format_func=lambda value, key=one.field: _option(key, value),
                placeholder=t("importing.words.choose"),
                key=f"import-word-{one.field}-{fold(one.word)}",
            )
            if chosen:
                said[one.field, one.word] = chosen
        if st.form_submit_button(t("importing.words.keep"), type="primary"):
            _keep(said, changed)


def _option(key: str, value: str) -> str:
    """A value; a word of the file that may be kept as one is offered as that."""
    field = fields()[key]
    return word_of(field, value) if value in field.options else t("importing.words.own_level", word=value)


def _columns(file: RegistryFile, changed: Callable[[], None]) -> None:
    st.caption(t("importing.words.columns_note"))
    taken = _taken(file)
    with st.form("import-columns", border=False):
        boxes = st.columns(ACROSS)
        said: dict[tuple[str, str], str] = {}
        for index, (name, (key, sample)) in enumerate(taken.items()):
            options = ["", *meanings_of(HEADING)]
            chosen = boxes[index % ACROSS].selectbox(
                plain(name),
                options,
                index=options.index(key),
                format_func=_meaning,
                help=plain(sample) or None,
                key=f"import-heading-{fold(name)}-{key}",
            )
            if chosen != key:
                said[HEADING, name] = chosen
        if st.form_submit_button(t("importing.words.keep")) and said:
            _keep(said, changed)


def _taken(file: RegistryFile) -> dict[str, tuple[str, str]]:
    """Heading → the field it is taken for, "" for none, and some of what stands below it."""
    taken: dict[str, tuple[str, str]] = {}
    for part in file.parts:
        for place, name in part.headings.names.items():
            below = (one_text(row.cells[place]) for row in part.rows if place < len(row.cells))
            sample = " · ".join(list(dict.fromkeys(text[:30] for text in below if text))[:SAMPLES])
            taken.setdefault(name, (part.headings.columns.get(place, ""), sample))
    return taken


def _explained(changed: Callable[[], None]) -> None:
    words = {one.id: one for one in all_words() if one.topic == HEADING or one.topic in fields()}
    if not words:
        return
    gone = st.multiselect(
        t("importing.words.explained"),
        list(words),
        format_func=lambda ident: _line(words[ident].topic, words[ident].word, words[ident].meaning),
        placeholder=t("importing.words.choose"),
        key=f"import-explained-{len(words)}",
    )
    if gone and st.button(t("importing.words.forget"), key="import-forget"):
        unlearn(gone, actor=current_actor())
        changed()
        st.rerun()


def _line(topic: str, word: str, meaning: str) -> str:
    known = fields().get(topic)
    shown = word_of(known, meaning) if known else _meaning(meaning)
    return f"{word} → {shown}"


def _meaning(key: str) -> str:
    if key == ADDRESS:
        return t("importing.words.address")
    return fields()[key].label if key else t("importing.words.not_taken")


def _keep(said: dict[tuple[str, str], str], changed: Callable[[], None]) -> None:
    def kept() -> None:
        learn(said, actor=current_actor())
        changed()

    carried_out(kept, t("importing.words.kept", count=len(said)))
