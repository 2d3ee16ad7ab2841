"""The grid 1+48+N of the fictional district."""

from dataclasses import dataclass

from db.demo.sites import site_list
from db.demo.story import Story, words
from db.models import Unit, UnitKind, UnitLevel

DISCLOSING_INSTITUTIONS = 8


@dataclass(frozen=True, slots=True)
class Organisation:
    id: int
    name: str
    kind: UnitKind
    level: UnitLevel


@dataclass(frozen=True, slots=True)
class Grid:
    """`industry` are the 48 supervisors, `institutions` the operators under them."""

    office: Organisation
    industry: list[Organisation]
    institutions: list[Organisation]

    def named(self, name: str) -> Organisation:
        """The organisation of that name."""
        return next(one for one in (self.office, *self.industry, *self.institutions) if one.name == name)

    @property
    def disclosing(self) -> list[Organisation]:
        """The 57 bodies with a duty of disclosure: the office, the 48 and eight institutions."""
        return [self.office, *self.industry, *self.institutions[:DISCLOSING_INSTITUTIONS]]


def found_grid(story: Story) -> Grid:
    """Write every unit."""
    names = words()["units"]
    office = _unit(story, names["office"], UnitLevel.DISTRICT, UnitKind.OFFICE, None)
    industry = [
        _unit(story, name, UnitLevel.INDUSTRY, UnitKind.DEPARTMENT, office.id)
        for name in names["departments"]
    ] + [
        _unit(story, f"示例区{name}", UnitLevel.INDUSTRY, UnitKind.STREET, office.id)
        for name in names["streets"]
    ]
    by_name = {one.name: one.id for one in industry}
    institutions = [
        _unit(story, name, UnitLevel.OPERATOR, UnitKind.INSTITUTION, by_name[above])
        for above, name in _institutions()
    ]
    grid = Grid(office, industry, institutions)
    for body in grid.disclosing:
        story.book.row(Unit, body.id)["discloses"] = True
    return grid


def _institutions() -> list[tuple[str, str]]:
    """(supervisor, name): first the owners of demo sites, then the others of the story."""
    with_sites = [(site.sponsor, site.undertaker) for site in site_list() if site.type == "institution"]
    centres = [
        (f"示例区{street}", f"示例区{street}社区事务服务中心") for street in words()["units"]["streets"]
    ]
    others = [(above, name) for above, names in words()["units"]["institutions"].items() for name in names]
    return with_sites + others + centres


def _unit(story: Story, name: str, level: UnitLevel, kind: UnitKind, above: int | None) -> Organisation:
    people = words()["people"]
    number = len(story.book.rows(Unit)) + 1
    unit_id = story.book.add(
        Unit,
        code=f"U{number:04}",
        name=name,
        level=level,
        kind=kind,
        parent_id=above,
        contact=people[number % len(people)],
        phone=f"023-0000{number:04}",
    )
    return Organisation(unit_id, name, kind, level)
