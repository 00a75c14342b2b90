"""A seeded list of hotels as operators name them in four languages, in towns that there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ..catalog import gazetteer
from ..catalog.catalogue import GENERATION_SCHEMA
from ..catalog.places import slug
from ..catalog.united import PRODUCTS_SCHEMA
from ..offers import Form, Kind
from .generation import filled
from .market import zipf

Rng = np.random.Generator
RESORTS = 2_000
OPERATORS = 100
COUNTRIES = "GR TR ES EG BG HR IT CY TN MA PT AE TH MX DO ID IN VN HU RO AT PL CZ FR US".split()
FACTS = ("pool", "sandy beach", "spa", "kids club", "homokos tengerpart", "tennis", "басейн",
         "бассейн", "аквапарк", "wifi", "parkoló", "szauna", "на плажа", "animation")  # fmt: skip
_SYLLABLES = [
    a + b for a in "b d f g k l m n p r s t v z br dr gr kl st tr".split() for b in "aeiou"
]
_ENDS = ("", "s", "n", "ris", "lia", "mar", "dor", "nos", "vik", "tes")
_KINDS = {
    "en": "Beach|Palace|Garden|Bay|Village|Suites|Park|Sun|Blue|Royal|Grand|Golden|View|Club|Inn",
    "hu": "Kastély|Szálló|Panoráma|Napfény|Tópart|Arany|Liget|Üdülő|Kert|Rózsa|Gyöngy|Fürdő",
    "bg": "Палас|Плаж|Слънце|Перла|Изглед|Парк|Роял|Гранд|Вила|Морска|Звезда|Залив",
    "ru": "Дворец|Пляж|Солнечный|Жемчужина|Парк|Гранд|Вилла|Морской|Звезда|Бухта|Лагуна",
}
_CYRILLIC = str.maketrans("abdefgiklmnoprstuvz", "абдефгиклмнопрстувз")


def hotels(count: int, seed: int) -> tuple[pa.Table, pa.Table]:
    """The products, and one offer of each and more of the popular ones."""
    rng = np.random.default_rng(seed)
    towns = _towns(rng)
    invented = _invented(rng, max(count // 8, 20))
    places = rng.choice(len(towns), count, p=zipf(len(towns), 0.6)).tolist()
    languages = rng.choice(list(_KINDS), count, p=[0.55, 0.15, 0.15, 0.15]).tolist()
    names = [_name(rng, language, invented, towns[place][1])
             for language, place in zip(languages, places, strict=True)]  # fmt: skip
    facts = [list(rng.choice(FACTS, 4, replace=False)) for _ in range(count)]
    given = {
        "id": pa.array([f"{n:010d}" for n in range(count)]),
        "slug": pa.array([slug(name) or "stay" for name in names]),
        "name": pa.array(names),
        "names": pa.array([_former(rng, invented) for _ in range(count)]),
        "country": pa.array([towns[place][0] for place in places]),
        "resort": pa.array([towns[place][1] for place in places]),
        "facts": pa.array(facts),
    }
    same = {"kind": str(Kind.STAY), "form": str(Form.PLAIN)}
    return filled(PRODUCTS_SCHEMA, count, given, same), _offers(rng, count)


def _towns(rng: Rng) -> list[tuple[str, str]]:
    every = [(code, town.name) for code in COUNTRIES for town in gazetteer.towns_of(code)]
    chosen = rng.choice(len(every), min(RESORTS, len(every)), replace=False)
    return [every[n] for n in chosen.tolist()]


def _invented(rng: Rng, count: int) -> list[str]:
    """Words that only a few hotels have in their names."""
    sizes = rng.integers(2, 4, count).tolist()
    words = ("".join(rng.choice(_SYLLABLES, size)) + str(rng.choice(_ENDS)) for size in sizes)
    return sorted({word.title() for word in words})


def _name(rng: Rng, language: str, invented: Sequence[str], town: str) -> str:
    kinds = _KINDS[language].split("|")
    own = invented[int(rng.integers(len(invented)))]
    if language in ("bg", "ru"):
        own = own.lower().translate(_CYRILLIC).title()
    words = [own, *rng.choice(kinds, int(rng.integers(1, 3)), replace=False).tolist()]
    if rng.random() < 0.2:
        words.append(town)
    if rng.random() < 0.5:
        words.insert(0, "Hotel" if language in ("en", "hu") else "Хотел")
    return " ".join(words)


def _former(rng: Rng, invented: Sequence[str]) -> list[str]:
    """A former name, which one hotel in twenty has."""
    if rng.random() > 0.05:
        return []
    return [" ".join(rng.choice(invented, 2).tolist())]


def _offers(rng: Rng, count: int) -> pa.Table:
    product = np.concatenate([np.arange(count), rng.choice(count, count * 2, p=zipf(count))])
    operator = rng.choice(OPERATORS, len(product), p=zipf(OPERATORS, 0.5)).tolist()
    given: dict[str, Any] = {
        "product": pa.array(product),
        "operator": pa.array([f"operator-{n:03d}" for n in operator]),
        "operator_name": pa.array([f"Operator {n}" for n in operator]),
    }
    return filled(GENERATION_SCHEMA, len(product), given, {})
