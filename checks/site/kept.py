"""An attribute that is made on first use and kept."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class kept(Generic[T]):
    """As `functools.cached_property`, which on Python 3.11 holds one lock for all objects of the class while
    it makes a value: sites that make theirs by visits would be read one after the other."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self.__doc__ = make, make.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, one: Any, _owner: type | None = None) -> T:
        value = self._make(one)
        one.__dict__[self._name] = value
        return value
