"""What every part of a card is: frozen, and no key that is not written down here."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class CardPart(BaseModel):
    """A part of a card. Each key is described where it stands; the reference is made of that.

    A bare number stands for its text where a text is meant (`country: 39`), and nothing else is
    turned into something it is not.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", coerce_numbers_to_str=True, use_attribute_docstrings=True
    )
