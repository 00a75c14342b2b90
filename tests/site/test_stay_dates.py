"""What of a stay goes into a calendar, a table of departures, and the words of paying."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.catalog.home import Home
from fairwind.catalog.product_ids import ProductIds
from fairwind.offers import Component, Money, Offer, Paid, Party, Terms
from fairwind.search.answer import Freshness, Quote
from fairwind.search.query import Query
from fairwind.site.public.departures import departures
from fairwind.site.public.ics import Trip, calendar_file, plain
from fairwind.site.public.prices import parts
from fairwind.site.public.seen import read_seen, since_seen
from fairwind.site.public.terms import cancelling, paying
from fairwind.site.text import speech_of

from .conftest import DAY, NOW

EN = speech_of("en")
TODAY = dt.date(2026, 5, 1)


@pytest.fixture
def quoted(make_offer):
    """A quote of Lagoon Village for the family, 2,536 euros, 70 of them paid there."""

    def make(minor: int = 253_600, key: str = "k1", **rest: object) -> Quote:
        parts = (Component("climate_fee", Money(7000, "EUR"), paid=Paid.LOCALLY),)
        offer = make_offer(1, "sun_tours", minor - 7000, parts=parts, **rest)
        total = Money(minor, "EUR")
        return Quote(0, key, offer, total, None, False, False, Freshness.FRESH)

    return make


def told(offer: Offer, total: int | None, **terms: int) -> tuple[str, str, str]:
    offer = replace(offer, terms=Terms(**terms))
    money = Money(total, "EUR") if total else None
    return (*paying(offer, money, TODAY, EN), cancelling(offer, TODAY, EN))


def test_deposit_balance_and_what_is_paid_there_make_the_total(quoted) -> None:
    deposit, balance, cancel = told(
        quoted().offer, 253_600, deposit_percent=20, balance_days=30, free_cancellation_days=45
    )
    assert deposit == "20 % of the total with the booking: €507.20"
    assert balance == "€1,958.80, by Thu 4 June 2026; €70 is paid there"
    assert cancel == "at no charge until Wed 20 May 2026"


PASSED = "Sun 5 April 2026"
SILENT = "€2,466, its day is not stated; €70 is paid there"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({}, ("", "", "")),
        ({"deposit_percent": 0}, ("0 % of the total with the booking: €0", SILENT, "")),
        ({"balance_days": 90}, ("", f"at once with the booking, for {PASSED} has passed", "")),
        ({"free_cancellation_days": 0}, ("", "", "at no time without a charge")),
        (
            {"free_cancellation_days": 90},
            ("", "", f"no longer without a charge, that ended on {PASSED}"),
        ),
    ],
)
def test_terms_are_said_as_far_as_they_are_stated(quoted, terms, said) -> None:
    assert told(quoted().offer, 253_600, **terms) == said


def test_without_a_total_or_a_date_the_rule_itself_is_said(make_offer) -> None:
    offer = make_offer(1, "sun_tours", 100_000, date=None)
    assert told(offer, None, deposit_percent=30, balance_days=21, free_cancellation_days=1) == (
        "30 % of the price with the booking",
        "21 days before the start",
        "at no charge until 1 day before the start",
    )


@given(
    total=st.integers(1, 10**7),
    percent=st.integers(0, 100),
    there=st.integers(0, 10**6),
)
@settings(max_examples=100, deadline=None)
def test_no_part_of_paying_is_ever_below_nothing(total: int, percent: int, there: int) -> None:
    offer = OFFER(there, total)
    deposit, balance = paying(
        replace(offer, terms=Terms(percent, 30)), Money(total, "EUR"), TODAY, EN
    )
    assert "-" not in deposit + balance


def OFFER(there: int, total: int) -> Offer:
    from .conftest import LAGOON, a_stay, an_offer

    extra = (Component("tax", Money(there, "EUR"), paid=Paid.LOCALLY),) if there else ()
    return an_offer(1, "sun_tours", a_stay(*LAGOON), max(1, total - there), parts=extra)


def events(quote: Quote, now: dt.datetime = NOW, name: str = "") -> list[icalendar.Event]:
    product = replace(quote.offer.product, name=name) if name else quote.offer.product
    trip = Trip(product, quote, "https://site.example/en/trip/x-1", "site.example", "Kék", now)
    body = calendar_file(trip, EN)
    assert body is not None
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


def test_the_file_holds_the_days_the_flights_and_the_reminders_still_ahead(quoted) -> None:
    whole, out, back = events(quoted())
    assert whole["dtstart"].dt == DAY
    assert whole["dtend"].dt == DAY + dt.timedelta(days=8)
    assert whole["uid"] == "k1-trip@site.example"
    assert "Lagoon Village" in whole["summary"]
    assert "€2,536 as of Fri 5 June 2026, nothing is booked" in whole["description"]
    (bound, *_) = events(replace(quoted(), from_only=True))
    assert "from €2,536 as of Fri" in bound["description"]
    alarms = [alarm["trigger"].dt for alarm in whole.walk("VALARM")]
    nine = dt.timedelta(hours=9)
    assert alarms == [nine - dt.timedelta(days=days) for days in (14, 3)]
    early = events(quoted(), NOW - dt.timedelta(days=60))[0]
    assert len(early.walk("VALARM")) == 4
    assert out["dtstart"].dt == dt.datetime.combine(DAY, dt.time(6, 10))
    assert out["dtstart"].dt.tzinfo is None
    assert back["dtend"].dt == dt.datetime(2026, 7, 11, 20, 40)


def test_a_flight_over_midnight_lands_a_day_later_and_a_broken_time_is_left_out(quoted) -> None:
    quote = quoted()
    night = replace(quote.offer.departure, out=("23:10", "02:05"), back=("25:99", "x"))
    _, out = events(replace(quote, offer=replace(quote.offer, departure=night)))
    assert out["dtend"].dt == dt.datetime(2026, 7, 5, 2, 5)


HOSTILE = "Ev,il;\\Inn\r\nATTACH:http://evil.example/\rX:1\n\u202eBEGIN:VALARM\x0b\u2028END:VEVENT"


def test_a_hostile_name_stays_text(quoted) -> None:
    found = events(quoted(), name=HOSTILE)
    assert len(found) == 3
    for event in found:
        assert "attach" not in event
        assert {one.name for one in event.subcomponents} <= {"VALARM"}
    assert "ATTACH:http://evil.example/" in found[0]["summary"]
    assert len(found[0].walk("VALARM")) == 2


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_name_comes_back_as_it_went_in(name: str) -> None:
    quote = Quote(0, "k", OFFER(0, 100), Money(100, "EUR"), None, False, False, Freshness.FRESH)
    if name.strip():
        whole = events(quote, name=name)[0]
        assert str(whole["summary"]).split() == plain(name).split()


def test_the_departures_are_sorted_by_the_links_of_their_headings(quoted) -> None:
    dear = quoted(300_000, "k2")
    late = replace(dear.offer.departure, date=DAY + dt.timedelta(days=7))
    later = replace(
        dear, key="k3", offer=replace(dear.offer, departure=late), total=Money(9900, "EUR")
    )
    cheap, place = quoted(), ("lagoon", "abc", Query())
    quotes = [later, dear, cheap]
    by_date = departures(quotes, cheap, place, "", EN)
    assert by_date is not None
    assert [row.total for row in by_date.rows] == ["€2,536", "€3,000", "€99"]
    assert [column.sorted for column in by_date.columns] == [
        True,
        False,
        False,
        False,
        False,
        False,
    ]
    assert [row.current for row in by_date.rows] == [True, False, False]
    by_price = departures(quotes, cheap, place, "price", EN)
    assert by_price is not None
    assert [row.total for row in by_price.rows] == ["€99", "€2,536", "€3,000"]
    assert by_price.columns[0].link == "/en/trip/lagoon-abc?offer=k1#departures"
    assert by_date.columns[5].link == "/en/trip/lagoon-abc?offer=k1&dsort=price#departures"
    assert departures(quotes, cheap, place, "'; DROP", EN) == by_date
    assert departures([cheap], cheap, place, "", EN) is None


def test_what_changed_since_the_link_is_said_with_both_values(quoted) -> None:
    shown = quoted()
    assert since_seen("k1", "253600EUR", shown, EN) == ""
    assert since_seen("", "", shown, EN) == ""
    assert (
        since_seen("k1", "240000EUR", shown, EN) == "You saw €2,400; it is €2,536 now, €136 more."
    )
    assert since_seen("k1", "260000EUR", shown, EN) == "You saw €2,600; it is €2,536 now, €64 less."
    assert since_seen("k1", "9900000HUF", shown, EN).endswith("; it is €2,536 now.")
    assert (
        since_seen("k9", "", shown, EN)
        == "The offer that led here is no longer in its operator's list."
    )
    gone = since_seen("k9", "240000EUR", shown, EN)
    assert gone.startswith("The offer that led here, €2,400, is no longer in its operator's list.")
    assert gone.endswith("The first one now: €2,536.")
    assert "€2,400" in since_seen("k9", "240000EUR", None, EN)


@pytest.mark.parametrize(
    "said", ["", "0EUR", "-5EUR", "5eur", "<b>", "9" * 40 + "EUR", "12EUR\n", "\uff11\uff12EUR"]
)
def test_an_address_says_no_other_amount(said: str) -> None:
    assert read_seen(said) is None


def test_the_parts_of_two_rooms_sum_to_the_total(quoted, make_offer) -> None:
    named = (Component("adult", Money(40000, "EUR")),) * 2 + (
        Component("child", Money(20000, "EUR"), label="8"),
        Component("tourist_tax", Money(4900, "EUR"), paid=Paid.LOCALLY),
    )
    offer = make_offer(1, "sun_tours", 100_000, party=Party(2, (8,)), parts=named)
    total = Money(2 * 104_900, "EUR")
    quote = Quote(0, "k", offer, total, None, True, False, Freshness.FRESH, rooms=2)
    said = parts(quote, Party(4, (8, 8)), EN)
    amounts = [int(part.amount.replace(",", "")) for part in said]
    assert sum(amounts) == 2098
    assert [part.name for part in said] == [
        "4 adults",
        "child 8",
        "child 8",
        "tourist tax, paid there",
    ]


JULY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"


@pytest.fixture
def lagoon(client) -> str:
    """The path of Lagoon Village."""
    from html import unescape

    page = client.get(f"/en/trips?{JULY}&operator=sun_tours").text
    link = unescape(re.search(r'<h2><a href="(/en/trip/lagoon[^"]+)"', page)[1])
    return link.partition("?")[0]


def test_the_calendar_file_is_served_for_the_offer_shown(client, lagoon: str) -> None:
    answer = client.get(f"{lagoon}.ics?{JULY}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="lagoon-village.ics"'
    assert icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert client.get(f"{lagoon}.ics?{JULY}&offer=0000").status_code == 404
    assert client.get("/en/trip/nothing-aaaaaaaaaa.ics").status_code == 404
    assert client.get(lagoon.replace("/en/", "/xx/") + ".ics").status_code == 404


def test_a_link_from_yesterday_shows_both_prices(client, lagoon: str) -> None:
    gone = client.get(f"{lagoon}?{JULY}&offer=0123456789abcdef&seen=199900EUR").text
    assert "The offer that led here, €1,999, is no longer" in gone
    assert 'class="notice caution since"' in gone
    assert (
        "since"
        not in client.get(f"{lagoon}?{JULY}").text.split('<form class="ask"')[0].split("<main")[1]
    )


def test_a_gone_stay_keeps_its_name_where_an_older_generation_has_it(
    make_home, make_offer, settings, client
) -> None:
    from starlette.testclient import TestClient

    from fairwind.site.app import create_app
    from fairwind.store.clock import FixedClock

    from .conftest import publish_offers, the_offers

    home: Path = make_home(the_offers())
    app = create_app(settings.model_copy(update={"home": home}), FixedClock(NOW))
    anna = TestClient(app, follow_redirects=False)
    ids = {name: id for name, id in ProductIds.of(Home(home)).members.items()}
    offers = the_offers()
    kept = {
        source: [offer for offer in listed if offer.product.name != "Lagoon Village"]
        for source, listed in offers.items()
    }
    publish_offers(home, kept, NOW + dt.timedelta(hours=1))
    (lagoon,) = {id for name, id in ids.items() if "lagoon" in name.lower()}
    page = anna.get(f"/en/trip/lagoon-village-{lagoon}?{JULY}")
    assert page.status_code == 410
    assert "<h1>Lagoon Village</h1>" in page.text
    assert "This stay is no longer offered." in page.text
    assert page.text.count('<article class="card') == 6


def test_a_total_without_a_compulsory_part_is_a_lower_bound_everywhere(
    make_home, make_offer, settings
) -> None:
    from starlette.testclient import TestClient

    from fairwind.offers import Knowledge
    from fairwind.site.app import create_app
    from fairwind.store.clock import FixedClock

    parts = (
        *[Component("adult", Money(50_000, "EUR"))] * 2,
        Component("visa", None, Knowledge.UNKNOWN),
        Component("resort_fee", Money(2_100, "EUR"), paid=Paid.LOCALLY),
    )
    offer = make_offer(1, "sun_tours", 100_000, party=Party(2), parts=parts)
    home = make_home({"sun_tours": [offer]})
    app = create_app(settings.model_copy(update={"home": home}), FixedClock(NOW))
    anna = TestClient(app)
    found = anna.get("/en/trips?depart_from=2026-07-04&depart_to=2026-07-04").text
    link = re.search(r'href="(/en/trip/[^"]+)"', found)[1].replace("&amp;", "&")
    page = anna.get(link).text
    assert '<p class="price">from €1,021</p>' in page
    assert '<td class="num"><b>from 1,021</b></td>' in page
    assert re.search(r"visa</th><td class=\"num\">.{1,3}</td><td>not stated by the operator", page)
    assert "resort fee, paid there" in page
