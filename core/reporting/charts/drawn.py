"""The numbers that a finished specification draws, so that other programs can draw them as well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.common.sheet import Cell, Sheet

Form = Literal["bar", "column", "line"]


@dataclass(frozen=True, slots=True)
class Series:
    """`values` stand in the order of the categories; None where nothing is drawn."""

    name: str
    values: tuple[float | None, ...]
    colour: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart as a table. `bar` lies down, `column` stands; `percent`: values are shares of 1."""

    title: str
    note: str
    form: Form
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    percent: bool

    def sheet(self) -> Sheet:
        """Categories down, series across."""
        rows: list[list[Cell]] = [
            [name, *(one.values[place] for one in self.series)] for place, name in enumerate(self.categories)
        ]
        return Sheet(self.title, ["", *(one.name for one in self.series)], rows)


def drawn(spec: Mapping[str, Any]) -> Drawn | None:
    """What `spec` draws; None for a grid of cells and for
    bars that begin anywhere, which other programs have no chart for.

    Of several layers that share rows the first that names a measure counts; values of one category and one
    series are added, as the specification does."""
    part = _part(spec)
    values = _values(spec, part)
    encoding = part.get("encoding", {})
    axes = {axis: encoding.get(axis, {}) for axis in ("x", "y")}
    spans = {"x2", "y2"} & set(encoding)
    measure = next((axis for axis, one in axes.items() if one.get("type") == "quantitative"), "")
    if spans or not values or not measure or _mark(part) not in ("bar", "line", "area", "point"):
        return None
    other = axes["y" if measure == "x" else "x"]
    field, name = str(axes[measure]["field"]), str(other.get("field", ""))
    colour = encoding.get("color", {})
    by = str(colour.get("field", ""))
    found: dict[tuple[str, str], float] = {}
    for row in values:
        if row.get(field) is not None:
            key = (str(row.get(name, "")), str(row.get(by, "")))
            found[key] = found.get(key, 0) + row[field]
    categories = _order(other.get("sort"), [str(row.get(name, "")) for row in values])
    return Drawn(
        *_titles(spec),
        "bar" if measure == "x" else "line" if _mark(part) == "line" else "column",
        tuple(categories),
        tuple(_series(found, categories, colour, [str(row.get(by, "")) for row in values])),
        "%" in str((axes[measure].get("axis") or {}).get("format", "")),
    )


def _part(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """The specification, or the first of its layers, that has a measure."""
    layers = [{**layer, "encoding": {**spec.get("encoding", {}), **layer.get("encoding", {})}}
              for layer in spec.get("layer", ())]  # fmt: skip
    for layer in layers:
        axes = (layer["encoding"].get(axis, {}) for axis in ("x", "y"))
        if any(one.get("type") == "quantitative" and "field" in one for one in axes):
            return layer
    return spec


def _values(spec: Mapping[str, Any], part: Mapping[str, Any]) -> list[dict[str, Any]]:
    data = part.get("data") or spec.get("data") or {}
    found = data.get("values") or spec.get("datasets", {}).get(data.get("name", ""), [])
    return list(found) if isinstance(found, list) else []


def _mark(part: Mapping[str, Any]) -> str:
    mark = part.get("mark", "")
    return str(mark.get("type", "")) if isinstance(mark, Mapping) else str(mark)


def _order(sort: Any, names: Sequence[str]) -> list[str]:
    known = list(dict.fromkeys(names))
    first = [str(one) for one in sort if str(one) in set(known)] if isinstance(sort, list) else []
    return list(dict.fromkeys([*first, *known]))


def _series(
    found: Mapping[tuple[str, str], float],
    categories: Sequence[str],
    colour: Mapping[str, Any],
    names: Sequence[str],
) -> list[Series]:
    scale = colour.get("scale") or {}
    colours = dict(zip(scale.get("domain", ()), scale.get("range", ()), strict=False))
    present = set(names)
    ordered = [name for name in colours if name in present] or list(dict.fromkeys(names))
    return [
        Series(name, tuple(found.get((one, name)) for one in categories), str(colours.get(name, "#1f4e8c")))
        for name in ordered
    ]


def _titles(spec: Mapping[str, Any]) -> tuple[str, str]:
    title = spec.get("title", "")
    if isinstance(title, str):
        return title, ""
    note = title.get("subtitle", "")
    return str(title.get("text", "")), " ".join(note) if isinstance(note, list) else str(note)
