"""The words of an import: its fields, what becomes of a row, and why one is refused."""

from __future__ import annotations

from ...leads.import_fates import Fate
from ...leads.import_file import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from ..text import Speech


def field(code: str, speech: Speech) -> str:
    """What a column may say."""
    _ = speech._
    return {
        "name": _("Name"),
        "phone": _("Telephone"),
        "email": _("E-mail"),
        "language": _("Language"),
        "basis": _("Legal basis"),
        "source": _("Source"),
        "dated": _("Date of the legal basis"),
        "number": _("Booking number"),
        "operator": _("Operator"),
        "product": _("Hotel or journey"),
        "departure": _("Departure"),
        "return": _("Return"),
        "adults": _("Adults"),
        "child_ages": _("Ages of children"),
        "value": _("Value"),
        "margin": _("Commission"),
        "currency": _("Currency"),
        "status": _("State"),
        "booked": _("Booked on"),
    }[code]


def basis(code: str, speech: Speech) -> str:
    """On which ground somebody is kept (GDPR Art. 6)."""
    _ = speech._
    return {
        "contract": _("contract: they booked with us"),
        "consent": _("consent: they agreed"),
        "legitimate_interest": _("legitimate interest"),
    }[code]


def fate(one: Fate, speech: Speech) -> str:
    """What becomes of a row, in one sentence."""
    _ = speech._
    by = {"phone": _("telephone"), "email": _("e-mail"), "name": _("name")}.get(one.by, "")
    if one.kind == "refused":
        return _("refused: %(why)s", why=refused(one.code, one.said, speech))
    person = {
        "new": _("new person"),
        "same": _("same as %(who)s by %(by)s", who=one.who, by=by),
        "doubtful": _(
            "doubtful: same %(by)s as %(who)s; new person with a hint", who=one.who, by=by
        ),
    }[one.kind]
    booking = {"new": _("with a booking"), "there": _("booking is there already")}
    return f"{person}, {booking[one.booking]}" if one.booking else person


def refused(code: str, said: str, speech: Speech) -> str:
    """Why a row is not imported."""
    _, said = speech._, said[:60]
    sentences = {
        "name_missing": _("no name"),
        "contact_missing": _("neither telephone nor e-mail"),
        "basis_missing": _("no legal basis"),
        "basis": _("“%(said)s” is no legal basis", said=said),
        "source_missing": _("no source"),
        "dated_missing": _("no date of the legal basis"),
        "phone": _("“%(said)s” is no telephone number", said=said),
        "email": _("“%(said)s” is no e-mail address", said=said),
        "date": _("“%(said)s” is no possible date", said=said),
        "money": _("“%(said)s” is no amount", said=said),
        "currency": _("the currency is not clear"),
        "number": _("“%(said)s” is no possible number", said=said),
        "status": _("“%(said)s” is no state of a booking", said=said),
        "booking_number_missing": _("a booking without its number"),
        "departure_missing": _("a booking without its departure"),
        "return_before": _("the return lies before the departure"),
        "erased": _("somebody with this contact was erased and comes back by asking us only"),
    }
    return sentences[code]


def file(code: str, speech: Speech) -> str:
    """Why a file cannot be read."""
    _ = speech._
    return {
        "missing": _("Please choose a file"),
        "empty": _("The file has no rows under the names of its columns"),
        "too_large": _("A file has %(n)s MB at most", n=MOST_BYTES >> 20),
        "too_many_rows": _("A file has %(n)s rows at most; please divide it", n=MOST_ROWS),
        "too_many_columns": _("A file has %(n)s columns at most", n=MOST_COLUMNS),
        "unreadable": _("This is neither a CSV file nor an XLSX workbook we can read"),
        "bomb": _("This workbook unpacks to far more than a list; we do not open it"),
    }[code]


def state(code: str, speech: Speech) -> str:
    """How an import stands."""
    _ = speech._
    return {
        "preview": _("not imported yet"),
        "running": _("cut short: press Import to go on"),
        "imported": _("imported"),
        "undone": _("undone"),
    }[code]


def counts(found: dict[str, int], speech: Speech) -> str:
    """What became of the rows, counted."""
    _ = speech._
    names = {
        "new": _("new persons"),
        "same": _("known before"),
        "doubtful": _("doubtful"),
        "left_out": _("doubtful, left out"),
        "refused": _("refused"),
        "bookings": _("bookings"),
        "undone": _("taken back"),
        "kept": _("kept, because somebody works with them"),
    }
    return ", ".join(f"{name}: {found[code]}" for code, name in names.items() if found.get(code))
