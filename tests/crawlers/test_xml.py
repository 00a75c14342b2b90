"""XML over synthetic messages and feeds: whole, long, empty, refused, broken and hostile."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from fairwind.crawlers.card import Card, read_card
from fairwind.crawlers.card_selectors import xpath
from fairwind.crawlers.connectors import Page, first_asks, read_page, read_stream
from fairwind.crawlers.fetch.secrets import check_secrets, message_with_secrets
from fairwind.crawlers.intake import take_in
from fairwind.offers import Nights, Party
from fairwind.offers.faults import CardFault, ConnectorFault, FetchFault

from .cards import SUNNY, card_with, written

NOW = dt.datetime(2026, 6, 8, 7, 0, tzinfo=dt.UTC)
HERE = "https://feed.example.com/feed.xml"
FIELDS = "  id: '@Code'\n  name: Name\n  price: Price\n  currency: /f:Feed/@Currency"
PACKAGES = """<?xml version="1.0" encoding="UTF-8"?>
<ns:Feed xmlns:ns="http://example.com/n" Currency="EUR" ns:Count="2">
  <!-- a comment --><ns:Hotel ns:Code="A1"><ns:Name>Blue &amp; Bay</ns:Name>
    <ns:Price> 499.50 </ns:Price><ns:Room Type="Double"/><ns:Room Type="Single"/></ns:Hotel>
  <ns:Hotel ns:Code="A2"><ns:Name><![CDATA[Green <Cove>]]></ns:Name><ns:Price/></ns:Hotel>
</ns:Feed>
"""


def xml_card(folder: Path, more: str = "  records: //Hotel", fields: str = "") -> Card:
    lines = f"  kind: xml\n  start: {HERE}\n{more}"
    told = fields or FIELDS.replace("/f:Feed", "/Feed")
    return card_with(folder, lines, told)


def read(card: Card, body: bytes | str) -> Page:
    return read_page(card, body.encode() if isinstance(body, str) else body, HERE, "", NOW)


def said(page: Page) -> list[dict[str, Any]]:
    return [dict(record.said) for record in page.records]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document is a long one."""
    monkeypatch.setattr("fairwind.crawlers.connectors.xml.SMALL", 10)


WANTED = [
    {"id": "A1", "name": "Blue & Bay", "price": "499.50", "currency": "EUR"},
    {"id": "A2", "name": "Green <Cove>", "currency": "EUR"},
]


def test_records_and_fields_are_found_by_xpath_without_namespaces(tmp_path):
    page = read(xml_card(tmp_path, "  records: //Hotel\n  total: /Feed/@Count"), PACKAGES)
    assert said(page) == WANTED
    assert page.reported == 2
    assert page.records[1].provenance.position == 1


@pytest.mark.parametrize("records", ["//Hotel", "/Feed/Hotel", "Hotel", "//Feed/Hotel"])
def test_a_long_feed_gives_what_a_short_one_gives(tmp_path, small, records):
    card = xml_card(tmp_path, f"  records: {records}\n  total: /Feed/@Count")
    page = read(card, PACKAGES)
    assert said(page) == WANTED
    assert page.reported == 2


@pytest.mark.parametrize("long", [False, True])
def test_each_inner_element_is_an_offer_that_knows_its_parent(tmp_path, monkeypatch, long):
    if long:
        monkeypatch.setattr("fairwind.crawlers.connectors.xml.SMALL", 10)
    fields = "  id: $parent/@Code\n  name: ancestor::Hotel/Name\n  room: '@Type'"
    page = read(xml_card(tmp_path, "  records: //Hotel\n  each: Room", fields), PACKAGES)
    told = [(one["id"], one["name"], one["room"]) for one in said(page)]
    assert told == [("A1", "Blue & Bay", "Double"), ("A1", "Blue & Bay", "Single")]
    assert page.warnings == {"each Room found nothing in a record": 1}


def test_all_that_is_found_is_a_list_where_the_card_says_so(tmp_path):
    fields = "  name: Name\n  facts: {path: Room/@Type, all: true}\n  stars: count(Room)"
    first, second = said(read(xml_card(tmp_path, fields=fields), PACKAGES))
    assert (first["facts"], first["stars"]) == (["Double", "Single"], 2)
    assert "facts" not in second


