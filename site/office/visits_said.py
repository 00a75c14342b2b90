"""What somebody let the site remember, as the office reads it: only while their consent holds."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from ...leads import behaviour, consent
from ...leads.tables import leads
from ...search.query import Query
from .visit import Visit


def visits_said(conn: sa.Connection, person_id: int | None, visit: Visit) -> str:
    """The stays they compared and saved and the days they came back; "" without their consent."""
    if person_id is None or not consent.granted(conn, person_id, consent.ANALYTICS):
        return ""
    mine = sa.and_(leads.c.person_id == person_id, leads.c.visitor != "")
    visitors = conn.scalars(sa.select(leads.c.visitor).where(mine).distinct())
    found = [one for visitor in visitors for one in behaviour.of(conn, visitor)]
    speech, zone = visit.speech, visit.shop.settings.zone
    stays = {
        kind: _names({one.subject for one in found if one.kind == kind}, visit)
        for kind in ("compared", "saved")
    }
    days = {one.at.astimezone(zone).date() for one in found if one.kind == "returned"}
    back = speech.listed([speech.day(day) for day in sorted(days)])
    parts = (
        speech._("compared %(stays)s", stays=stays["compared"]) if stays["compared"] else "",
        speech._("saved %(stays)s", stays=stays["saved"]) if stays["saved"] else "",
        speech._("came back on %(days)s", days=back) if days else "",
    )
    return "; ".join(filter(None, parts))


def _names(ids: Collection[str], visit: Visit) -> str:
    """The stays by name; an id where one is no longer offered."""
    shop = visit.shop
    found = {one: shop.finder.stay(one, Query(), shop.now()) for one in sorted(ids)}
    names = [stay.card.product.name if stay else one for one, stay in found.items()]
    return visit.speech.listed(names)
