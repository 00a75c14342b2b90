"""Draft: the answers on their way, in the visitor's own browser until they are sent or saved."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from ...leads.promise import Promise
from ...leads.questions import NEEDED, QUESTIONS, Value
from ...store.settings import Settings
from ..shell import shop_of
from . import cookies

LASTS = dt.timedelta(days=2)
"""A draft that was not touched for so long begins anew: the next one at this browser is another."""
CONTACT = "contact"
STEPS = (*QUESTIONS, CONTACT)
FIELDS = ("name", "email", "phone")


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers so far (question -> value). `key` names the form, `at` is its beginning.

    `email` is the mailbox that was proved by a link, `person_id` whose profile this is then.
    `sent` is the reference of the lead these answers became.
    """

    key: str
    at: dt.datetime
    touched: dt.datetime
    answers: Mapping[str, Value] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    email: str = ""
    person_id: int | None = None
    sent: str = ""
    promise: tuple[str, str] | None = None

    def with_answer(self, question: str, value: Value, now: dt.datetime) -> Draft:
        return replace(self, answers={**self.answers, question: value}, touched=now)

    def open_steps(self) -> tuple[str, ...]:
        """The questions that still want an answer, in their order; the contact is the last."""
        left = [step for step in QUESTIONS if step not in self.answers]
        needed = [step for step in NEEDED if self.answers.get(step, 0) is None]
        reached = self.contact.get("email") or self.contact.get("phone")
        return (*left, *needed, *(() if reached and self.contact.get("name") else (CONTACT,)))


def new(now: dt.datetime) -> Draft:
    return Draft(secrets.token_urlsafe(16), now, now)


def draft_of(request: Request, now: dt.datetime) -> Draft:
    """The browser's draft; a new one where it has none, an old or a foreign one."""
    found = _read(shop_of(request).settings, cookies.given(request, cookies.DRAFT))
    return found if found is not None and found.touched > now - LASTS else new(now)


def has_draft(request: Request) -> bool:
    return bool(cookies.given(request, cookies.DRAFT))


def keep(response: Response, settings: Settings, draft: Draft) -> Response:
    """Give the draft to the browser, signed: what was proved cannot be made up."""
    cookies.give(response, settings, cookies.DRAFT, _signer(settings).dumps(_plain(draft)))
    return response


def clear(response: Response, settings: Settings) -> Response:
    cookies.give(response, settings, cookies.DRAFT, "")
    return response


def held(draft: Draft) -> dict[str, Any]:
    """What is put behind a mailed link, to go on from another browser."""
    return {"answers": dict(draft.answers), "contact": dict(draft.contact), "sent": draft.sent}


def returned(kept: Mapping[str, Any], email: str, now: dt.datetime) -> Draft:
    """The draft that `held` put behind a link, opened from this mailbox."""
    contact = {**kept["contact"], "email": email}
    fresh = new(now)
    return replace(fresh, answers=kept["answers"], contact=contact, email=email, sent=kept["sent"])


def seal_shown(settings: Settings, shown: Promise) -> str:
    """The window that the page of checking shows, to be kept when it is sent from there."""
    return _signer(settings, "profile-promise").dumps(ends_of(shown))


def shown(settings: Settings, text: str) -> Promise | None:
    """What `seal_shown` signed, None for anything else."""
    try:
        return window_of(_signer(settings, "profile-promise").loads(text))
    except BadData:
        return None


def ends_of(window: Promise) -> tuple[str, str]:
    return window.from_.isoformat(), window.to.isoformat()


def window_of(ends: Sequence[str]) -> Promise:
    begins, till = map(dt.datetime.fromisoformat, ends)
    return Promise(begins, till)


def _plain(draft: Draft) -> dict[str, Any]:
    times = {"at": draft.at.isoformat(), "touched": draft.touched.isoformat()}
    return {**asdict(draft), **times}


def _read(settings: Settings, text: str) -> Draft | None:
    try:
        kept = _signer(settings).loads(text)
    except BadData:
        return None
    times = {name: dt.datetime.fromisoformat(kept[name]) for name in ("at", "touched")}
    promise = tuple(kept["promise"]) if kept["promise"] else None
    return Draft(**{**kept, **times, "promise": promise})


def _signer(settings: Settings, salt: str = "profile-draft") -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key.get_secret_value(), salt=salt)
