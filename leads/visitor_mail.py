"""Mails to visitors, in their language: a sentence, a link of ours, and what to do if it was not
them."""

from __future__ import annotations

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from markupsafe import Markup

from ..store.settings import Settings
from .enquiry import one_line
from .visitor_words import Letter, VisitorWords, visitor_words

Link = tuple[str, str]
"""The words of a link and its path on our site."""


def newsletter(settings: Settings, to: str, language: str, token: str) -> EmailMessage:
    """The link that confirms the newsletter."""
    words = visitor_words(language)
    path = f"/{language}/newsletter/confirm/{token}"
    return _mail(settings, to, language, words.newsletter, path, words.week)


def leaving(settings: Settings, to: str, language: str, token: str) -> EmailMessage:
    """The link that ends the newsletter, for whoever has none at hand."""
    words = visitor_words(language)
    path = f"/unsubscribe/{token}"
    mail = _mail(settings, to, language, words.leaving, path, "")
    give_way_out(mail, settings, token)
    return mail


def profile(settings: Settings, to: str, language: str, token: str) -> EmailMessage:
    """The link behind which the answers of a profile wait."""
    words = visitor_words(language)
    path = f"/{language}/profile/back/{token}"
    return _mail(settings, to, language, words.profile, path, words.fortnight)


def my_data(
    settings: Settings, to: str, language: str, found: Sequence[tuple[str, str]]
) -> EmailMessage:
    """One link for each person (name, token) that this mailbox opens; none: we keep nothing."""
    words = visitor_words(language)
    if not found:
        return _mail(settings, to, language, words.nothing, f"/{language}/my-data", "")
    links = [
        (_whose(words, name if len(found) > 1 else ""), f"/{language}/my-data/{token}")
        for name, token in found
    ]
    return _with_links(settings, to, language, words.my_data, links, words.hour)


def needs(settings: Settings, to: str, language: str, token: str) -> EmailMessage:
    """The link to the page of needs; not a word of what they may be."""
    words = visitor_words(language)
    path = f"/{language}/needs/{token}"
    return _mail(settings, to, language, words.needs, path, words.week)


def give_way_out(mail: EmailMessage, settings: Settings, token: str) -> None:
    """The headers by which a mail programme ends the newsletter with one click (RFC 8058)."""
    mail["List-Unsubscribe"] = f"<{settings.base_address}/unsubscribe/{token}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _whose(words: VisitorWords, name: str) -> str:
    return words.of.format(one_line(name)) if name else words.my_data.link


def _mail(
    settings: Settings, to: str, language: str, letter: Letter, path: str, until: str
) -> EmailMessage:
    return _with_links(settings, to, language, letter, [(letter.link, path)], until)


def _with_links(
    settings: Settings,
    to: str,
    language: str,
    letter: Letter,
    links: Sequence[Link],
    until: str,
) -> EmailMessage:
    agency = one_line(settings.agency_name)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(agency, addr_spec=settings.sender or settings.agency_mail)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = letter.subject.format(agency)
    # No mail programme and no assistant should answer for the visitor.
    mail["Auto-Submitted"] = "auto-generated"
    below = [said for said in (until, visitor_words(language).not_you, agency) if said]
    full = [(words, f"{settings.base_address}{path}") for words, path in links]
    _fill(mail, letter.says, full, below)
    mail["Content-Language"] = language
    return mail


def _fill(mail: EmailMessage, says: str, links: Sequence[Link], below: Sequence[str]) -> None:
    text = [says, "", *(f"{words}: {link}" for words, link in links), "", *below, ""]
    mail.set_content("\n".join(text), cte="base64")
    anchors = [Markup("<p><a href='{}'>{}</a></p>\n").format(link, words) for words, link in links]
    page = Markup("<!doctype html>\n<meta charset='utf-8'>\n<p>{}</p>\n{}{}").format(
        says,
        Markup("").join(anchors),
        Markup("").join(Markup("<p>{}</p>\n").format(said) for said in below),
    )
    mail.add_alternative(str(page), subtype="html", cte="base64")
