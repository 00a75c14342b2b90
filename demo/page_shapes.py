"""Operators whose offers stand in web pages: read by selectors, and from their JSON-LD."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterable, Sequence
from html import escape

from .feed_shapes import table
from .pages import HTML, XML, Page, Pages, Record, compact, sitemap_of
from .photographs import tour_photos
from .world import draw

GZIP = "application/gzip"
_SEATS = ("Sold out", "Last seats", "On request")


# Balkan Paths: guided walks by coach; a page a tour, a row a departure, found by the sitemap.


def balkan_pages(today: dt.date) -> Pages:
    """An index of sitemaps, the tours' one gzipped; one tour is listed twice, as sites do."""
    tours = table("guided_tours")
    pages = {f"/tours/{slug(tour)}": balkan_page(tour, balkan_rows(tour, today)) for tour in tours}
    twice = f"/tours/{slug(tours[0])}"
    again = pages[twice].body.replace(b"<title>", b"<title>Summer: ")
    pages[f"{twice}?ref=summer"] = Page(again, HTML)
    listed = gzip.compress(sitemap_of(pages, f"{today - dt.timedelta(days=3)}").body, mtime=0)
    return pages | {
        "/sitemap.xml": _index(("/sitemap-tours.xml.gz", "/sitemap-blog.xml")),
        "/sitemap-tours.xml.gz": Page(listed, GZIP),
        "/sitemap-blog.xml": sitemap_of(("/blog/how-to-pack", "/blog/our-guides")),
    }


def slug(tour: Record) -> str:
    return str(tour["key"]).replace("_", "-")


def _index(paths: Iterable[str]) -> Page:
    maps = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return Page(f'<sitemapindex xmlns="{space}">{maps}</sitemapindex>'.encode(), XML)


def balkan_rows(tour: Record, today: dt.date) -> list[Record]:
    """Its departures: every second Saturday of the next ten months."""
    first = today + dt.timedelta(days=10 + draw("walk", tour["key"]) % 14)
    saturday = first + dt.timedelta(days=(5 - first.weekday()) % 7)
    days = [saturday + dt.timedelta(weeks=2 * turn) for turn in range(22)]
    return [_balkan_row(tour, day, turn) for turn, day in enumerate(days)]


def _balkan_row(tour: Record, day: dt.date, turn: int) -> Record:
    price = tour["base"] * (940 + draw(tour["key"], turn) % 160) // 1000
    left = draw("places", tour["key"], turn)
    return {
        "day": day,
        "price": price,
        "was": price * 110 // 100 if left < 250 else None,
        "seats": _SEATS[left % 3] if left < 300 else "Available",
    }


def balkan_page(tour: Record, rows: Sequence[Record]) -> Page:
    days, nights = tour["nights"] + 1, tour["nights"]
    photos = "".join(
        f'<img class="photo" src="{path}" alt="">'
        for path in tour_photos(tour["key"], tour["country"])
    )
    walk = "".join(
        f"<li><h3>Day {number}: {escape(place)}</h3><p>{_day(tour, number)}</p></li>\n"
        for number, place in enumerate(tour["days"], 1)
    )
    table_rows = "\n".join(_departure(row) for row in rows)
    html = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(tour["title"])} | Balkan Paths</title>
