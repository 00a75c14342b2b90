"""The card that `fairwind new-card` writes: every line that most cards need, explained."""

from __future__ import annotations

import re

_NAME = re.compile(r"[a-z][a-z0-9_]{1,40}\Z")

TEMPLATE = """\
# Every key is explained in docs/reference/card.md. `fairwind check-card {name}.yml` checks this
# card, `fairwind check-feed {name}.yml FILE` shows what a saved answer gives; nothing is stored.
name: {name}                  # the same as the file's name
title: {title}
operator:                     # who is liable for the trip; see fields.operator for many of them
  name: {title}
  country: HU                 # two letters
source: operator              # or aggregator, where it lists the offers of others
sold_by: us                   # us, operator or both

# Without permission nothing is fetched. Fill it in and take the marks away.
# permission:
#   basis: contract           # contract, affiliate feed, open feed, written consent or own
#   by: who gave it
#   on: 2026-01-31

connector:
  kind: feed                  # feed, sheet, json_search, html, html_json, structured, xml, octo
  format: json                # json, jsonl or csv
  start: https://feed.example.com/offers.json
  records: offers[*]          # JMESPath of the list of offers

fields:                       # ours: theirs (a path into one record)
  id: id
  name: hotel.name
  country: hotel.country
  resort: hotel.resort
  room: room
  board: board
  date: departure
  nights: nights
  price: price
  link: url

formats:
  dates: dd.mm.yyyy           # also yyyy-mm-dd, dd/mm/yyyy, yyyymmdd
  decimal: ","                # the decimal mark in texts

price:
  basis: per_party            # per_person, per_party, per_room, per_night or unknown
  party: {{adults: 2}}          # the party that a per_party price is for
  currency: EUR
  unit: major                 # minor, where prices are whole cents

boards:                       # their words: RO SC BB HB HB+ FB FB+ AI- AI AI+ UAI
  F: HB

schedule: {{every: 24h}}
assertions: {{min_offers: 1}}   # with fewer yesterday's offers stay
"""


def new_card_text(name: str) -> str:
    """The template under a name. ValueError: the name is none a card can have."""
    if not _NAME.match(name):
        raise ValueError(
            f"{name!r} is no name of a card: small letters, digits and _, such as sunny_tours"
        )
    return TEMPLATE.format(name=name, title=name.replace("_", " ").title())
