"""Mail addresses in the one form in which every mail server takes them: ASCII.

A domain of other letters has such a form ("xn--…"). What stands before the @ has none: a server
that does not speak SMTPUTF8 refuses it, and no mail can be written to it safely.
"""

from __future__ import annotations


def mailable(text: str) -> str:
    """An address as mails are sent to it, in small letters; ValueError says why there is none."""
    from email_validator import EmailNotValidError, validate_email  # only where one is typed

    if not text.rpartition("@")[0].isascii():
        raise ValueError(
            f"{text!r}: before the @ a mail address has plain letters only, without accents"
        )
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError(f"{text!r} is not a mail address: {error}") from error
    return (found.ascii_email or found.normalized).lower()


def as_kept(text: str) -> str:
    """An address as somebody types it to be found again: its kept form, else as it is."""
    if text.isascii():
        return text.strip().lower()
    try:
        return mailable(text)
    except ValueError:
        return text.strip().lower()
