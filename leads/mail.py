"""Mails about an enquiry, to the agency and to the visitor, inert whatever was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency
from markupsafe import Markup

from ..offers import Money, Party
from ..store.settings import Settings
from .enquiry import Enquiry, one_line
from .offer_seen import OfferSeen
from .promise import Promise
from .status_link import Sent, status_address
from .wish import Wish
from .words import Words, words_of

Line = tuple[str, str]


def enquiry_mail(
    settings: Settings, reference: str, enquiry: Enquiry, window: Promise
) -> EmailMessage:
    """The mail that tells the agency about one enquiry, in the agency's first language."""
    words = words_of(settings.languages[0])
    kind = kind_said(words, enquiry)
    about = enquiry.offer.product if enquiry.offer else words.no_offer
    mail = _to_agency(settings, f"{reference} {kind}: {enquiry.name} - {about}")
    if enquiry.email:
        mail["Reply-To"] = Address(one_line(enquiry.name), addr_spec=enquiry.email)
    lines = [line for line in _lines(settings, words, enquiry, window) if line[1]]
    link = f"{settings.base_address}/office/leads/{reference}"
    _fill(mail, f"{reference} - {kind}", lines, (words.open_lead, link))
    return mail


def confirmation_mail(
    settings: Settings, reference: str, enquiry: Enquiry, window: Promise, now: dt.datetime
) -> EmailMessage:
    """The mail that tells the visitor what we have of them and when they hear from us.

    Nothing that was typed freely stands in it: whoever types a stranger's address can make us
    send them nothing but our own words.
    """
    words = words_of(enquiry.language)
    lang = enquiry.language if enquiry.language in settings.languages else settings.languages[0]
    subject = words.received_subject.format(agency=settings.agency_name, reference=reference)
    mail = _mail(settings, enquiry.email, subject)
    mail["Auto-Submitted"] = "auto-replied"
    lines = [
        ("", words.received.format(reference)),
        (words.we_call if enquiry.phone else words.we_answer, window_said(settings, words, window)),
        *(line for line in _sent_lines(words, enquiry) if line[1]),
        ("", words.message_kept if enquiry.message else ""),
        ("", words.reply),
    ]
    sent = Sent(reference, window, now, enquiry.kind)
    links = (
        (words.follow, settings.base_address + status_address(settings, lang, sent)),
        (words.your_data, f"{settings.base_address}/{lang}/my-data"),
    )
    _fill(mail, reference, [line for line in lines if line[1]], *links)
    return mail


def doubtful(settings: Settings) -> EmailMessage:
    """The mail that says, once an hour at most, that enquiries wait to be checked."""
    words = words_of(settings.languages[0])
    mail = _to_agency(settings, words.doubtful_subject)
    link = f"{settings.base_address}/office/?show=review"
    _fill(mail, words.doubtful_subject, [("", words.doubtful)], (words.open_lead, link))
    return mail


def kind_said(words: Words, enquiry: Enquiry) -> str:
    """What is asked for, in a few words."""
    named = {
        "call_me": words.call_me,
        "option": words.option,
        "compare": words.compare,
        "find_me": words.find_me,
        "profile": words.profile,
        "phone": words.spoken,
        "walk_in": words.spoken,
        "outbound": words.outbound,
    }
    return named.get(enquiry.kind, words.question)


def _to_agency(settings: Settings, subject: str) -> EmailMessage:
    return _mail(settings, settings.agency_mail, subject)


def _mail(settings: Settings, to: str, subject: str) -> EmailMessage:
    """Headers through the SMTP policy: a line break in a value raises, so none is ever put in."""
    mail = EmailMessage(policy=SMTP)
    sender = settings.sender or settings.agency_mail
    mail["From"] = Address(one_line(settings.agency_name), addr_spec=sender)
    mail["To"] = to
    mail["Subject"] = one_line(subject)[:200]
    return mail


def _fill(mail: EmailMessage, title: str, lines: list[Line], *links: Line) -> None:
    text = [f"{name}: {value}" if name else value for name, value in lines]
    below = [f"{words}: {link}" for words, link in links]
    mail.set_content("\n".join((title, "", *text, "", *below, "")), cte="base64")
    rows = Markup("").join(
        Markup("<tr><th align='left' valign='top'>{}</th><td>{}</td></tr>\n").format(
            name, Markup("<br>").join(value.split("\n"))
        )
        for name, value in lines
    )
    page = Markup(
        "<!doctype html>\n<meta charset='utf-8'>\n<h1>{}</h1>\n<table>\n{}</table>\n{}"
    ).format(title, rows, Markup("").join(map(_anchor, links)))
    mail.add_alternative(str(page), subtype="html", cte="base64")


