"""Mails about an enquiry, to the agency and to the visitor, inert whatever was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency
from markupsafe import Markup

from ..offers import Money, Party
from ..store.settings import Settings
from .enquiry import Enquiry, one_line
from .letter import address, letter
from .offer_seen import OfferSeen
from .promise import Promise
from .status_link import Sent, status_address
from .wish import Wish
from .words import Words, words_of

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """What a mail says: a title, lines of name and value, and links of words and address."""

    title: str
    lines: Sequence[Line]
    links: Sequence[Line]

    def text(self) -> str:
        said = [f"{name}: {value}" if name else value for name, value in self.lines]
        below = [f"{words}: {link}" for words, link in self.links]
        return "\n".join((self.title, "", *said, "", *below, ""))

    def html(self) -> str:
        rows = (_ROW.format(name, _BREAK.join(value.split("\n"))) for name, value in self.lines)
        links = (_LINK.format(link, words) for words, link in self.links)
        return str(_HTML.format(self.title, Markup("").join(rows), Markup("").join(links)))


_BREAK = Markup("<br>")
_ROW = Markup("<tr><th align='left' valign='top'>{}</th><td>{}</td></tr>\n")
_LINK = Markup("<p><a href='{}'>{}</a></p>\n")
_HTML = Markup("<!doctype html>\n<meta charset='utf-8'>\n<h1>{}</h1>\n<table>\n{}</table>\n{}")


def enquiry_mail(
    settings: Settings, reference: str, enquiry: Enquiry, window: Promise
) -> EmailMessage:
    """The mail that tells the agency about one enquiry, in the agency's first language."""
    words = words_of(settings.languages[0])
    kind = kind_said(words, enquiry)
    about = enquiry.offer.product if enquiry.offer else words.no_offer
    subject = f"{reference} {kind}: {enquiry.name} - {about}"
    lines = [line for line in _lines(settings, words, enquiry, window) if line[1]]
    link = f"{settings.base_address}/office/leads/{reference}"
    page = Page(f"{reference} - {kind}", lines, ((words.open_lead, link),))
    mail = _mail(settings, settings.agency_mail, subject, page)
    if enquiry.email:
        mail["Reply-To"] = address(one_line(enquiry.name), enquiry.email)
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
    page = Page(reference, [line for line in lines if line[1]], links)
    mail = _mail(settings, enquiry.email, subject, page)
    mail["Auto-Submitted"] = "auto-replied"
    return mail


def doubtful(settings: Settings) -> EmailMessage:
    """The mail that says, once an hour at most, that enquiries wait to be checked."""
    words = words_of(settings.languages[0])
    link = f"{settings.base_address}/office/?show=review"
    page = Page(words.doubtful_subject, [("", words.doubtful)], ((words.open_lead, link),))
    return _mail(settings, settings.agency_mail, words.doubtful_subject, page)


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


def _mail(settings: Settings, to: str, subject: str, page: Page) -> EmailMessage:
    sender = (one_line(settings.agency_name), settings.sender or settings.agency_mail)
    return letter(sender, to, one_line(subject)[:200], page.text(), page.html())


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
