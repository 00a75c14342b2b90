"""The demo's visitors: forty made-up people, what they look for and in which words they ask."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ..leads.enquiry import Kind

SEED = 2026


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks. `to` is the place searched for, `message` their own words."""

    name: str
    language: str
    phone: str
    email: str
    kind: Kind
    to: str
    adults: int
    child_ages: tuple[int, ...]
    budget: int | None
    extras: tuple[str, ...]
    when: str
    message: str


_NAMES = {
    "hu": (
        "Kovács Anna|Nagy Péter|Szabó Eszter|Tóth Gábor|Horváth Judit|Varga László|Kiss Réka|"
        "Molnár Zoltán|Németh Katalin|Farkas Dávid|Balogh Ildikó|Papp Tamás|Takács Nóra|"
        "Juhász Márton|Lakatos Vera|Mészáros Olivér|Simon Dóra|Rácz András|Fekete Júlia|Szűcs Bence"
    ),
    "bg": (
        "Мария Димитрова|Георги Петров|Елена Иванова|Николай Стоянов|Десислава Колева|"
        "Петър Ангелов|Йоана Христова|Димитър Марков"
    ),
    "en": "Emma Clarke|James Walsh|Sophie Turner|Daniel Reed|Olivia Grant|Henry Moss",
    "ru": ("Ольга Соколова|Андрей Волков|Наталья Белова|Сергей Орлов|Ирина Зайцева|Павел Морозов"),
}
_PHONES = {"hu": "+3630{:07}", "bg": "+35988{:07}", "en": "+447400{:06}", "ru": "+7916{:07}"}
_FIRST_NUMBER = {"hu": 1_112_200, "bg": 8_112_200, "en": 123_110, "ru": 1_112_200}
_SAID = {
    "hu": {
        "question": "Van lift a házban, és milyen messze van a strand?",
        "call_me": "Szeretnék beszélni valakivel a repülőjáratról.",
        "option": "Lefoglalnák nekünk két napra?",
        "find_me": "Csendes helyet keresünk, gyerekklubbal.",
    },
    "bg": {
        "question": "Има ли асансьор и колко далеч е плажът?",
        "call_me": "Искам да поговоря за полета.",
        "option": "Можете ли да го запазите за два дни?",
        "find_me": "Търсим спокойно място с детски клуб.",
    },
    "en": {
        "question": "Is there a lift, and how far is the beach?",
        "call_me": "I would like to talk about the flight.",
        "option": "Could you hold it for two days?",
        "find_me": "We look for a quiet place with a kids' club.",
    },
    "ru": {
        "question": "Есть ли лифт и далеко ли до пляжа?",
        "call_me": "Хочу поговорить о рейсе.",
        "option": "Можно ли удержать это на два дня?",
        "find_me": "Ищем тихое место с детским клубом.",
    },
}
_KINDS: tuple[Kind, ...] = ("question", "call_me", "question", "option", "find_me")
_PLACES = ("GR", "TR", "BG", "ES", "EG", "HR", "")
_PARTIES: tuple[tuple[int, tuple[int, ...]], ...] = (
    (2, ()), (2, (4, 11)), (2, (7,)), (1, ()), (4, ()), (2, (2, 9, 13)), (2, ())
)  # fmt: skip
_EXTRAS = ((), ("transfer",), (), ("transfer", "excursions"), ("driver",), ("childrens_room",))
_WHEN = {
    "hu": ("délelőtt", "17 óra után"),
    "bg": ("сутрин", "след 17 ч."),
    "en": ("in the morning", "after 5 pm"),
    "ru": ("утром", "после 17"),
}


def askers() -> tuple[Asker, ...]:
    """The forty, in the order in which they ask; the same ones each time."""
    drawn = Random(SEED)
    found = [
        _asker(name, language, place, drawn)
        for language, names in _NAMES.items()
        for place, name in enumerate(names.split("|"))
    ]
    drawn.shuffle(found)
    return tuple(found)


def _asker(name: str, language: str, place: int, drawn: Random) -> Asker:
    kind = drawn.choice(_KINDS)
    adults, ages = drawn.choice(_PARTIES)
    number = _PHONES[language].format(_FIRST_NUMBER[language] + 37 * place)
    reached_by = drawn.choice(("both", "phone", "mail")) if kind == "question" else "both"
    return Asker(
        name=name,
        language=language,
        phone="" if reached_by == "mail" else number,
        email="" if reached_by == "phone" else f"{language}{place + 1}@example.com",
        kind=kind,
        to=drawn.choice(_PLACES),
        adults=adults,
        child_ages=ages,
        budget=drawn.choice((None, 150_000, 250_000, 400_000)),
        extras=drawn.choice(_EXTRAS) if kind == "find_me" else (),
        when=drawn.choice(("", *_WHEN[language])) if kind == "call_me" else "",
        message=_SAID[language][kind],
    )
