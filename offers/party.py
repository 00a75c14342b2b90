"""The party: who travels, and when a price for one party is a price for another."""

from __future__ import annotations

from dataclasses import dataclass

from .faults import PartyFault

MOST_ADULTS = 12
MOST_CHILDREN = 8
OLDEST_CHILD = 17


@dataclass(frozen=True, slots=True)
class AgeBand:
    """An operator's child band in whole years, both ends included: 2-11 takes 11.99."""

    name: str
    youngest: int
    oldest: int

    def __post_init__(self) -> None:
        if not 0 <= self.youngest <= self.oldest <= OLDEST_CHILD:
            raise PartyFault(f"band {self.name}: {self.youngest}-{self.oldest} is no child band")

    def takes(self, age: int) -> bool:
        return self.youngest <= age <= self.oldest


AgeBands = tuple[AgeBand, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """Adults and each child's age in whole years on the day of return, youngest first."""

    adults: int
    child_ages: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.adults <= MOST_ADULTS:
            raise PartyFault(f"{self.adults} adults: 1 to {MOST_ADULTS} may travel")
        if len(self.child_ages) > MOST_CHILDREN:
            raise PartyFault(f"{len(self.child_ages)} children: at most {MOST_CHILDREN}")
        for age in self.child_ages:
            if not 0 <= age <= OLDEST_CHILD:
                raise PartyFault(f"a child is 0 to {OLDEST_CHILD} years old, not {age}")
        object.__setattr__(self, "child_ages", tuple(sorted(self.child_ages)))

    @property
    def persons(self) -> int:
        return self.adults + len(self.child_ages)

    @property
    def adults_only(self) -> bool:
        return not self.child_ages

    def divided(self, rooms: int) -> Party | None:
        """The party of each of so many equal rooms, or None where it cannot be divided evenly.

        Every room gets as many adults and children of the same ages as every other one.
        """
        if rooms == 1:
            return self
        shares = {age: divmod(self.child_ages.count(age), rooms) for age in set(self.child_ages)}
        if self.adults % rooms or any(left for _, left in shares.values()):
            return None
        ages = (age for age, (each, _) in shares.items() for _ in range(each))
        return Party(self.adults // rooms, tuple(ages))


Seats = tuple[tuple[int, int], ...]
"""Each child's place as (youngest, oldest), both included, in ascending order."""


def seats(party: Party, bands: AgeBands) -> Seats:
    """The child places a price for this party holds: the operator's band, else the exact age."""
    return tuple(sorted(_seat(age, bands) for age in party.child_ages))


def _seat(age: int, bands: AgeBands) -> tuple[int, int]:
    return next(((b.youngest, b.oldest) for b in bands if b.takes(age)), (age, age))


def fits(asked: Party, adults: int, places: Seats) -> bool:
    """Whether a price for `adults` and these child places is a price for the asked party.

    Every child must have a place of its own that takes its age (product.md, "three groups").
    Bands of one operator may not overlap (the card refuses it), so ascending order decides.
    """
    if asked.adults != adults or len(places) != len(asked.child_ages):
        return False
    return all(
        low <= age <= high for age, (low, high) in zip(asked.child_ages, places, strict=True)
    )


def same_party(priced: Party, asked: Party, bands: AgeBands) -> bool:
    """Whether a price for `priced` may be called the asked party's own price."""
    return fits(asked, priced.adults, seats(priced, bands))
