"""How the house stands: mail that waits, leads in the spool, the database."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from ...leads import spool
from ...store import outbox
from ..shell import render
from .visit import Visit, Who, who


@dataclass(frozen=True, slots=True)
class SystemPage:
    """Figures without any client's data: the administrator's page."""

    who: Who
    mail_waits: int
    spooled: int
    mail_way: str


def system_page(visit: Visit) -> Response:
    settings = visit.shop.settings
    way = str(settings.mail_folder or "") or settings.smtp_host
    page = SystemPage(
        who=who(visit.session),
        mail_waits=outbox.waiting(visit.shop.database),
        spooled=sum(1 for _ in spool.spooled(settings.home)),
        mail_way=way,
    )
    return render(visit.request, "office/system.html", page, indexed=False)
