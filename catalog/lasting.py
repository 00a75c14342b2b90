"""Lasting names: by what a description is known again in the next generation and in decisions."""

from __future__ import annotations

import hashlib

from .descriptions import Description

MOST_LETTERS = 500
"""What the table of decisions takes; a longer name ends in a digest of itself."""


def member(description: Description) -> tuple[str, ...]:
    """The lasting names of a description, by which its product is known in the next generation:
    its hard ids, and its name at its place as this operator says it (with and without stars).
    """
    sort = "/".join(description.sort)
    hard = [f"{sort}/{scheme}={value}" for scheme, value in sorted(description.ids)]
    return (*hard, *_said(description))


def own_names(description: Description) -> tuple[str, ...]:
    """The names by which a person decides about it, the most lasting first: never those of a hard
    id that other operators state too, for such a name would be about their words as well."""
    start = f"{'/'.join(description.sort)}/{description.row['operator']}"
    ids = [f"{start}/{scheme}={value}" for scheme, value in sorted(description.ids)]
    own = [name for name in ids if ":" in name.rpartition("=")[0]]
    return tuple(map(_short, (*own, *_said(description))))


def _said(description: Description) -> tuple[str, str]:
    place = "/".join((description.country, *sorted(description.words)))
    start = f"{'/'.join(description.sort)}/{description.row['operator']}"
    said = f"{start}/{place}/{description.bare}"
    return said, f"{said}/{description.stars}"


def _short(name: str) -> str:
    if len(name) <= MOST_LETTERS:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:32]
    return f"{name[: MOST_LETTERS - 33]}#{digest}"
