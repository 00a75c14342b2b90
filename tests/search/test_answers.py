"""What a visitor sees: three groups never mixed, cards like for like, a calendar that is true."""

import datetime as dt
from dataclasses import replace

import pytest

from fairwind.offers import (
    AgeBand,
    Availability,
    Basis,
    Board,
    BoardTerm,
    Component,
    Departure,
    Kind,
    Knowledge,
    Money,
    Nights,
    Offer,
    OfferRef,
    Paid,
    Party,
    Place,
    Price,
    Product,
)
from fairwind.search.answer import CellState, Freshness
from fairwind.search.query import Group, Query, Sort

NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
JULY_4 = dt.date(2026, 7, 4)
JULY = {"depart_from": dt.date(2026, 7, 1), "depart_to": dt.date(2026, 7, 31)}
FAMILY = Party(2, (7, 9))
NO_DAY = object()


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


def for_party(amount: int, party: Party = Party(2), **more) -> Price:  # noqa: B008
    return Price(euros(amount), Basis.PER_PARTY, party, **more)


def an_offer(name: str, price: Price | None, day: dt.date | None = JULY_4, **more) -> Offer:
    operator = more.pop("operator", "sunny")
    source = more.pop("source", "sunny")
    given = {
        "board": BoardTerm(Board.AI, "AI"),
        "checked_at": NOW - dt.timedelta(hours=2),
    }
    nights = more.pop("nights", Nights(7, 7))
    return Offer(
        ref=OfferRef(source, (("offer", f"{operator}-{name}-{day}-{price}"),)),
        operator=operator,
        operator_name=operator.title(),
        product=Product(Kind.STAY, name, Place("GR", "Crete", "Malia"), stars=8),
        departure=Departure(day, nights, "BUD", price=price),
        **(given | more),
    )


def names(answer) -> list[str]:
    return [card.product.name for card in answer.cards]


def test_the_three_groups_are_counted_apart_and_never_mixed(make_market) -> None:
    market = make_market(
        [
            an_offer("Mine", for_party(2000)),
            an_offer("Another's", for_party(2000, FAMILY)),
            an_offer("Unclear", Price(euros(900), Basis.UNKNOWN)),
            an_offer("Dateless price", None),
            an_offer("In August", for_party(1000), dt.date(2026, 8, 4)),
            an_offer("Sold out", for_party(100), availability=Availability.STOP_SALE),
        ]
    )
    ask = lambda group: market.engine.answer(Query(group=group, **JULY), NOW)  # noqa: E731
    counts = ask(Group.PRICED).counts
    assert (counts.priced, counts.goes, counts.unclear, counts.other_dates) == (1, 2, 1, 1)
    assert names(ask(Group.PRICED)) == ["Mine"]
    assert names(ask(Group.GOES)) == ["Another's", "Dateless price"]
    assert names(ask(Group.UNCLEAR)) == ["Unclear"]
    unpriced = (*ask(Group.GOES).cards, *ask(Group.UNCLEAR).cards)
    assert all(quote.total is None for card in unpriced for quote in card.quotes)


def test_a_product_stands_in_the_first_group_that_fits(make_market) -> None:
    offers = [
        an_offer("Both", None, dt.date(2026, 7, 5)),
        an_offer("Both", Price(euros(900), Basis.UNKNOWN), dt.date(2026, 7, 6)),
        an_offer("Both", for_party(2000)),
    ]
    whole = make_market(offers).engine.answer(Query(**JULY), NOW).counts
    assert (whole.priced, whole.unclear, whole.goes) == (1, 0, 0)
    without = make_market(offers[:2]).engine.answer(Query(**JULY), NOW).counts
    assert (without.priced, without.unclear, without.goes) == (0, 1, 0)