CITIES = "".join(
    f"<City><Name>C{city}</Name>"
    + "".join(f"<Hotel Code='{city}-{n}'><Name>H{n}</Name></Hotel><Junk/>" for n in range(city % 4))
    + "</City><Noise>more</Noise>"
    for city in range(40)
)


def test_records_of_many_parents_are_read_in_parts_with_their_parents_names(tmp_path, small):
    fields = "  id: '@Code'\n  name: Name\n  resort: ../Name\n  region: /Feed/Head/@Of"
    body = f"<Feed><Head Of='R'/>{CITIES}</Feed>"
    told = said(read(xml_card(tmp_path, fields=fields), body))
    assert len(told) == 60
    assert all(one["resort"] == "C" + one["id"].partition("-")[0] for one in told)
    assert all(one["region"] == "R" for one in told)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.sampled_from(["<Hotel Code='x'/>", "<Other/>", "t&amp;", "<!--c-->"]),
        lambda inner: st.builds(
            lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
            st.sampled_from(["City", "Hotels", "Other"]),
            st.lists(inner, max_size=4),
        ),
        max_leaves=25,
    )
)
def test_in_parts_exactly_the_records_are_found_that_lxml_finds_in_the_whole(tmp_path, inner):
    body = f"<n:Feed xmlns:n='urn:x'>{inner}</n:Feed>"
    wanted = len(etree.fromstring(body).findall(".//Hotel"))
    card = xml_card(tmp_path, "  records: //Hotel\n  empty: /Feed", "  name: '@Code'")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fairwind.crawlers.connectors.xml.SMALL", 1)
        try:
            pages = list(read_stream(card, io.BytesIO(body.encode()), HERE, "", NOW))
        except ConnectorFault:
            assert wanted == 0
        else:
            assert sum(len(page.records) for page in pages) == wanted
    assert len(read(card, body).records) == wanted


# What is broken, refused or hostile


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "looked for XML, the answer is empty"),
        ('{"offers": []}', "the XML is broken in line 1, column 1"),
        (PACKAGES[:-40], "the XML breaks off in line"),
        (PACKAGES.replace("</ns:Name>", "</ns:Nam>", 1), "the XML is broken in line 3, column"),
        ("<Feed>&nbsp;</Feed>", "the XML is broken in line 1, column 7: undefined entity"),
        ("<!DOCTYPE F SYSTEM 'f.dtd'><F>&nbsp;</F>", "the entity &nbsp; is not defined"),
        ("<!DOCTYPE F [<!ENTITY a 'b'>]><F>&a;</F>", "defines an entity of its own, a"),
        ('<!DOCTYPE F [<!ENTITY a SYSTEM "file:///etc/passwd">]><F>&a;</F>', "entity of its own"),
        ("<a>" * 101 + "</a>" * 101, "nested more than 100 deep"),
        ("<Feed><Trip/></Feed>", "records //Hotel found nothing in the answer"),
    ],
)
def test_what_is_broken_or_hostile_gives_no_record_and_names_the_place(
    tmp_path, monkeypatch, body, sentence, long
):
    if long:
        monkeypatch.setattr("fairwind.crawlers.connectors.xml.SMALL", -1)
    with pytest.raises(ConnectorFault) as caught:
        read(xml_card(tmp_path), body)
    assert str(caught.value).startswith(f"sunny_tours: {HERE}: ")
    assert sentence in str(caught.value)


def test_an_honest_none_and_a_refusal_are_told_apart(tmp_path):
    card = xml_card(tmp_path, "  records: //Hotel\n  empty: //Success\n  error: //Error/@Text")
    assert read(card, "<RS><Success/></RS>").records == ()
    with pytest.raises(ConnectorFault, match="the answer is a refusal: No such agent"):
        read(card, "<RS><Errors><Error Text='No such agent'/></Errors></RS>")


def test_a_record_of_more_than_sixteen_megabytes_is_no_record(tmp_path, small, monkeypatch):
    monkeypatch.setattr("fairwind.crawlers.connectors.xml_shape.LONGEST", 200_000)
    body = "<Feed><Hotel Code='1'/><Hotel>" + "<a/>" * 150_000 + "</Hotel></Feed>"
    with pytest.raises(ConnectorFault, match="a single Hotel, or what stands before it"):
        read(xml_card(tmp_path), body)


