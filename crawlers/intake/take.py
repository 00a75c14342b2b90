"""Taking in a page: every record becomes an offer, a reject, a duplicate or is set aside."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import marshal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, cast

from ...catalog.basis.sightings import Sighting
from ...catalog.runs import READ_TWICE
from ...offers import Departure, Offer, Product, Provenance, RawOffer, Reject
from ...offers.faults import RecordFault
from ...offers.offer import UNREADABLE
from ..card import Card
from .draft import Draft
from .recall import MOST
from .seen import Reading, Seen
from .sighted import sighting

Step = Callable[[Draft], None]
LONGEST_VALUE = 300
# What a source says about an offer besides what it sells and for how much: two records that
# differ in nothing else are two readings of one offer.
_ABOUT = frozenset(
    "checked_at text facts itinerary photos rating link availability former_name lat lon point"
    " deposit balance_days free_cancellation_days".split()
)
_FLAT = frozenset((str, int, float, bool, type(None)))


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of one page's records.

    len(records) + withdrawn == len(offers) + len(rejects) + duplicates + len(set_aside):
    `withdrawn` counts offers of earlier pages that stand in `set_aside` now, because this page
    holds a newer reading; the run's writer finds them by their provenance and takes them out.
    `odd` counts what looks wrong and was kept (a strange price a night, an unsafe link).
    `sightings` are the rows whose basis nobody states, duplicates too (catalog.basis).
    `prices_said` is what each offer's record had where its price belongs, by its place.
    """

    offers: tuple[Offer, ...]
    rejects: tuple[Reject, ...]
    duplicates: int
    set_aside: tuple[Reject, ...]
    unknown_words: Mapping[str, Counter[str]]
    odd: Counter[str] = field(default_factory=Counter)
    withdrawn: int = 0
    sightings: tuple[Sighting, ...] = ()
    prices_said: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Sorted:
    """The batch while it grows; `at` is where each reading of this page stands in `offers`."""

    offers: dict[bytes, Offer] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    duplicates: int = 0
    set_aside: list[Reject] = field(default_factory=list)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    odd: Counter[str] = field(default_factory=Counter)
    withdrawn: int = 0
    sightings: list[Sighting] = field(default_factory=list)
    prices_said: dict[int, str] = field(default_factory=dict)

    def batch(self) -> Batch:
        return Batch(
            tuple(self.offers.values()),
            tuple(self.rejects),
            self.duplicates,
            tuple(self.set_aside),
            self.unknown,
            self.odd,
            self.withdrawn,
            tuple(self.sightings),
            self.prices_said,
        )


def take(
    steps: Sequence[Step], card: Card, records: Sequence[RawOffer], now: dt.datetime, seen: Seen
) -> Batch:
    """Take in the records of one page; `seen` is kept by the caller over a whole run."""
    rules, kept = seen.rules_of(card), _Sorted()
    for record in records:
        digest, reading = _digests(record.said)
        known = len(seen.records)
        number = seen.records.add(digest)
        if number < known:
            kept.duplicates += 1
            kept.sightings += seen.sighted.again(number, record.provenance.position)
            continue
        draft = Draft(dict(record.said), record.provenance, rules, now)
        if _take_one(steps, record, draft, digest, reading, seen, kept):
            kept.sightings += seen.sighted.first(number, sighting(record, draft))
    return kept.batch()


def _take_one(
    steps: Sequence[Step],
    record: RawOffer,
    draft: Draft,
    digest: bytes,
    reading: bytes | None,
    seen: Seen,
    kept: _Sorted,
) -> bool:
    """Whether the record is an offer; else it is kept with its reason."""
    if (text := record.said.get(UNREADABLE)) is not None:
        said = f"is no record that can be read: {text[:80]!r}"
        kept.rejects.append(_reject(draft, "not_understood", UNREADABLE, text, said))
        return False
    try:
        for step in steps:
            step(draft)
        offer = _offer(draft)
    except RecordFault as fault:
        rejects = kept.set_aside if fault.aside else kept.rejects
        rejects.append(_reject(draft, fault.reason, fault.field, fault.value, str(fault)))
        return False
    except Exception as error:
        # A hostile record must not end the run: it is rejected by name, and a test shows that
        # no step lets another error pass than its own.
        said = f"cannot be understood ({type(error).__name__}: {error})"
        kept.rejects.append(_reject(draft, "not_understood", "", "", said))
        return False
    _count(draft, kept)
    if (price := record.said.get("price")) is not None:
        kept.prices_said[record.provenance.position] = str(price)[:LONGEST_VALUE]
    _keep(reading or digest, bool(reading), offer, seen, kept, record.provenance)
    return True


