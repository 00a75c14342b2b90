"""What is written alike in all languages: signs, codes of currencies, plus and minus."""

from __future__ import annotations

from typing import Any

WORDS: dict[tuple[str, Any], str] = {
    ("range", "-"): "-|\u2013|\u2014|\u2026",
    ("currency", "EUR"): "€|eur",
    ("currency", "USD"): "$|usd",
    ("currency", "GBP"): "£|gbp",
    ("currency", "HUF"): "ft|huf",
    ("currency", "BGN"): "bgn",
    ("currency", "RUB"): "₽|rub",
    ("currency", "CZK"): "kč|czk",
    ("currency", "PLN"): "zł|pln",
    ("currency", "RON"): "ron|lei",
    ("around", None): "+ -|+ / -|±|+ \u2013|+ \u2212",
    ("or_more", None): "+",
    ("star_sign", None): "*|★|⭐|☆",
    ("per", "person"): "pp|p.p.|p/p",
    ("stars", None): "*|★|⭐",
    ("stop", None): ".",
    ("list", None): ",|/",
    ("filler", None): ',|.|;|:|!|?|(|)|-|\u2013|\u2014|·|/|&|"|+|«|»|“|”|„',
}