def test_paths_that_are_more_than_names_want_a_document_of_bounded_size(tmp_path, monkeypatch):
    card = xml_card(tmp_path, "  records: //Hotel[Price]")
    assert len(read(card, PACKAGES).records) == 2
    monkeypatch.setattr("fairwind.crawlers.connectors.xml.WHOLE", 100)
    with pytest.raises(ConnectorFault, match="where records are names, such as //Hotel"):
        read(card, PACKAGES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1250", "iso-8859-2"])
def test_the_declared_encoding_is_followed(tmp_path, encoding):
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    body = (head + "<Feed><Hotel Code='1'><Name>Őrség</Name></Hotel></Feed>").encode(encoding)
    assert said(read(xml_card(tmp_path), body))[0]["name"] == "Őrség"


def test_bytes_that_are_not_what_they_are_declared_are_read_as_cp1252(tmp_path):
    body = b'<?xml version="1.0" encoding="UTF-8"?><F><Hotel><Name>Caf\xe9</Name></Hotel></F>'
    assert said(read(xml_card(tmp_path), body))[0]["name"] == "Café"


@pytest.mark.parametrize(
    "before", ["\n", " \r\n", "<!-- fixture -->\n", "\n<!-- a\nb -->\n<!--c-->"]
)
def test_blanks_and_comments_before_the_declaration_are_passed_over(tmp_path, before):
    assert said(read(xml_card(tmp_path), before + PACKAGES)) == WANTED


# Messages


MESSAGE = """  kind: xml
  method: POST
  start: https://feed.example.com/ota
  shards: {day: [today+7, "2026-07-01"], to: ["GR", "A&B\\""]}
  body: |
    <RQ Key="{env:SUNNY_KEY}" To="{to}" Start="{day}" More="{token}"/>
  headers: {SOAPAction: search}
  records: //Hotel
  paging: {by: token, token: /RS/@More}"""


def test_a_message_is_posted_with_days_words_and_keys_filled_in_as_xml(tmp_path):
    card = card_with(tmp_path, MESSAGE, "  name: Name")
    asks = first_asks(card, NOW.date())
    assert len(asks) == 4
    assert {ask.method for ask in asks} == {"POST"}
    roots = [etree.fromstring(ask.body) for ask in asks]
    told = [(root.get("Start"), root.get("To"), root.get("More")) for root in roots]
    assert told == [
        ("2026-06-15", "GR", ""), ("2026-06-15", 'A&B"', ""),
        ("2026-07-01", "GR", ""), ("2026-07-01", 'A&B"', ""),
    ]  # fmt: skip
    sent = message_with_secrets(card, asks[0].body, {"SUNNY_KEY": 'a<"b"'})
    assert etree.fromstring(sent).get("Key") == 'a<"b"'
    assert ("Content-Type", "application/xml; charset=utf-8") in asks[0].headers
    with pytest.raises(FetchFault, match=r"connector.body: the environment's SUNNY_KEY is not set"):
        check_secrets(card, {})


def test_a_token_in_the_answer_asks_for_the_next_one(tmp_path):
    card = card_with(tmp_path, MESSAGE, "  name: Name")
    ask = first_asks(card, NOW.date())[0]
    body = b"<RS More='p2'><Hotel><Name>A</Name></Hotel></RS>"
    (following,) = read_page(card, body, HERE, "", NOW, ask).follow
    assert etree.fromstring(following.body).get("More") == "p2"
    assert read_page(card, b"<RS><Hotel/></RS>", HERE, "", NOW, following).follow == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("//Hotel", "//ota:Hotel", "Undefined namespace prefix; write Hotel without ota:Hotel"),
        ("  id: '@Code'", "  id: 'lower-case(@Code)'", "fields.id: "),
        ("  id: '@Code'", "  id: {path: a, attr: href}", "fields.id.attr: say it in the path"),
        ("  kind: xml", "  kind: xml\n  method: POST", "body and method: POST go together"),
        ("  kind: xml", "  kind: xml\n  member: '*.xml'", "say packed: zip"),
        (
            "  kind: xml",
            "  kind: xml\n  root: x",
            "connector.root is not a key of an xml connector",
        ),
    ],
)
def test_a_fault_of_an_xml_card_is_named_with_its_line(tmp_path, old, new, sentence):
    head = SUNNY.split("connector:")[0]
    text = f"{head}connector:\n  kind: xml\n  start: {HERE}\n  records: //Hotel\n"
    text += "fields:\n  id: '@Code'\n  name: Name\nrequired: [identity]\n"
    with pytest.raises(CardFault) as caught:
        read_card(written(tmp_path, text.replace(old, new, 1)))
    assert any(
        sentence in place and place.startswith("sunny_tours.yml:") for place in caught.value.places
    )