def test_a_price_for_children_of_seven_and_nine_is_not_one_for_four_and_eleven(make_market) -> None:
    engine = make_market([an_offer("Family", for_party(3000, FAMILY))]).engine
    assert engine.answer(Query(party=FAMILY), NOW).counts.priced == 1
    for other in (Party(2, (4, 11)), Party(2), Party(2, (7,)), Party(3, (7, 9))):
        counts = engine.answer(Query(party=other), NOW).counts
        assert (counts.priced, counts.goes) == (0, 1), other


def test_ages_in_the_operators_same_bands_have_the_same_price(make_market) -> None:
    bands = (AgeBand("first", 2, 6), AgeBand("second", 7, 13))
    engine = make_market(
        [an_offer("Family", for_party(3000, Party(2, (4, 8))), bands=bands)]
    ).engine
    for ages, priced in (((2, 13), 1), ((6, 7), 1), ((4, 5), 0), ((8, 9), 0), ((4, 14), 0)):
        assert engine.answer(Query(party=Party(2, ages)), NOW).counts.priced == priced, ages


def test_a_price_per_person_is_a_total_for_adults_alone(make_market) -> None:
    fuel = Component("fuel", euros(40), paid=Paid.LOCALLY)
    price = Price(euros(500), Basis.PER_PERSON, components=(fuel,))
    engine = make_market([an_offer("Each", price)]).engine
    for adults in (1, 2, 5):
        answer = engine.answer(Query(party=Party(adults)), NOW)
        assert answer.lowest == euros(500 * adults + 40)
        quote = answer.cards[0].quotes[0]
        assert quote.total == answer.lowest
        assert quote.derived
    assert engine.answer(Query(party=FAMILY), NOW).counts.goes == 1


def test_totals_are_ranked_as_totals_whatever_their_basis(make_market) -> None:
    engine = make_market(
        [
            an_offer("Party", for_party(1500)),
            an_offer("Person", Price(euros(800), Basis.PER_PERSON)),
            an_offer("Night", Price(euros(190), Basis.PER_NIGHT, Party(2))),
        ]
    ).engine
    answer = engine.answer(Query(sort=Sort.TOTAL), NOW)
    assert names(answer) == ["Night", "Party", "Person"]
    assert [card.quotes[0].total for card in answer.cards] == [
        euros(1330),
        euros(1500),
        euros(1600),
    ]


def test_a_budget_is_for_the_whole_party_and_moves_nothing_into_goes(make_market) -> None:
    engine = make_market(
        [an_offer("Dear", Price(euros(800), Basis.PER_PERSON)), an_offer("Fits", for_party(1500))]
    ).engine
    answer = engine.answer(Query(price_max=150_000, **JULY), NOW)
    assert names(answer) == ["Fits"]
    assert (answer.counts.goes, answer.counts.other_dates) == (0, 0)


def test_a_price_in_another_currency_is_ranked_by_what_is_shown(make_market) -> None:
    foreign = Price(Money(600_000_00, "HUF"), Basis.PER_PARTY, Party(2))
    nobody = Price(Money(100_00, "XXX"), Basis.PER_PARTY, Party(2))
    engine = make_market([an_offer("Forint", foreign), an_offer("Nothing", nobody)]).engine
    answer = engine.answer(Query(), NOW)
    quote = answer.cards[0].quotes[0]
    assert quote.total == foreign.amount
    assert quote.shown is not None
    assert quote.shown.money == answer.lowest
    assert quote.shown.money.currency == "EUR"
    assert answer.counts.unclear == 1
    assert answer.lowest_converted
    priced = [cell for cell in answer.calendar if cell.total]
    assert [(cell.total, cell.converted) for cell in priced] == [(answer.lowest, True)]


def test_a_lowest_price_that_is_printed_as_it_stands_is_not_called_converted(make_market) -> None:
    foreign = Price(Money(600_000_00, "HUF"), Basis.PER_PARTY, Party(2))
    dear = an_offer("Forint", foreign)
    engine = make_market([dear, an_offer("Euro", for_party(1000), JULY_4)]).engine
    answer = engine.answer(Query(), NOW)
    assert answer.lowest == euros(1000)
    assert not answer.lowest_converted
    assert [cell.converted for cell in answer.calendar if cell.lowest] == [False]


