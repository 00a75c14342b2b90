"""Hungarian phrases; endings are taken by the stems, "-tól" and "-ig" are words of their own."""

from __future__ import annotations

from typing import Any

from ...offers import Board

WORDS: dict[tuple[str, Any], str] = {
    **{
        ("month", n): name
        for n, name in enumerate(
            "január* február* március* április* május* június* július* augusztus* szeptember*"
            " október* november* december*".split(),
            1,
        )
    },
    **{
        ("short_month", n): name
        for n, name in enumerate("jan febr márc ápr máj jún júl aug szept okt nov dec".split(), 1)
    },
    **{
        ("number", n): name
        for n, name in enumerate(
            "egy|1|kettő|két három négy öt hat hét nyolc kilenc tíz tizenegy tizenkettő".split(), 1
        )
        if n not in (1, 2)
    },
    ("number", 1): "egy",
    ("number", 2): "kettő|két",
    ("number", 14): "tizennégy",
    ("from_suffix", None): "tól|től",
    ("until_suffix", None): "ig",
    ("between_suffix", None): "között|közt|közötti",
    ("after_suffix", None): "után",
    ("before_suffix", None): "előtt",
    ("ordinal", None): "én|án|i|e|a|jén|ján|ai|ei",
    ("and", None): "és|vagy|meg",
    ("between", None): "valamikor",
    ("season", (6, 8)): "nyár|nyáron|nyári|nyárra",
    ("season", (12, 2)): "tél|télen|téli|télre",
    ("season", (3, 5)): "tavasz|tavasszal|tavaszi|tavaszra",
    ("season", (9, 11)): "ősz|ősszel|őszi|őszre",
    ("this", 0): "idén|idei|ez a|ezen a",
    ("this", 1): "jövő|jövő évi",
    ("month_away", 0): "ebben a hónapban|e hónapban",
    ("month_away", 1): "jövő hónap|jövő hónapban|következő hónapban",
    ("week_away", 0): "ezen a héten|e héten",
    ("week_away", 1): "jövő hét|jövő héten|jövő hétre|következő héten",
    ("day_away", 0): "ma|mai",
    ("day_away", 1): "holnap|holnapi",
    ("part_after", 0): "eleje|elején|elejére|elejei",
    ("part_after", 1): "közepe|közepén|közepére",
    ("part_after", 2): "vége|végén|végére|végi",
    ("weekend", False): "hétvége|hétvégén|hétvégére|hétvégi|hétvégék|hétvégeken|bármelyik hétvégén",
    ("weekend", True): "ezen a hétvégén|e hétvégén|most hétvégén",
    ("around", None): "plusz mínusz|plusz-mínusz",
    ("adults", None): "felnőtt*",
    (
        "persons",
        None,
    ): "fő|fős|főre|fővel|főnek|személy|személyre|személyes|személynek|utas|utassal",
    ("couple", 1): "egyedül|egyszemélyes",
    ("couple", 2): "kettesben|ketten|kettőnknek|házaspár*",
    ("couple", 3): "hárman",
    ("couple", 4): "négyen",
    ("child", None): "gyerek|gyereket|gyerekek|gyerekkel|gyerekekkel|gyereknek|gyermek|gyermeket|"
    "gyermekek|gyermekkel|gyermekekkel|gyermeknek|kisgyerek|kisgyerekkel|kisgyermek|"
    "kisgyermekkel|kisgyermekekkel|baba|babával|csecsemő*|kisbaba|"
    "kisbabával|gyerkőc*",
    ("years", None): "év|éves|évesek|évesekkel|évessel|éves korú|évesnek",
    ("rooms", None): "szoba|szobát|szobában|szobával|szobás",
    ("nights", None): "éj|éjszaka|éjszakás|éjszakára|éjszakát|éjt|éjre|éjszakával|éjjel",
    ("days", None): "nap|napos|napra|napot|napig|napon",
    ("weeks", None): "hét|hetes|hétre|hetet|hétig|hetre",
    ("length", 7): "egy hét|egy hétre|egyhetes|egy hetes|egy hetet|egy hétig",
    ("length", 14): "kéthetes|két hét|két hétre|két hetes|két hetet",
    ("stars", None): "csillag*",
    ("board", Board.RO): "ellátás nélkül|önellátás nélkül|étkezés nélkül",
    ("board", Board.SC): "önellátó|önellátással|önellátásos",
    ("board", Board.BB): "reggelis|reggeli ellátással|reggelivel|reggelit|reggelis ellátás",
    ("board", Board.HB): "félpanzió*|félpanziós ellátás*|fél panzió*|félpanzióval",
    ("board", Board.FB): "teljes ellátás*|teljes panzió*|teljespanzió*|teljes panziós",
    ("board", Board.AI): "all inclusive ellátás*|all inclusiv|ai ellátás*",
    ("board", Board.UAI): "ultra all inclusive ellátás*",
    ("least", None): "legalább|minimum|min.|több mint|felett",
    ("most", None): "legfeljebb|maximum|maximális|max.|max|kevesebb mint|keret|keretem|"
    "költségkeret|büdzsé",
    ("or_more", None): "vagy jobb|vagy több|vagy magasabb|vagy afölött|felett|fölött|"
    "vagy afelett|feletti|vagy magasabb kategória",
    ("or_less", None): "alatt|alatti|vagy kevesebb|vagy olcsóbb|maximum|max|ig|belül|"
    "nál olcsóbb|nál kevesebb",
    ("currency", "EUR"): "euró|euro|euróért|euróból|euróig|eurót|euróval|eurós|eurónál",
    ("currency", "HUF"): "forint*",
    ("currency", "USD"): "dollár*",
    ("currency", "BGN"): "leva|bolgár leva",
    ("times", 1_000): "ezer|e|ezres|ezren|eft",
    ("times", 1_000_000): "millió|milliós|mft",
    ("per", "person"): "fejenként|személyenként|/ fő|per fő|főnként|egy főre|/ személy",
    ("per", "night"): "éjszakánként|éjenként|/ éj|/ éjszaka|naponta",
    ("per", "party"): "összesen|mindösszesen|együtt|mindenkinek",
    ("direct", None): "közvetlen járat*|közvetlen repülő*|közvetlen|átszállás nélkül*|"
    "közvetlen repülőjárat*|direkt járat*",
    ("trait", "cancel"): "ingyenes lemondás*|díjmentes lemondás*|ingyen lemondható|lemondható",
    ("trait", "transfer"): "transzfer*|transzferrel",
    ("trait", "bag"): "poggyász*|poggyásszal|feladott poggyász*|bőrönddel",
    ("trait", "day_flight"): "nappali járat*|nappali repülés*|nappali repülő*",
    ("near", None): "közeli repterek*|közeli reptér*|környező repterek*|közeli repülőterek*",
    ("cheapest_month", None): "legolcsóbb hónap*|a legolcsóbb hónap*",
    ("sort", "total"): "olcsó|olcsón|legolcsóbb|legolcsóbban|a legolcsóbb|legkedvezőbb|"
    "legolcsóbbak|olcsó utak",
    ("sort", "start"): "leghamarabb|legkorábbi|legkorábban",
    ("sort", "nights"): "leghosszabb",
    ("sort", "rating"): "legjobb értékelés*|legjobbra értékelt|legjobb értékelésű",
    ("facility", "sand_beach"): "homokos part*|homokos tengerpart*|homokos strand*",
    ("facility", "beach_300"): "vízparti|tengerparti|tengerparton|közvetlen tengerpart*|"
    "strand közelében|a parton|part közelében|strand mellett|strandközeli|közvetlenül a parton",
    ("facility", "pool"): "medence|medencés|medencével|uszoda|úszómedence*",
    ("facility", "aquapark"): "csúszda|csúszdák|csúszdás|csúszdákkal|csúszdapark*|aquaparkkal|"
    "aquaparkos|vízicsúszda*|aquapark*",
    ("facility", "kids_club"): "gyerekklub*|gyermekklub*|miniklub*|gyerek klub*",
    ("facility", "family_room"): "családi szoba|családi szobával|családi szobában",
    ("facility", "adults_only"): "csak felnőtt*|felnőttbarát|gyerekmentes",
    ("facility", "spa"): "wellness*|gyógyfürdő*",
    ("facility", "gym"): "edzőterem*|konditerem*|fitnesz*",
    ("facility", "wifi"): "wifivel|ingyenes wifi",
    ("facility", "air_conditioning"): "klíma|klímás|klímával|légkondi*|légkondicionált|klimatizált",
    ("facility", "parking"): "parkoló|parkolóval|parkolás*",
    ("facility", "pets"): "háziállat*|kutyabarát|kutyával|állatbarát",
    ("facility", "accessible"): "akadálymentes*|kerekesszék*",
    ("facility", "sea_view"): "tengerre néző*|tengeri kilátás*|kilátással a tengerre",
    ("facility", "diving"): "búvár*",
    ("facility", "golf"): "golfpálya*",
    ("facility", "halal"): "halal étel*",
    ("facility", "vegetarian"): "vegetáriánus*|vegán*",
    ("keep", None): "gyerekbarát|gyermekbarát|családbarát|egy hetes bérlet",
    ("departing", None): "indulás|indulással|induló|indul|indulva|repülővel|repülő|reptér*|"
    "felszállással|járat|indulási hely",
    ("filler", None): "a|az|és|szálloda|szállodát|szállodák|hotelt|nyaralás|nyaralást|utazás|"
    "utazást|út|utak|úttal|keresek|keresünk|szeretnék|szeretnénk|kb|család|családnak|ellátás|"
    "ellátással|járat|repülővel|repülős|egy|számára|részére|ár|áron|áron|is",
    ("link", None): "és|vagy|a|az",
}