def test_an_xpath_is_only_ever_followed_in_the_document(tmp_path):
    for said in ("document('file:///etc/passwd')", "unparsed-text('x')", "re:test(., 'a')"):
        with pytest.raises(ValueError, match="not an XPath we can follow"):
            xpath(said)


# A rate plan in the manner of AlpineBits: rates of a room for periods, nothing else.

RATE_PLANS = """<?xml version="1.0"?>
<OTA_HotelRatePlanNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" Version="3.14">
 <RatePlans HotelCode="123" HotelName="Pension Almrausch">
  <RatePlan RatePlanNotifType="Full" CurrencyCode="EUR" RatePlanCode="Rate1-4-HB">
   <Rates>
    <Rate InvTypeCode="double" Start="2026-07-04" End="2026-07-10"><BaseByGuestAmts>
      <BaseByGuestAmt NumberOfGuests="2" AgeQualifyingCode="10" AmountAfterTax="192.00"/>
    </BaseByGuestAmts><MealsIncluded MealPlanIndicator="1" MealPlanCodes="12"/></Rate>
    <Rate InvTypeCode="double" Start="2026-07-11" End="2026-07-11"><BaseByGuestAmts>
      <BaseByGuestAmt NumberOfGuests="2" AgeQualifyingCode="10" AmountAfterTax="210.00"/>
    </BaseByGuestAmts><MealsIncluded MealPlanIndicator="1" MealPlanCodes="12"/></Rate>
    <Rate InvTypeCode="double" Start="2026-05-02" End="2026-05-09"><BaseByGuestAmts>
      <BaseByGuestAmt NumberOfGuests="2" AgeQualifyingCode="10" AmountAfterTax="99.00"/>
    </BaseByGuestAmts><MealsIncluded MealPlanIndicator="1" MealPlanCodes="12"/></Rate>
   </Rates>
  </RatePlan>
 </RatePlans>
</OTA_HotelRatePlanNotifRQ>
"""
RATE_FIELDS = """\
  id: concat($parent/@RatePlanCode, "/", @InvTypeCode)
  ids.hotel: $parent/../@HotelCode
  name: $parent/../@HotelName
  room: '@InvTypeCode'
  board: MealsIncluded/@MealPlanCodes
  valid_from: '@Start'
  valid_to: '@End'
  price: .//BaseByGuestAmt[@AgeQualifyingCode="10"]/@AmountAfterTax
  adults: .//BaseByGuestAmt[@AgeQualifyingCode="10"]/@NumberOfGuests
  currency: $parent/@CurrencyCode"""


def test_a_rate_for_a_period_becomes_an_offer_without_a_day_and_one_of_a_day_has_it(tmp_path):
    more = f"  kind: xml\n  start: {HERE}\n  records: //RatePlan\n  each: Rates/Rate"
    card = card_with(tmp_path, more, RATE_FIELDS, "boards: {'12': HB}\nprice: {basis: per_night}")
    batch = take_in(card, read(card, RATE_PLANS).records, NOW)
    period, day = batch.offers
    assert (period.departure.date, day.departure.date) == (None, dt.date(2026, 7, 11))
    assert period.room.raw == "double (2026-07-04 \u2013 2026-07-10)"
    assert day.room.raw == "double"
    assert str(period.departure.price.amount) == "192.00 EUR"
    assert period.board.board.code == "HB"
    assert [reject.reason for reject in batch.rejects] == ["departed"]
    assert "was a rate until 2026-05-09" in batch.rejects[0].sentence


# Hotel availability and a dynamic package in the manner of OpenTravel: parts that make one price.