def test_a_calendar_day_has_the_price_of_that_very_day_or_none(make_market) -> None:
    days = [JULY_4 + dt.timedelta(n) for n in range(4)]
    offers = [
        an_offer("Bay", for_party(2000), days[0], goes_on=(days[1],)),
        an_offer("Bay", for_party(1900), days[2]),
        an_offer("Bay", for_party(2500), days[2]),
    ]
    engine = make_market(offers).engine
    query = Query(depart_from=days[0], depart_to=days[0] + dt.timedelta(6))
    answer = engine.answer(query, NOW)
    calendar = answer.calendar[:4]
    priced, goes, nothing = CellState.PRICED, CellState.GOES, CellState.NONE
    assert [cell.date for cell in calendar] == days
    assert [cell.state for cell in calendar] == [priced, goes, priced, nothing]
    assert [cell.total for cell in calendar] == [euros(2000), None, euros(1900), None]
    assert [cell.lowest for cell in calendar] == [False, False, True, False]
    stay = engine.stay(answer.cards[0].product_id, query, NOW)
    told = {cell.date: (cell.state, cell.total) for cell in stay.calendar}
    assert [told[cell.date] for cell in answer.calendar] == [
        (cell.state, cell.total) for cell in answer.calendar
    ]


def test_the_calendar_of_a_few_days_shows_a_week_before_and_after_them(make_market) -> None:
    offers = [
        an_offer("Bay", for_party(2000), JULY_4),
        an_offer("Cove", for_party(1500), JULY_4 + dt.timedelta(5)),
    ]
    answer = make_market(offers).engine.answer(Query(depart_from=JULY_4, depart_to=JULY_4), NOW)
    assert names(answer) == ["Bay"]
    assert answer.lowest == euros(2000)
    week = dt.timedelta(7)
    assert (answer.calendar[0].date, answer.calendar[-1].date) == (JULY_4 - week, JULY_4 + week)
    told = {cell.date: cell.total for cell in answer.calendar if cell.total}
    assert told == {JULY_4: euros(2000), JULY_4 + dt.timedelta(5): euros(1500)}


def test_an_offer_without_a_date_is_priced_only_where_no_date_is_asked_for(make_market) -> None:
    engine = make_market([an_offer("Any day", for_party(900), None)]).engine
    assert engine.answer(Query(), NOW).counts.priced == 1
    assert engine.answer(Query(**JULY), NOW).counts.other_dates == 1


def test_departed_days_are_not_found_even_when_asked_for(make_market) -> None:
    engine = make_market([an_offer("Gone", for_party(900), dt.date(2026, 6, 7))]).engine
    for query in (Query(), Query(depart_from=dt.date(2026, 6, 1), depart_to=dt.date(2026, 6, 30))):
        counts = engine.answer(query, NOW).counts
        assert counts.all == counts.other_dates == 0


@pytest.mark.parametrize(
    ("hours", "freshness"),
    [(23, Freshness.FRESH), (47, Freshness.AGEING), (95, Freshness.STALE), (97, None)],
)
def test_a_price_is_fresh_for_its_period_and_no_price_after_four(
    make_market, hours, freshness
) -> None:
    checked = NOW - dt.timedelta(hours=hours)
    engine = make_market([an_offer("Bay", for_party(900), checked_at=checked)]).engine
    answer = engine.answer(Query(), NOW)
    assert answer.counts.priced == (freshness is not None)
    if freshness:
        assert answer.cards[0].quotes[0].freshness is freshness
        assert answer.oldest == checked
    else:
        goes = engine.answer(Query(group=Group.GOES), NOW)
        assert names(goes) == ["Bay"]
        assert goes.cards[0].published.freshness is Freshness.HIDDEN
        assert all(cell.total is None for cell in answer.calendar)