def _count(draft: Draft, kept: _Sorted) -> None:
    for kind, words in draft.unknown:
        kept.unknown.setdefault(kind, Counter())[words] += 1
    kept.odd.update(draft.odd)


def _located(draft: Draft) -> Product:
    """The product at its place; one object for all offers of it, for most offers share theirs."""
    product, place, known = draft.product, draft.place, draft.rules.located
    assert product is not None
    # By identity, which is sure as long as both are held here; to compare them takes longer.
    found = known.get((id(product), id(place)))
    if found is None:
        if len(known) >= MOST:
            known.clear()
        found = known[id(product), id(place)] = product, place, replace(product, place=place)
    return cast(Product, found[2])


def _offer(draft: Draft) -> Offer:
    assert draft.checked_at is not None
    departure = Departure(
        draft.date,
        draft.nights,
        draft.origin,
        draft.transport,
        draft.price,
        draft.out,
        draft.back,
        draft.stops,
    )
    slug, name = draft.operator
    return Offer(
        draft.ref,
        slug,
        name,
        _located(draft),
        departure,
        draft.checked_at,
        draft.room,
        draft.board,
        draft.goes_on,
        draft.goes_nights,
        draft.availability,
        draft.included,
        draft.terms,
        draft.rules.card.bands,
        draft.provenance,
    )


def _keep(
    key: bytes, named: bool, offer: Offer, seen: Seen, kept: _Sorted, where: Provenance
) -> None:
    """Keep the newer of two readings of one offer and set the older aside.

    Two records of one id and different prices are no two readings, and records without an id
    (`named`) name no offer that could be read again: all of them are kept.
    """
    before = seen.readings.get(key) if named else None
    if before and offer.checked_at <= before.checked_at:
        kept.set_aside.append(_read_twice(offer.checked_at, where, before))
        return
    now = Reading(offer.checked_at, where)
    if before:
        kept.set_aside.append(_read_twice(before.checked_at, before.provenance, now))
        kept.withdrawn += kept.offers.pop(key, None) is None
    if named:
        seen.readings.put(key, now)
    kept.offers[key] = offer


def _read_twice(seen_at: dt.datetime, where: Provenance, newer: Reading) -> Reject:
    said = (
        f"{where}: the same offer at the same price was read again in "
        f"{newer.provenance.address} record {newer.provenance.position + 1}, "
        f"last seen there {newer.checked_at.isoformat(timespec='seconds')}"
    )
    return Reject(READ_TWICE, "checked_at", seen_at.isoformat(), where, said)


def _reject(draft: Draft, reason: str, name: str, value: object, sentence: str) -> Reject:
    raw = value if isinstance(value, str) else "" if value is None else str(value)
    where = draft.provenance
    said = f"{draft.rules.name}: {where.address} record {where.position + 1}: {sentence}"
    return Reject(reason, name, raw[:LONGEST_VALUE], where, said)


def _digests(said: Mapping[str, Any]) -> tuple[bytes, bytes | None]:
    """Sixteen bytes that are equal where all fields are; and where all are that say what is sold
    and for how much, under the operator's own id (None where the record names no id)."""
    sold, about, ids, marks = _parted(tuple(said))
    digest = hashlib.blake2b(marks[0] + _printed([said[name] for name in sold]), digest_size=16)
    named = any(said[name] for name in ids)
    reading = digest.digest() if named else None
    digest.update(marks[1] + _printed([said[name] for name in about]))
    return digest.digest(), reading


@lru_cache(maxsize=4096)
def _parted(
    names: tuple[str, ...],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[bytes, bytes]]:
    """The fields of a record in a lasting order: those that say what is sold, the others; those
    that hold an id of it; and what tells these choices of fields from any other."""
    ordered = sorted(names)
    sold = tuple(name for name in ordered if name not in _ABOUT)
    about = tuple(name for name in ordered if name in _ABOUT)
    ids = tuple(name for name in sold if name in ("id", "hash") or name.startswith("ids."))
    return sold, about, ids, (repr(sold).encode(), repr(about).encode())


def _printed(values: list[Any]) -> bytes:
    """The values as bytes, equal where they are; the second version of marshal writes each value
    for itself, whoever else holds it."""
    return marshal.dumps([v if v.__class__ in _FLAT else _written(v) for v in values], 2)


def _written(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, default=repr, skipkeys=True).encode()