AVAILABLE = """<OTA_HotelAvailRS xmlns="http://www.opentravel.org/OTA/2003/05"><RoomStays>
 <RoomStay>
  <RoomTypes><RoomType RoomType="Double" RoomTypeCode="D"/><RoomType RoomType="Suite"
   RoomTypeCode="S"/></RoomTypes>
  <RoomRates>
   <RoomRate RoomTypeCode="D">
    <Rate EffectiveDate="2026-07-04"><Base Amount="80.10"/></Rate></RoomRate>
   <RoomRate RoomTypeCode="D">
    <Rate EffectiveDate="2026-07-05"><Base Amount="0.00"/></Rate></RoomRate>
   <RoomRate RoomTypeCode="D">
    <Rate EffectiveDate="2026-07-06"><Base Amount="60.20"/></Rate></RoomRate>
   <RoomRate RoomTypeCode="S">
    <Rate EffectiveDate="2026-07-05"><Base Amount="190"/></Rate></RoomRate>
  </RoomRates>
  <GuestCounts><GuestCount Count="2"/></GuestCounts>
  <BasicPropertyInfo HotelName="Pension Almrausch"/>
 </RoomStay>
</RoomStays></OTA_HotelAvailRS>
"""
OF_THIS_ROOM = "$parent/RoomRates/RoomRate[@RoomTypeCode = $offer/@RoomTypeCode]"
AVAILABLE_FIELDS = f"""\
  id: '@RoomTypeCode'
  name: $parent/BasicPropertyInfo/@HotelName
  room: '@RoomType'
  date: {OF_THIS_ROOM}[1]/Rate/@EffectiveDate
  nights: count({OF_THIS_ROOM}/Rate)
  price: sum({OF_THIS_ROOM}//Base/@Amount) div not({OF_THIS_ROOM}/Rate[not(Base/@Amount)])
  adults: $parent/GuestCounts/GuestCount/@Count"""
PUT_TOGETHER = """<OTA_DynamicPkgAvailRS><DynamicPackage ID="77"><Components>
 <HotelComponent><RoomStay><Total Amount="600.10" CurrencyCode="EUR"/>
  <TimeSpan Start="2026-07-04" End="2026-07-11"/><BasicPropertyInfo HotelName="Blue Bay"/>
 </RoomStay></HotelComponent>
 <AirComponent><TotalFare Amount="300.20"/></AirComponent></Components>
 <ResGuests><ResGuest Adult="1"/><ResGuest Adult="1"/><ResGuest Age="7"/></ResGuests>
</DynamicPackage></OTA_DynamicPkgAvailRS>
"""
TOGETHER_FIELDS = """\
  id: '@ID'
  name: .//BasicPropertyInfo/@HotelName
  date: .//TimeSpan/@Start
  return_date: .//TimeSpan/@End
  price: >-
    sum(.//RoomStay/Total/@Amount | .//TotalFare/@Amount)
    div (.//Total/@Amount and .//TotalFare/@Amount)
  adults: count(.//ResGuest[@Adult])
  children_ages: {path: .//ResGuest/@Age, all: true}"""
FOR_ALL = "price: {basis: per_party, currency: EUR}"


@pytest.mark.parametrize("long", [False, True])
def test_the_nights_of_a_room_make_one_price_and_a_free_night_is_no_price_of_zero(
    tmp_path, monkeypatch, long
):
    if long:
        monkeypatch.setattr("fairwind.crawlers.connectors.xml.SMALL", 10)
    more = f"  kind: xml\n  start: {HERE}\n  records: //RoomStay\n  each: RoomTypes/RoomType"
    card = card_with(tmp_path, more, AVAILABLE_FIELDS, FOR_ALL)
    batch = take_in(card, read(card, AVAILABLE).records, NOW)
    assert [
        (o.room.raw, o.departure.date, o.departure.nights.least, str(o.departure.price.amount))
        for o in batch.offers
    ] == [
        ("Double", dt.date(2026, 7, 4), 3, "140.30 EUR"),
        ("Suite", dt.date(2026, 7, 5), 1, "190.00 EUR"),
    ]
    assert not batch.rejects
    assert not batch.set_aside


