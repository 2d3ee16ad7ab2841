"""The process that takes a template apart and fills it: `python -m core.documents.template_child`.

Reads the length of its order in 8 bytes, the order as JSON (`known`: check only; `context`: fill) and the
DOCX; writes the filled DOCX, or with exit status 2 what is wrong as JSON."""

import json
import re
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

PROCESSOR_S = 10
MEMORY = 2_000_000_000
MOST_MEMBERS, MOST_UNPACKED, MOST_XML = 1_000, 40_000_000, 3_000_000
# What a template may grow to: items of a list, letters of one text, letters in all.
MOST_ITEMS, TEXT, MOST_OUTPUT = 1_000, 2_000, 60_000_000
_EXCERPT = 40
_LOOP = ("index", "first", "last")
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Compare, nodes.Operand, nodes.Const,
    nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
)  # fmt: skip
_TAGS = re.compile(r"<[^<>]*>")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Fault(Exception):
    """What is wrong with a template: a word of the catalogue and its values."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name)
        self.name, self.values = name, values


def environment() -> SandboxedEnvironment:
    """Escapes what it fills in, reaches no attribute of an object, and knows no name it is not given."""
    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.globals.clear()
    return made


def check(data: bytes, known: dict[str, Any]) -> None:
    """Raises `Fault` for anything but known fields, loops over known lists and simple conditions."""
    _package(data)
    letters = 0
    for source in _sources(DocxTemplate(BytesIO(data))):
        lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", source)
        try:
            tree = environment().parse(lines)
        except TemplateSyntaxError as wrong:
            raise Fault("syntax", line=_words(lines, wrong.lineno)) from None
        letters += _walk(tree, known, lines, {}, loops=0)
    if letters > MOST_OUTPUT:
        raise Fault("output")


def fill(data: bytes, context: dict[str, Any]) -> bytes:
    """The filled DOCX."""
    _package(data)
    template = DocxTemplate(BytesIO(data))
    template.render(context, jinja_env=environment(), autoescape=True)
    made = BytesIO()
    template.save(made)
    return made.getvalue()


def _package(data: bytes) -> None:
    """A DOCX that is no more than one when unpacked, and that fetches nothing when it is opened."""
    try:
        with ZipFile(BytesIO(data)) as package:
            members = package.infolist()
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                raise Fault("output")
            for one in members:
                if one.filename.endswith(".xml") and one.file_size > MOST_XML:
                    raise Fault("output")
                if one.filename.endswith(".rels"):
                    _relations(package.read(one))
    except (BadZipFile, ElementTree.ParseError, NotImplementedError, RuntimeError):
        raise Fault("file") from None


def _relations(data: bytes) -> None:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Fault("file")
    for one in ElementTree.fromstring(data).iter(_RELATION):  # noqa: S314  no entities: refused above
        if one.get("TargetMode") == "External" and not str(one.get("Type")).endswith("/hyperlink"):
            raise Fault("outside", target=str(one.get("Target"))[:_EXCERPT])


def _sources(template: Any) -> Iterator[str]:
    """Everything that docxtpl will fill: text, headers, footers, footnotes, properties."""
    template.init_docx()
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    for part in template.docx.part.package.parts:
        if str(part.content_type).endswith("footnotes+xml"):
            yield template.patch_xml(part.blob.decode("utf-8", "replace"))
    properties = template.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield str(getattr(properties, name))


def _walk(
    node: nodes.Node, known: dict[str, Any], lines: str, items: dict[str, list[str]], loops: int
) -> int:
    """Check a node and what is in it; returns about how many letters it may become. `items` are the names
    of loops around it, with the names that their items have."""
    if isinstance(node, nodes.For):
        return _loop(node, known, lines, items, loops)
    if isinstance(node, nodes.Name):
        _name(node, known, items)
        return TEXT
    if isinstance(node, nodes.Getattr):
        inner = node.node
        if not isinstance(inner, nodes.Name) or node.attr not in items.get(inner.name, ()):
            raise Fault("field", field=f"{getattr(inner, 'name', '')}.{node.attr}"[:_EXCERPT])
        return TEXT
    if isinstance(node, nodes.TemplateData):
        return len(node.data)
    if not isinstance(node, _PLAIN):
        raise Fault("forbidden", line=_words(lines, node.lineno))
    return sum(_walk(child, known, lines, items, loops) for child in node.iter_child_nodes())


def _loop(node: nodes.For, known: dict[str, Any], lines: str, items: dict[str, list[str]], loops: int) -> int:
    """A loop over a list that is known, not inside another one: what is made stays within bounds."""
    if loops or node.recursive or node.test or not isinstance(node.target, nodes.Name):
        raise Fault("forbidden", line=_words(lines, node.lineno))
    if not isinstance(node.iter, nodes.Name) or node.iter.name not in known["lists"]:
        raise Fault("list", field=str(getattr(node.iter, "name", _words(lines, node.lineno)))[:_EXCERPT])
    inside = {**items, node.target.name: list(known["lists"][node.iter.name]), "loop": list(_LOOP)}
    body = [*node.body, *node.else_]
    return MOST_ITEMS * sum(_walk(one, known, lines, inside, loops + 1) for one in body)


def _name(node: nodes.Name, known: dict[str, Any], items: dict[str, list[str]]) -> None:
    if node.ctx != "load":
        raise Fault("field", field=node.name[:_EXCERPT])
    # A list may be asked whether it is empty; printed as it stands it would be a row of brackets.
    if node.name not in known["fields"] and node.name not in items and node.name not in known["lists"]:
        raise Fault("field", field=node.name[:_EXCERPT])


def _words(lines: str, number: int | None) -> str:
    """The words of the paragraph where something is wrong."""
    every = lines.splitlines()
    line = every[min(max(number or 1, 1), len(every)) - 1] if every else ""
    return _TAGS.sub("", line).strip()[:_EXCERPT]


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> int:
    """Carry out one order."""
    _limited()
    given = sys.stdin.buffer
    order = json.loads(given.read(int.from_bytes(given.read(8), "big")))
    data = given.read()
    try:
        if "known" in order:
            check(data, order["known"])
        else:
            sys.stdout.buffer.write(fill(data, order["context"]))
    except Fault as fault:
        sys.stdout.write(json.dumps({"name": fault.name, "values": fault.values}))
        return 2
    except (TemplateError, KeyError, ValueError) as wrong:
        # What only shows while it is filled, and a package that is not one of an office program.
        sys.stdout.write(json.dumps({"name": "file", "values": {}}))
        sys.stderr.write(repr(wrong))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
