"""Sensitive words: needs of health and belief that never travel along with a question (W-09a)."""

from __future__ import annotations

from ...offers import fold

# Folded stems, en hu bg ru: what reveals religion or health (backoffice.md 14).
STEMS = tuple(
    "halal kosher koser halil gluten celiac coeliac coliak diabet cukorbeteg lactose laktoz "
    "allerg wheelchair kerekesszek disab mozgasserul dialys dializis pregnan terhes oncolog "
    "халал халял кашер кошер глутен диабет лактоз алерг аллерг инвалид бремен беремен "
    "vegetar vegan вегетар веган accessib step-free akadalymentes достъпн доступн безбар".split()
)


def reveals_a_need(text: str) -> bool:
    """Whether words of a search say something of health or belief."""
    flat = fold(text)
    return any(stem in flat for stem in STEMS)