def _anchor(link: Line) -> Markup:
    return Markup("<p><a href='{}'>{}</a></p>\n").format(link[1], link[0])


def _lines(settings: Settings, words: Words, enquiry: Enquiry, window: Promise) -> Iterator[Line]:
    yield words.promised, window_said(settings, words, window)
    yield words.name, enquiry.name
    yield words.phone, enquiry.phone
    yield words.email, enquiry.email
    yield words.when, enquiry.when
    yield words.message, enquiry.message
    yield words.party, party_said(words, enquiry.party)
    yield from _wish_lines(words, enquiry)
    if enquiry.offer:
        yield from _offer_lines(settings, words, enquiry.offer)
    yield words.search, ", ".join(f"{key} {value}" for key, value in enquiry.query)


def _wish_lines(words: Words, enquiry: Enquiry) -> Iterator[Line]:
    """What was wished beside the offer, and what is compared."""
    wish = enquiry.wish or Wish()
    days = sorted({day for day in (wish.depart_from, wish.depart_to) if day})
    said = (format_date(day, "long", words.locale) for day in days)
    where = (", ".join(wish.countries), wish.where, " - ".join(said))
    yield words.wish, "; ".join(filter(None, where))
    budget = Money(wish.budget, wish.currency) if wish.budget and wish.currency else None
    yield words.budget, money_said(words, budget)
    yield words.extras, ", ".join(words.extra_names.get(extra, "") for extra in wish.extras)
    offers = (
        " - ".join(filter(None, (seen.product, seen.operator, money_said(words, seen.total))))
        for seen in enquiry.compared
    )
    yield words.compared, "\n".join(offers)


def _sent_lines(words: Words, enquiry: Enquiry) -> Iterator[Line]:
    """What went along with a question and cannot be made up by whoever sent it."""
    if enquiry.offer:
        yield words.offer, ", ".join(filter(None, (enquiry.offer.product, enquiry.offer.place)))
        yield words.seen, _price_said(words, enquiry.offer.total, enquiry.offer.party)
    yield words.party, party_said(words, enquiry.party)


def _offer_lines(settings: Settings, words: Words, offer: OfferSeen) -> Iterator[Line]:
    yield words.offer, ", ".join(filter(None, (offer.product, offer.place)))
    yield words.from_operator, offer.operator
    yield words.date, format_date(offer.date, "full", words.locale) if offer.date else ""
    yield words.nights, offer.nights
    yield words.board, offer.board
    yield words.room, offer.room
    yield words.seen, _price_said(words, offer.total, offer.party)
    if offer.checked_at:
        checked = offer.checked_at.astimezone(settings.zone)
        yield words.checked, format_datetime(checked, "medium", locale=words.locale)
    parts = (" - ".join(filter(None, (p.label, p.amount, p.known))) for p in offer.parts)
    yield words.contains, "\n".join(parts)
    others = (
        " - ".join(filter(None, (o.operator, money_said(words, o.total), o.differences)))
        for o in offer.others
    )
    yield words.beside, "\n".join(others)
    yield words.page, f"{settings.base_address}{offer.page}" if offer.page else ""


def _price_said(words: Words, total: Money | None, party: Party | None) -> str:
    if total is None:
        return words.no_price
    said = party_said(words, party)
    return money_said(words, total) + (f" ({said})" if said else "")


def money_said(words: Words, money: Money | None) -> str:
    """An amount as the language writes it, "" for none."""
    return format_currency(money.major, money.currency, locale=words.locale) if money else ""


def party_said(words: Words, party: Party | None) -> str:
    """The travellers in words, "" for none."""
    if party is None:
        return ""
    parts = [words.adults.format(party.adults)]
    if party.child_ages:
        parts.append(words.children.format(", ".join(map(str, party.child_ages))))
    return ", ".join(parts)


def window_said(settings: Settings, words: Words, window: Promise) -> str:
    """The promised window in the agency's own time."""
    begins, ends = (at.astimezone(settings.zone) for at in (window.from_, window.to))
    first, last = _day_and_time(begins, words), _day_and_time(ends, words)
    if begins.date() == ends.date():
        last = str(format_time(ends, "HH:mm", locale=words.locale))
    return f"{first} - {last}"


def _day_and_time(at: dt.datetime, words: Words) -> str:
    return (
        f"{format_date(at, 'full', words.locale)} {format_time(at, 'HH:mm', locale=words.locale)}"
    )
