"""English phrases."""

from __future__ import annotations

from typing import Any

from ...offers import Board

WORDS: dict[tuple[str, Any], str] = {
    **{
        ("month", n): name
        for n, name in enumerate(
            "january february march april may june july august september october november"
            " december".split(),
            1,
        )
    },
    **{
        ("short_month", n): name
        for n, name in enumerate("jan feb mar apr may jun jul aug sep|sept oct nov dec".split(), 1)
    },
    **{
        ("number", n): name
        for n, name in enumerate(
            "one two three four five six seven eight nine ten eleven twelve".split(), 1
        )
    },
    ("number", 14): "fourteen",
    ("from", None): "from|departing from|departing|departure from|departure|leaving from|"
    "flying from|flight from|flights from|fly from|starting from|starting",
    ("to", None): "to|to the|going to|travel to|trip to|holiday to|holidays to|flights to",
    ("in", None): "in|in the|on|on the|at|at the|for|during|around|within",
    ("between", None): "between",
    ("after", None): "after|from|since",
    ("until", None): "until|till|by|before|to|up to",
    ("and", None): "and|&|or",
    ("range", "-"): "to|until|till",
    ("of", None): "of",
    ("ordinal", None): "st|nd|rd|th",
    ("season", (6, 8)): "summer|summertime",
    ("season", (12, 2)): "winter",
    ("season", (3, 5)): "spring",
    ("season", (9, 11)): "autumn",
    ("this", 0): "this",
    ("this", 1): "next",
    ("month_away", 0): "this month",
    ("month_away", 1): "next month",
    ("week_away", 0): "this week",
    ("week_away", 1): "next week",
    ("day_away", 0): "today",
    ("day_away", 1): "tomorrow",
    ("part", 0): "early|beginning of|the beginning of|start of",
    ("part", 1): "mid|middle of|the middle of",
    ("part", 2): "late|end of|the end of",
    ("weekend", False): "weekend|weekends|any weekend|a weekend|at the weekend",
    ("weekend", True): "this weekend",
    ("around", None): "plus minus|plus or minus|give or take",
    ("adults", None): "adult|adults|ad|adt|adl|grown up|grown ups",
    ("persons", None): "person|persons|people|pax|of us|travellers|travelers",
    ("couple", 1): "for one|for 1",
    ("couple", 2): "couple|a couple|for a couple|for two|for 2",
    ("couple", 3): "for three|for 3",
    ("couple", 4): "for four|for 4",
    ("child", None): "child|children|chd|chld|kid|kids|baby|babies|infant|infants|toddler|toddlers",
    ("aged", None): "aged|age|ages|of age",
    ("years", None): "year|years|yr|yrs|year old|years old|yr old|yrs old|y.o.|yo|year olds",
    ("rooms", None): "room|rooms|bedrooms",
    ("nights", None): "night|nights|overnights",
    ("days", None): "day|days",
    ("weeks", None): "week|weeks",
    ("length", 7): "a week|for a week",
    ("length", 14): "a fortnight|fortnight",
    ("stars", None): "star|stars|star rated",
    ("board", Board.RO): "without board",
    ("board", Board.BB): "bed breakfast|with breakfast|breakfast included|b&b",
    ("board", Board.FB): "fullboard",
    ("board", Board.AI): "all incl|allinc|all inc",
    ("least", None): "at least|min|min.|minimum|not less than|more than|over|above",
    ("most", None): "at most|max|max.|maximum|under|below|less than|no more than|not more than|"
    "up to|within|budget|budget of|budget is|a budget of|cheaper than",
    ("or_more", None): "or more|or better|or higher|or above|and up|and more|and above|plus",
    ("or_less", None): "or less|or cheaper|or under|max|maximum",
    ("currency", "EUR"): "euro|euros",
    ("currency", "USD"): "dollar|dollars",
    ("currency", "GBP"): "pound|pounds",
    ("currency", "HUF"): "forint|forints",
    ("currency", "BGN"): "leva|lev|levs",
    ("currency", "RUB"): "rubles|roubles",
    ("times", 1_000): "k|thousand|grand",
    ("times", 1_000_000): "million|m",
    ("per", "person"): "per person|a person|per head|a head|each|per pax|/ person|p p",
    ("per", "night"): "per night|a night|nightly|/ night",
    ("per", "party"): "total|in total|all together|altogether|for all|for everybody",
    ("direct", None): "direct|direct flight|direct flights|non stop|nonstop|without stops|"
    "non stop flight|without change|no stopover",
    ("trait", "cancel"): "free cancellation|cancel free|refundable|cancellation free of charge",
    ("trait", "transfer"): "transfer|transfers|transfer included|with transfer|airport transfer",
    ("trait", "bag"): "bag included|baggage included|luggage included|with luggage|with baggage|"
    "checked bag|with bag",
    ("trait", "day_flight"): "day flight|day flights|daytime flight|flights by day",
    ("near", None): "nearby airports|near airports|or nearby airports|and nearby airports",
    ("cheapest_month", None): "cheapest month|the cheapest month|in the cheapest month|"
    "month with the lowest price",
    ("sort", "total"): "cheap|cheapest|the cheapest|cheapest first|lowest price|lowest prices",
    ("sort", "start"): "earliest|earliest first|soonest",
    ("sort", "nights"): "longest|longest first",
    ("sort", "rating"): "best rated|highest rated|top rated|best rating|best reviews",
    ("facility", "sand_beach"): "sand beach|sandy beach|sandy beaches",
    ("facility", "beach_300"): "on the beach|by the beach|at the beach|near the beach|near beach|"
    "close to the beach|beachfront|beach front|on beach|right on the beach",
    ("facility", "pool"): "pool|swimming pool|pools|a pool",
    ("facility", "aquapark"): "aquapark|aqua park|water park|waterpark|water slides|slides",
    ("facility", "kids_club"): "kids club|kid club|childrens club|children club|mini club|miniclub",
    ("facility", "family_room"): "family room|family rooms",
    ("facility", "adults_only"): "adults only|adult only|only adults|without children",
    ("facility", "spa"): "spa|wellness|a spa",
    ("facility", "gym"): "gym|fitness",
    ("facility", "wifi"): "wifi|wi fi|free wifi|internet",
    ("facility", "air_conditioning"): "air conditioning|air conditioned|air con|aircon",
    ("facility", "parking"): "parking|car park",
    ("facility", "pets"): "pets|pets allowed|pet friendly|dog friendly|with dog|with a dog",
    ("facility", "accessible"): "wheelchair|wheelchair accessible|step free|accessible",
    ("facility", "sea_view"): "sea view|seaview|view of the sea|ocean view|side sea view",
    ("facility", "diving"): "diving|scuba",
    ("facility", "golf"): "golf|golf course",
    ("facility", "halal"): "halal|halal food",
    ("facility", "vegetarian"): "vegetarian|vegan|vegetarian food|vegan food",
    ("keep", None): "nice hotel|nice hotels|nice place|nice beach|nice resort|nice room|"
    "split level|split bedroom|sea side|side view|child friendly|kid friendly|kids friendly|"
    "children friendly|pool bar|spa hotel|sun and beach",
    ("filler", None): "the|a|an|and|with|in|on|at|for|to|of|hotel|hotels|holiday|holidays|trip|"
    "vacation|please|we|want|looking for|is|are|only|include|including|flight|flights|i|"
    "departure|family|our|my|there|it",
    ("link", None): "and|with|in|on|at|for|to|of|from",
}
