"""Small questions to an element of the tree."""

from selectolax.lexbor import LexborNode


def path_of(node: LexborNode) -> str:
    """A CSS-like path to `node`, from the nearest element with an id, five steps at most."""
    names: list[str] = []
    here: LexborNode | None = node
    while here is not None and here.tag and not here.tag.startswith("-") and len(names) < 5:
        attributes = here.attributes
        identity, classes = attributes.get("id"), (attributes.get("class") or "").split()
        names.append(here.tag + (f"#{identity}" if identity else f".{classes[0]}" if classes else ""))
        if identity:
            break
        here = here.parent
    return " > ".join(reversed(names))
