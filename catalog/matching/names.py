"""Names of hotels as they are compared: what is proper to a hotel, and what many of them have.

"Hotel Zlatna Perla & SPA 4* (ex Morska)" says: proper words (none here), trade words that tell
neighbours apart (golden, pearl), words that say nothing (hotel, spa), stars (4) and a former
name. Trade words stand in `data/hotel_words.tsv` in Latin letters, one line for all languages.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from ...offers import former_names
from ..places import latin

_DATA = files("fairwind.catalog") / "data"
_STARS = re.compile(
    r"(?<![\w.,])[1-7](?:[.,]5)?\s*(?:[*\u2605\u2b50]+|(?:stars?|csillagos|csillag|zvezdi|zvezdy"
    r"|zvezd|sterne|etoiles)\b)|[*\u2605\u2b50]+"
)
_NO_NAME = re.compile(r"\b(?:1[0-9]|2[0-9])\s*\+|\b(?:1[0-9])\s*(?:ans|let|ev)\b")
_ENTITY = re.compile(r"&[a-z]+;|&#\d+;")
_BEFORE = re.compile(r"\s+(?:ex\.?|voorheen|formerly|previously|korabban|bivsh\w*|predi)[:.]?\s+")
_BY = re.compile(r"(?:,\s*an?\b|\b(?:affiliated|managed|operated|powered)?\s*\bby\b)(.*)$")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
_RUN_TOGETHER = re.compile(r"(?<=[a-z\u0430-\u044f]{2})(?=[A-Z\u0410-\u042f][a-z\u0430-\u044f]{2})")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """One name of one hotel, taken apart. All words are Latin small letters.

    `proper` are the words of its own in their order; `kinds` trade words that tell neighbours
    apart (palace, beach), `lodging` what people sleep in (suites, villa), `chains` whose it is,
    `numbers` as digits. `solid` is the name without gaps, for words that are run together.
    """

    said: str
    proper: tuple[str, ...]
    kinds: frozenset[str]
    lodging: frozenset[str]
    chains: frozenset[str]
    numbers: frozenset[str]
    solid: str


@cache
def _words() -> dict[str, tuple[str, str]]:
    """Latin form -> (class, the word that stands for it)."""
    known: dict[str, tuple[str, str]] = {}
    for kind, word, forms in _lines():
        if kind != "chain":
            known.update(dict.fromkeys((squeezed(form) for form in forms.split()), (kind, word)))
            known.update(dict.fromkeys(forms.split(), (kind, word)))
    return known


@cache
def _chains() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The chains by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for kind, word, _ in _lines():
        if kind == "chain":
            parts = tuple(_WORD.findall(word))
            found.setdefault(parts[0], []).append(parts)
    return {first: tuple(sorted(some, key=lambda p: (-len(p), p))) for first, some in found.items()}


@cache
def _lines() -> tuple[tuple[str, str, str], ...]:
    text = (_DATA / "hotel_words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return tuple((a, b, c) for a, b, c in (line.split("\t") for line in text))


@cache
def _heard() -> dict[str, tuple[str, str]]:
    """The longer words by their sound, for English ones in Cyrillic: "Принцесс", "Виллас"."""
    found: dict[str, tuple[str, str]] = {}
    for form, meant in sorted(_words().items()):
        if len(form) > 3:
            found.setdefault(_ear(form), meant)
    return found


def _ear(word: str) -> str:
    """The sound of a word, apart from longer ones where it is short: "szellő" is not "selo"."""
    heard_ = sound(word)
    return heard_ if len(heard_) > 4 else f"{heard_} {len(word) > 5}"


_SOUNDS = (
    ("sch", "$"), ("sh", "$"), ("dzh", "j"), ("dzs", "j"), ("tch", "h"), ("cs", "h"), ("ch", "h"),
    ("kh", "h"), ("sz", "s"), ("zs", "z"), ("zh", "z"), ("ph", "f"), ("th", "t"), ("ts", "c"),
    ("ck", "k"), ("qu", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ea", "i"), ("ai", "e"),
    ("ay", "e"), ("ei", "e"), ("ey", "e"), ("gy", "d"), ("ny", "n"), ("ly", "l"), ("x", "ks"),
    ("c", "k"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("b", "v"), ("g", "h"),
)  # fmt: skip


@lru_cache(maxsize=2**16)
def sound(word: str) -> str:
    """A word as it sounds in all our languages, roughly: "Chaika", "Chayka", "Чайка" agree."""
    for said, heard in _SOUNDS:
        word = word.replace(said, heard)
    return squeezed(word)


def squeezed(word: str) -> str:
    """Without doubled letters."""
    return re.sub(r"([a-z])\1+", r"\1", word)


@lru_cache(maxsize=2**16)
def present_and_former(name: str) -> tuple[str, tuple[str, ...]]:
    """The present name and the former ones printed with it: in brackets, or behind "ex"."""
    present, former = former_names(html.unescape(name))
    parts = _BEFORE.split(latin(present))
    if len(parts) > 1 and parts[0].strip():
        return parts[0], (*former, *parts[1:])
    return present, former


@lru_cache(maxsize=2**17)
def wording(name: str, places: frozenset[str] = frozenset()) -> Wording:
    """A name taken apart; `places` are words of where it is, which are proper to no hotel.

    A word that the name cannot do without stays: "Hotel Seattle" in Seattle is "seattle".
    """
    flat = (
        latin(_RUN_TOGETHER.sub(" ", html.unescape(name)))
        .replace("\u2019", "")
        .replace("`", "")
        .replace("\u00b4", "")
    )
    flat = _NO_NAME.sub(" ", _STARS.sub(" ", flat))
    chains, flat = _behind_by(flat)
    words = _WORD.findall(flat)
    more, words = _without_chains(words)
    return _sorted_out(name, words, chains | more, places)


def _behind_by(flat: str) -> tuple[frozenset[str], str]:
    """What stands behind "by" or ", a" is the chain, unless nothing stands before it or much
    behind it ("Sol by Melia Cosmopolitan")."""
    found = _BY.search(flat)
    behind = _WORD.findall(found[1]) if found else []
    before = [word for word in _WORD.findall(flat[: found.start()] if found else "")]
    own = [word for word in before if _words().get(word, ("", ""))[0] != "generic"]
    if not own or not 1 <= len(behind) <= 4 or (len(own) == 1 and len(behind) > 1):
        return frozenset(), flat
    told, rest = _without_chains(behind)
    if len(rest) > 2:
        return frozenset(), flat
    return told | frozenset(_proper(rest)), flat[: found.start()] if found else flat


def _proper(words: list[str]) -> list[str]:
    return [word for word in words if word not in _words()]


def _without_chains(words: list[str]) -> tuple[frozenset[str], list[str]]:
    """The chains named in the words, and the words without them; a name is never only a chain's
    where other words could be its own."""
    chains, rest, at = set(), [], 0
    while at < len(words):
        some = _chains().get(words[at], ())
        chain = next((c for c in some if tuple(words[at : at + len(c)]) == c), None)
        if chain:
            chains.add(" ".join(chain))
        else:
            rest.append(words[at])
        at += len(chain) if chain else 1
    return frozenset(chains), rest


def _sorted_out(
    said: str, words: list[str], chains: frozenset[str], places: frozenset[str]
) -> Wording:
    classes: dict[str, list[str]] = {"kind": [], "lodging": [], "number": [], "proper": []}
    for word in words:
        kind, meant = _classed(word)
        classes.setdefault(kind, []).append(meant)
    proper = [word for word in classes["proper"] if word not in places]
    if not proper and not classes["kind"]:
        letters = [word for word in classes.get("weak", []) if len(word) == 1]
        whose = [word for chain in sorted(chains) for word in chain.split()]
        proper = [*classes["proper"], *letters, *whose] or classes["lodging"] or words
    own = list(dict.fromkeys(proper))
    parts = [*sorted(own), *sorted(set(classes["kind"])), *sorted(set(classes["number"]))]
    return Wording(
        said=said,
        proper=tuple(own),
        kinds=frozenset(classes["kind"]),
        lodging=frozenset(classes["lodging"]),
        chains=chains,
        numbers=frozenset(classes["number"]),
        solid="".join(parts),
    )


@lru_cache(maxsize=2**16)
def without(name: Wording, places: frozenset[str]) -> Wording:
    """A name without words of a place, if it has proper words besides."""
    left = [word for word in name.proper if word not in places]
    if not left or len(left) == len(name.proper):
        return name
    parts = [*sorted(left), *sorted(name.kinds), *sorted(name.numbers)]
    return replace(name, proper=tuple(left), solid="".join(parts))


@lru_cache(maxsize=2**16)
def _classed(word: str) -> tuple[str, str]:
    """The class of a word, and the word that stands for it."""
    if word.isdigit() or word in _ROMAN:
        return "number", _ROMAN.get(word, word.lstrip("0") or "0")
    known = _words().get(word) or _words().get(squeezed(word))
    if not known and len(word) > 3:
        known = _heard().get(_ear(word))
    if known:
        return known
    return ("weak", word) if len(word) == 1 else ("proper", word)
