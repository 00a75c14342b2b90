"""The sandbox's world is big, coherent and varied enough to compare in."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from functools import cache

from fairwind.demo.sellers import CORVINA, HELIOS, SELLERS, Seller, Sold, offered
from fairwind.demo.world import hotels
from fairwind.offers import Party, same_party

TODAY = dt.date(2026, 11, 21)
ANNAS = Party(2, (4, 11))


@cache
def sold(seller: Seller) -> tuple[Sold, ...]:
    return tuple(offered(seller, TODAY))


def for_annas_family(seller: Seller) -> list[Sold]:
    return [s for s in sold(seller) if same_party(s.party, ANNAS, seller.bands)]


def test_there_are_six_to_fifteen_thousand_offers_of_sixty_hotels_and_more() -> None:
    assert 6_000 <= sum(len(sold(seller)) for seller in SELLERS) <= 15_000
    assert 60 <= len(hotels()) <= 80
    assert len({hotel.key for hotel in hotels()}) == len({hotel.number for hotel in hotels()})


def test_four_operators_price_a_family_of_four_by_age_bands_of_their_own() -> None:
    pricing = [seller for seller in SELLERS if for_annas_family(seller)]
    assert len(pricing) >= 4
    assert len({seller.bands for seller in pricing}) >= 4
    for seller in pricing:
        first, second = for_annas_family(seller)[0].child_prices
        assert first != second


def test_a_family_finds_crete_in_the_next_weeks_and_next_july_at_several_operators() -> None:
    for start, end in (
        (TODAY, TODAY + dt.timedelta(weeks=9)),
        (dt.date(2027, 7, 1), dt.date(2027, 7, 31)),
    ):
        found = [
            s
            for seller in SELLERS
            for s in for_annas_family(seller)
            if s.trip.hotel.region == "crete" and start <= s.trip.day <= end
        ]
        assert len({s.seller.name for s in found}) >= 3
        assert len({s.trip.hotel.key for s in found}) >= 4


def test_the_same_trip_is_sold_by_several_operators_at_other_prices() -> None:
    by_trip = defaultdict(list)
    for seller in SELLERS:
        for one in sold(seller):
            if one.party == Party(2) and seller.currency == "EUR":
                by_trip[one.trip].append(one.package)
    shared = [prices for prices in by_trip.values() if len(prices) > 1]
    assert len(shared) > 100
    assert sum(len(set(prices)) > 1 for prices in shared) > len(shared) * 9 // 10
    assert all(max(prices) < min(prices) * 13 // 10 for prices in shared)


def test_july_costs_more_than_january_by_the_sea() -> None:
    by_month: Counter[int] = Counter()
    count: Counter[int] = Counter()
    for one in sold(CORVINA):
        if one.trip.hotel.key == "lagoon_village" and one.party == Party(2):
            by_month[one.trip.day.month] += one.package // one.trip.nights
            count[one.trip.day.month] += 1
    assert by_month[7] / count[7] > by_month[1] / count[1] * 1.4


def test_extras_come_on_top_and_a_total_is_the_sum_of_its_parts() -> None:
    for seller, kind in ((CORVINA, "fuel"), (HELIOS, "tourist_tax")):
        one = sold(seller)[0]
        assert [name for name, _ in one.extras] == [kind]
        assert one.total == one.package + one.extras[0][1] > one.package


def test_no_day_on_sale_has_passed() -> None:
    assert all(one.trip.day > TODAY for seller in SELLERS for one in sold(seller))