<link rel="canonical" href="/tours/{slug(tour)}"><script>track("page");</script></head>
<body><header><a href="/">Balkan Paths</a></header><main>
<h1>{escape(tour["title"])}</h1>
<p class="where"><span>{escape(tour["country"])}</span> &rsaquo;
<span>{escape(tour["town"])}</span></p>
<p class="length">{days} Days &amp; {nights} Nights, {tour["walk"]} walking</p>
<div class="photos">{photos}</div>
<p class="about">By coach from Budapest, on foot where it is worth it:<br>{tour["walk"]} days of
four to six hours with an English-speaking guide.</p>
<ul class="included"><li>Hotels with breakfast<li>Guide &amp; entrance fees
<li>Coach from Budapest</ul>
<h2>Day by day</h2><ol class="days">
{walk}</ol>
<p class="terms">A deposit of {_deposit(tour)} % is due with the booking, the balance 30 days before
the start. Cancelling is free up to 45 days before the start.</p>
<table class="departures"><thead><tr><th>Start<th>Price<th>Places</thead><tbody>
{table_rows}
</tbody></table></main><footer>Prices from 99 EUR a day</footer></body></html>
"""
    return Page(html.encode(), HTML)


def _deposit(tour: Record) -> int:
    return (20, 25, 30)[draw("deposit", tour["key"]) % 3]


def _day(tour: Record, number: int) -> str:
    hours = 3 + draw("hours", tour["key"], number) % 4
    return f"{hours} hours on foot" if 1 < number < len(tour["days"]) else "By coach"


def _departure(row: Record) -> str:
    """A row as the site prints it, its end tags left out."""
    was = f" <s>&euro;{row['was']:,}</s>" if row["was"] else ""
    price = f"<b>&euro;{row['price']:,}</b>{was} per person"
    day = f"{row['day'].day} {row['day']:%B %Y}"
    head = f'<tr data-start="{row["day"]:%Y%m%d}">'
    return f"{head}<td>{day}<td>{price}<td>{row['seats']}"


# Dalmatia Sails: weeks under sail; what machines may read stands in JSON-LD, with its mistakes.


def dalmatia_pages(today: dt.date) -> Pages:
    weeks = table("sailing_weeks")
    pages = {
        f"/weeks/{slug(week)}": dalmatia_page(week, dalmatia_offers(week, today)) for week in weeks
    }
    return pages | {"/sitemap.xml": sitemap_of((*pages, "/boats", "/contact"))}


def dalmatia_offers(week: Record, today: dt.date) -> list[Record]:
    """The week's offers in schema.org's words: every Saturday of forty weeks."""
    first = today + dt.timedelta(days=14)
    saturday = first + dt.timedelta(days=(5 - first.weekday()) % 7)
    return [_dalmatia_offer(week, saturday + dt.timedelta(weeks=turn)) for turn in range(40)]


def _dalmatia_offer(week: Record, day: dt.date) -> Record:
    summer = 1300 if day.month in (6, 7, 8) else 1000
    price = week["base"] * summer // 1000 * (960 + draw(week["key"], day) % 80) // 1000
    seats = "SoldOut" if draw("berths", week["key"], day) < 80 else "InStock"
    return {
        "@type": "Offer",
        "sku": f"DS-{week['key'].upper()[:5]}-{day:%y%m%d}",
        "price": f"{price}.00",
        "priceCurrency": "EUR",
        "availability": f"https://schema.org/{seats}",
        "availabilityEnds": (day - dt.timedelta(days=7)).isoformat(),
        "itemOffered": {
            "@type": "BoatTrip",
            "departureTime": f"{day.isoformat()}T17:00",
            "arrivalTime": f"{day + dt.timedelta(days=week['nights'])}T09:00",
        },
    }


def dalmatia_page(week: Record, offers: Sequence[Record]) -> Page:
    stops = [
        {"@type": "ListItem", "position": at, "item": {"@type": "Place", "name": place}}
        for at, place in enumerate(week["days"], 1)
    ]
    trip = {
        "@type": "TouristTrip",
        "@id": "#trip",
        "name": week["title"],
        "description": f"A skippered week under sail from {week['town']} and back.",
        "image": tour_photos(week["key"], week["country"]),
        "touristType": ["Sailing", "Beginners welcome"],
        "itinerary": {"@type": "ItemList", "itemListElement": stops},
        "offers": list(offers),
    }
    harbour = {
        "@type": "Place",
        "address": {"addressCountry": week["country"], "addressLocality": week["town"]},
        "geo": {"@type": "GeoCoordinates", "latitude": week["lat"], "longitude": week["lon"]},
    }
    graph = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "WebPage"}, trip | {"provider": harbour}],
    }
    html = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(week["title"])}</title>
<link rel="canonical" href="/weeks/{slug(week)}">
<script type="application/ld+json">/* by our web shop */ {_with_a_comma(compact(graph))}</script>
<script type="application/ld+json">{{"@type": "Organization" "name": "Dalmatia Sails"}}</script>
</head><body><h1>{escape(week["title"])}</h1><p>Berths from 99 EUR a day!</p></body></html>
"""
    return Page(html.encode(), HTML)


def _with_a_comma(text: str) -> str:
    """The JSON with a comma before its last brace, the mistake that shops make most."""
    return text[:-1] + ",}"
