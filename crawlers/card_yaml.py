"""YAML with the line of every key, so that a fault can name its place."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..offers.faults import CardFault

MOST_BYTES = 128 * 1024
MOST_TOLD = 50
_DEEPEST = 20
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
_NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")

Keys = tuple[str | int, ...]


class _PlainLoader(yaml.SafeLoader):
    """YAML 1.2's few plain words: `no`, `on`, 12:30 and 2026-01-05 stay the text they are.

    YAML 1.1 would turn Norway's NO into false and `on:` of a permission into true.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the library's own class variable
    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """As the library does, but a thousand brackets end at the twenty-first."""
        self._depth += 1
        if self._depth > _DEEPEST:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="nested too deep to be a card", problem_mark=mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


for _tag, _regexp, _first in (
    ("tag:yaml.org,2002:int", _INT, "-+0123456789"),
    ("tag:yaml.org,2002:float", _FLOAT, "-+0123456789"),
    ("tag:yaml.org,2002:bool", _BOOL, "tTfF"),
    ("tag:yaml.org,2002:null", _NULL, ["~", "n", "N", ""]),
):
    _PlainLoader.add_implicit_resolver(_tag, _regexp, list(_first))


@dataclass(frozen=True, slots=True)
class Document:
    """A file's value and the line on which each of its keys stands."""

    path: Path
    value: Any
    lines: dict[Keys, int]

    def line(self, keys: Iterable[str | int]) -> int:
        """The line of a key, or of the nearest part around it that is written down."""
        place = tuple(keys)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def place(self, keys: Sequence[str | int], sentence: str) -> str:
        """The sentence with its place: "sunny.yml:7: connector.recrods is not a key ..."."""
        return f"{self.path.name}:{self.line(keys)}: {sentence}"


def read_yaml(path: Path) -> Document:
    """The document in a file, or a CardFault that says why there is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CardFault([f"{path.name}:1: the file is larger than {MOST_BYTES // 1024} KiB"])
        text = path.read_bytes().decode("utf-8-sig")
        node = yaml.compose(text, Loader=_PlainLoader)
    except OSError as error:
        raise CardFault([f"{path.name}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CardFault([f"{path.name}:{line}: a card is written in UTF-8"]) from error
    except yaml.YAMLError as error:
        raise CardFault([_not_yaml(path, error)]) from error
    if not isinstance(node, yaml.MappingNode):
        raise CardFault([f"{path.name}:1: a card is a list of keys and values; this is none"])
    return _Reader(path).document(node)


def _not_yaml(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context", None) or ""
    if context.startswith("while scanning a quoted"):  # it began where the quote was opened
        mark = getattr(error, "context_mark", mark)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    said = f"{context}: {what}" if context else what
    return f"{path.name}:{mark.line + 1 if mark else 1}: this is not YAML: {said}"


class _Reader:
    """Walks the nodes once: values, lines, and the faults YAML itself lets pass."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines: dict[Keys, int] = {}
        self._faults: list[str] = []
        self._seen: set[int] = set()
        self._loader = _PlainLoader("")

    def document(self, node: yaml.Node) -> Document:
        value = self._value(node, ())
        if len(self._faults) > MOST_TOLD:
            more = f"{self._path.name}: and {len(self._faults) - MOST_TOLD} more faults"
            self._faults[MOST_TOLD:] = [more]
        if self._faults:
            raise CardFault(self._faults)
        return Document(self._path, value, self._lines)

    def _value(self, node: yaml.Node, keys: Keys) -> Any:
        self._lines.setdefault(keys, node.start_mark.line + 1)
        if id(node) in self._seen:
            said = "a card says everything once; & and * are not taken"
            return self._fault_at(self._lines[keys], said)
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, keys)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(part, (*keys, i)) for i, part in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, keys: Keys) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for key, part in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, "a key is one word")
                continue
            place = (*keys, key.value)
            if key.value in said:
                first = self._lines[place]
                self._fault(key, f"{_dotted(place)} stands twice, first in line {first}")
                continue
            self._lines[place] = key.start_mark.line + 1
            said[key.value] = self._value(part, place)
        return said

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            value = self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            return self._fault(node, f"{node.value!r} is not a plain text, number or yes/no")
        return value if isinstance(value, Hashable) else str(node.value)

    def _fault(self, node: yaml.Node, sentence: str) -> None:
        self._fault_at(node.start_mark.line + 1, sentence)

    def _fault_at(self, line: int, sentence: str) -> None:
        self._faults.append(f"{self._path.name}:{line}: {sentence}")


def _dotted(keys: Keys) -> str:
    return ".".join(str(key) for key in keys)
