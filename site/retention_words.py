"""The words of the retention table, for the office and the public privacy page."""

from __future__ import annotations

from .text import Speech


def retention_words(speech: Speech) -> dict[str, str]:
    """Each sentence of `leads.retention.RULES` in the reader's language, by its English."""
    _ = speech._
    return {
        "needs of health or belief": _("needs of health or belief"),
        "the return": _("the return"),
        "nobody needs them after the trip": _("nobody needs them after the trip"),
        "deleted": _("deleted"),
        "doubtful enquiries that nobody found real": _("doubtful enquiries that nobody found real"),
        "they came": _("they came"),
        "spam is not kept": _("spam is not kept"),
        "erased": _("erased"),
        "enquiries of people who did not travel with us": _(
            "enquiries of people who did not travel with us"
        ),
        "the last contact": _("the last contact"),
        "we may answer a question that comes back next season": _(
            "we may answer a question that comes back next season"
        ),
        "clients": _("clients"),
        "the last trip or contact": _("the last trip or contact"),
        "they come again, and know that we remember their wishes": _(
            "they come again, and know that we remember their wishes"
        ),
        "erased; figures of bookings stay": _("erased; figures of bookings stay"),
        "preference profiles": _("preference profiles"),
        "the last change": _("the last change"),
        "wishes change": _("wishes change"),
        "figures of bookings": _("figures of bookings"),
        "departure": _("departure"),
        "the law wants accounts kept": _("the law wants accounts kept"),
        "newsletter addresses that were never confirmed": _(
            "newsletter addresses that were never confirmed"
        ),
        "they were given": _("they were given"),
        "without a yes there is nothing to keep": _("without a yes there is nothing to keep"),
        "newsletter addresses that said no": _("newsletter addresses that said no"),
        "the no": _("the no"),
        "a keyed hash stays, so that nothing is sent again": _(
            "a keyed hash stays, so that nothing is sent again"
        ),
        "what was compared, saved and visited again": _(
            "what was compared, saved and visited again"
        ),
        "it was noted": _("it was noted"),
        "after that it says nothing about a wish": _("after that it says nothing about a wish"),
        "the text of mails": _("the text of mails"),
        "sending": _("sending"),
        "questions about a mail come within weeks": _("questions about a mail come within weeks"),
        "emptied": _("emptied"),
        "the text of mails that could not be sent": _("the text of mails that could not be sent"),
        "giving up": _("giving up"),
        "they may be sent again until then": _("they may be sent again until then"),
        "links that were mailed": _("links that were mailed"),
        "they opened anything": _("they opened anything"),
        "a used link is proof for a week": _("a used link is proof for a week"),
        "how two people looked before they were joined": _(
            "how two people looked before they were joined"
        ),
        "joining": _("joining"),
        "joining can be undone until then": _("joining can be undone until then"),
        "lists that were looked at and not taken in": _(
            "lists that were looked at and not taken in"
        ),
        "they were read": _("they were read"),
        "nobody's data lie about": _("nobody's data lie about"),
        "forms that colleagues did not send": _("forms that colleagues did not send"),
        "they were typed": _("they were typed"),
        "a form that times out is not lost": _("a form that times out is not lost"),
        "changes that can be taken back": _("changes that can be taken back"),
        "the change": _("the change"),
        "a slip is noticed the same day": _("a slip is noticed the same day"),
        "keyed hashes of network addresses": _("keyed hashes of network addresses"),
        "the last try": _("the last try"),
        "they hold off floods": _("they hold off floods"),
        "colleagues' sessions": _("colleagues' sessions"),
        "the last page": _("the last page"),
        "who was logged in can be looked up for a quarter": _(
            "who was logged in can be looked up for a quarter"
        ),
        "colleagues' trusted devices": _("colleagues' trusted devices"),
        "the end of trust": _("the end of trust"),
        "as their sessions": _("as their sessions"),
        "colleagues' links for a new password": _("colleagues' links for a new password"),
        "as mailed links": _("as mailed links"),
    }