def test_a_package_put_together_costs_the_sum_of_its_parts_for_its_own_party(tmp_path):
    more = f"  kind: xml\n  start: {HERE}\n  records: //DynamicPackage"
    card = card_with(tmp_path, more, TOGETHER_FIELDS, FOR_ALL)
    [offer] = take_in(card, read(card, PUT_TOGETHER).records, NOW).offers
    assert str(offer.departure.price.amount) == "900.30 EUR"
    assert offer.departure.price.party == Party(2, (7,))
    assert offer.departure.nights == Nights(7, 7)


@pytest.mark.parametrize("part", ['<Total Amount="600.10" CurrencyCode="EUR"/>', 'Amount="300.20"'])
def test_a_package_of_which_a_part_is_not_priced_has_no_price_and_is_not_too_cheap(tmp_path, part):
    more = f"  kind: xml\n  start: {HERE}\n  records: //DynamicPackage"
    card = card_with(tmp_path, more, TOGETHER_FIELDS, FOR_ALL)
    without = PUT_TOGETHER.replace(part, "")
    assert without != PUT_TOGETHER
    [offer] = take_in(card, read(card, without).records, NOW).offers
    assert offer.departure.price is None


def test_a_room_with_a_night_without_a_price_has_none_and_the_other_keeps_its_own(tmp_path):
    more = f"  kind: xml\n  start: {HERE}\n  records: //RoomStay\n  each: RoomTypes/RoomType"
    card = card_with(tmp_path, more, AVAILABLE_FIELDS, FOR_ALL)
    without = AVAILABLE.replace('<Base Amount="60.20"/>', "")
    batch = take_in(card, read(card, without).records, NOW)
    assert {offer.room.raw: bool(offer.departure.price) for offer in batch.offers} == {
        "Double": False,
        "Suite": True,
    }


def test_a_room_that_is_free_every_night_or_has_no_night_is_no_price_of_zero(tmp_path):
    more = f"  kind: xml\n  start: {HERE}\n  records: //RoomStay\n  each: RoomTypes/RoomType"
    card = card_with(tmp_path, more, AVAILABLE_FIELDS, FOR_ALL)
    nothing = AVAILABLE.replace('Amount="190"', 'Amount="0"').replace('RoomTypeCode="D">', ">")
    batch = take_in(card, read(card, nothing).records, NOW)
    assert not [offer for offer in batch.offers if offer.departure.price]


def test_a_sum_ends_where_its_cents_end(tmp_path):
    tenths = etree.fromstring("<Offer>" + '<Part Amount="0.10"/>' * 3 + "</Offer>")
    assert xpath("sum(Part/@Amount)")(tenths, None) == ["0.3"]
    assert 0.1 + 0.1 + 0.1 != 0.3


FLOWN = {"name": "Bay", "price": "500 EUR", "id": "1", "date": "2026-07-04"}


def test_a_flight_back_before_the_outward_one_is_set_aside_and_clock_times_alone_say_nothing(
    tmp_path,
):
    fields = "".join(f"  {name}: {name}\n" for name in (*FLOWN, "out_from", "back_from"))
    card = card_with(tmp_path, f"  kind: feed\n  start: {HERE}\n  records: '[*]'", fields)
    rows = [
        FLOWN | {"out_from": "2026-07-04T22:00:00", "back_from": "2025-07-11T06:00:00"},
        FLOWN | {"id": "2", "out_from": "2026-07-04T22:00:00", "back_from": "2026-07-11T06:00:00"},
        FLOWN | {"id": "3", "out_from": "22:00", "back_from": "06:00"},
    ]
    page = read_page(card, json.dumps(rows).encode(), HERE, "application/json", NOW)
    batch = take_in(card, page.records, NOW)
    assert len(batch.offers) == 2
    (aside,) = batch.set_aside
    assert aside.reason == "return_before_outward"
    assert aside.sentence.endswith(
        "the return flight on 2025-07-11 is before the outward flight on 2026-07-04"
    )


def test_the_how_tos_cards_are_good(tmp_path):
    text = (Path(__file__).parents[2] / "docs/how-to/read-xml-and-octo.md").read_text("utf-8")
    cards = [
        card for card in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "name:" in card[:5]
    ]
    kinds = [read_card(written(tmp_path, card, card.split()[1])).connector.kind for card in cards]
    assert kinds == ["xml", "octo"]