def test_a_card_has_the_best_then_the_same_then_the_others_with_their_difference(
    make_market,
) -> None:
    half_board = BoardTerm(Board.HB, "HB")
    offers = [
        an_offer("Bay", for_party(2536), operator="sunny"),
        an_offer("Bay", for_party(2590), operator="aegean"),
        an_offer("Bay", for_party(2550), operator="hellas", board=half_board),
        an_offer("Bay", for_party(2540), operator="aegean", board=half_board),
    ]
    (card,) = make_market(offers).engine.answer(Query(), NOW).cards
    told = [(quote.offer.operator, quote.differences) for quote in card.quotes]
    assert told == [("sunny", ()), ("aegean", ()), ("hellas", ("board",))]
    assert card.quotes[1].total == euros(2590)
    assert card.operators == 3


def test_a_missing_mandatory_part_makes_the_total_a_from_price(make_market) -> None:
    visa = Component("visa", None, Knowledge.UNKNOWN)
    engine = make_market([an_offer("Bay", for_party(900, components=(visa,)))]).engine
    assert engine.answer(Query(), NOW).cards[0].quotes[0].from_only


def test_a_goes_card_prints_the_published_price_with_its_own_date_and_party(make_market) -> None:
    october = dt.date(2026, 10, 10)
    goes_on = (JULY_4, JULY_4 + dt.timedelta(7), dt.date(2026, 9, 1))
    engine = make_market([an_offer("Bay", for_party(1698), october, goes_on=goes_on)]).engine
    (card,) = engine.answer(Query(group=Group.GOES, party=FAMILY, **JULY), NOW).cards
    assert card.goes_dates == goes_on[:2]
    assert card.published.offer.departure.date == october
    assert card.published.offer.departure.price.party == Party(2)
    assert card.published.total is None


def test_the_stay_page_has_every_quote_of_the_dates_and_nothing_of_others(make_market) -> None:
    offers = [an_offer("Bay", for_party(1000 + n), JULY_4 + dt.timedelta(n)) for n in range(40)]
    offers += [an_offer("Sea", for_party(500)), an_offer("Bay", None, JULY_4)]
    engine = make_market(offers).engine
    query = Query(depart_from=JULY_4, depart_to=JULY_4 + dt.timedelta(9), board_min=Board.UAI)
    stay = engine.stay("0000000000", query, NOW)
    assert [q.total for q in stay.card.quotes] == [*(euros(1000 + n) for n in range(10)), None]
    assert stay.boards == (Board.AI,)
    assert stay.query == query
    assert engine.stay("nobody", query, NOW) is None


def test_an_offer_is_found_again_by_its_key_and_priced_for_the_party(make_market) -> None:
    engine = make_market([an_offer("Bay", Price(euros(500), Basis.PER_PERSON))]).engine
    key = engine.answer(Query(), NOW).cards[0].quotes[0].key
    assert engine.quote(key, Party(3)).total == euros(1500)
    assert engine.quote(key, FAMILY).total is None
    assert engine.quote("0" * 16, Party(2)) is None


def test_pages_hold_twenty_and_follow_one_another(make_market) -> None:
    offers = [an_offer(f"Bay {n:02d}", for_party(1000 + n)) for n in range(45)]
    engine = make_market(offers).engine
    pages = [engine.answer(Query(sort=Sort.TOTAL, page=n), NOW) for n in (1, 2, 3, 4)]
    assert [len(page.cards) for page in pages] == [20, 20, 5, 0]
    assert {page.pages for page in pages} == {3}
    assert [name for page in pages for name in names(page)] == [f"Bay {n:02d}" for n in range(45)]


def test_an_empty_catalogue_answers(make_market) -> None:
    engine = make_market(
        [an_offer("Out", for_party(1), availability=Availability.STOP_SALE)]
    ).engine
    answer = engine.answer(replace(Query(), words="anything"), NOW)
    assert answer.counts.all == 0
    assert answer.lowest is None
    assert len(answer.calendar) == 60
