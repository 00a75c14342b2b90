"""Kept: a few results kept in memory, the least lately used forgotten first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most so many values by their keys; any thread may ask."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._changing = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value], keep: Callable[[Value], bool]) -> Value:
        """The value of a key, made where it is not there, and kept if it is worth it.

        Two threads may make the same value at once; nobody waits for the other.
        """
        with self._changing:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = make()
        if keep(value):
            with self._changing:
                self._kept[key] = value
                while len(self._kept) > self.most:
                    self._kept.popitem(last=False)
        return value
