"""Figures and dates as each language writes them (W-92 to W-95), catalogues in step (W-91)."""

# ruff: noqa: RUF001 (letters of Bulgarian and Russian)

from __future__ import annotations

import datetime as dt
import gettext
import io
import re

import pytest
from babel.messages.pofile import read_po

from fairwind.offers import Money
from fairwind.site import catalogues
from fairwind.site.catalogues import SLICES
from fairwind.site.hours import hours_said
from fairwind.site.text import MANNERS, speech_of
from fairwind.store.settings import load_settings

NB = "\u00a0"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")


@pytest.mark.parametrize(
    ("lang", "money", "whole", "said"),
    [
        ("en", Money(214000, "EUR"), True, "€2,140"),
        ("en", Money(214050, "EUR"), False, "€2,140.50"),
        ("en", Money(214050, "EUR"), True, "€2,141"),
        ("en", Money(214000, "EUR"), None, "€2,140"),
        ("en", Money(7867000, "CZK"), True, f"78,670{NB}Kč"),
        ("en", Money(319800, "PLN"), True, f"3,198{NB}zł"),
        ("en", Money(500000, "JPY"), True, f"500,000{NB}JPY"),
        ("hu", Money(123400, "EUR"), True, f"1{NB}234{NB}€"),
        ("hu", Money(123450, "EUR"), False, f"1{NB}234,50{NB}€"),
        ("hu", Money(123456700, "HUF"), True, f"1{NB}234{NB}567{NB}Ft"),
        ("bg", Money(123450, "EUR"), False, f"1{NB}234,50{NB}€"),
        ("bg", Money(300000, "BGN"), True, f"3{NB}000{NB}лв."),
        ("ru", Money(12345600, "RUB"), True, f"123{NB}456{NB}₽"),
        ("ru", Money(214000, "EUR"), True, f"2{NB}140{NB}€"),
        ("en", Money(100, "XXX"), True, "1, currency not stated"),
    ],
)
def test_an_amount_is_written_one_way_in_each_language(lang, money, whole, said) -> None:
    assert speech_of(lang).money(money, whole) == said


def test_dates_are_written_as_each_language_does() -> None:
    day = dt.date(2027, 1, 5)
    en, hu = speech_of("en"), speech_of("hu")
    assert en.day(day) == "Tue 5 January"
    assert hu.day_year(day) == "2027. jan. 5. (K)"
    assert en.span(dt.date(2026, 7, 3), dt.date(2026, 7, 24)) == "3\u201324 July"
    assert hu.span(dt.date(2026, 7, 3), dt.date(2026, 7, 24)) == "júl. 3\u201324."
    assert en.span(dt.date(2026, 6, 28), dt.date(2026, 7, 5)) == "28 June \u2013 5 July"
    assert en.span(day, day) == "Tue 5 January"
    bg, ru = speech_of("bg"), speech_of("ru")
    assert bg.day(day) == "вт, 5 януари"
    assert ru.day_year(day) == "вт, 5 января 2027 г."
    assert (bg.month(day), ru.month(day)) == ("януари 2027 г.", "январь 2027 г.")
    later = dt.date(2028, 1, 2)
    assert bg.span(day, later) == "5.01.2027 г. \u2013 2.01.2028 г."
    assert ru.span(day, later) == "5 янв. 2027 г. \u2013 2 янв. 2028 г."
    assert en.weekdays()[0] == "Mon"


def test_russian_has_three_plural_forms() -> None:
    ru, bg = speech_of("ru"), speech_of("bg")
    said = [ru.ngettext("%(n)s night", "%(n)s nights", n) for n in (1, 2, 5, 11, 21, 22, 25)]
    assert [word.split()[1] for word in said] == [
        "ночь",
        "ночи",
        "ночей",
        "ночей",
        *"ночь ночи ночей".split(),
    ]
    assert [bg.ngettext("%(n)s night", "%(n)s nights", n) for n in (1, 2)] == [
        "1 нощувка",
        "2 нощувки",
    ]


def test_ages_are_coarse_and_plural() -> None:
    now = dt.datetime(2026, 6, 5, 12, tzinfo=dt.UTC)
    en, hu = speech_of("en"), speech_of("hu")
    assert en.ago(now, now) == "1 min ago"
    assert en.ago(now - dt.timedelta(hours=9), now) == "9 h ago"
    assert en.ago(now - dt.timedelta(days=3), now) == "3 days ago"
    assert hu.ago(now - dt.timedelta(days=3), now) == "3 napja"
    assert en.ngettext("%(n)s night", "%(n)s nights", 1) == "1 night"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-06-05T10:14+02:00", "till 18:00"),
        ("2026-06-05T08:14+02:00", "from 09:00"),
        ("2026-06-05T18:00+02:00", "Sat from 09:00"),
        ("2026-06-06T12:59+02:00", "till 13:00"),
        ("2026-06-07T12:00+02:00", "Tue from 09:00"),
    ],
)
def test_the_telephone_says_till_when_or_from_when(at: str, said: str, tmp_path) -> None:
    settings = load_settings(home=tmp_path, holidays=(dt.date(2026, 6, 8),))
    assert hours_said(settings, dt.datetime.fromisoformat(at), speech_of("en")) == said


@pytest.mark.parametrize("lang", list(MANNERS))
@pytest.mark.parametrize("slice_", SLICES)
def test_the_catalogue_holds_every_sentence_translated_with_its_placeholders(lang, slice_) -> None:
    kept = catalogues.folder_of(slice_, lang) / f"{slice_}.po"
    fresh = catalogues.fresh(slice_, lang, list(catalogues.sentences()))
    on_disk = read_po(io.BytesIO(kept.read_bytes()), lang)
    assert {m.id for m in fresh if m.id} == {m.id for m in on_disk if m.id}
    for message in on_disk:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        ids = (message.id,) if isinstance(message.id, str) else message.id
        said = (message.string,) if isinstance(message.string, str) else message.string
        assert all(said), f"{lang}: {message.id} is not translated"
        for one in said:
            assert set(PLACEHOLDER.findall(one)) == set(PLACEHOLDER.findall(ids[-1])), message.id


@pytest.mark.parametrize("lang", list(MANNERS))
@pytest.mark.parametrize("slice_", SLICES)
def test_the_compiled_catalogue_is_in_step_with_its_words(lang: str, slice_: str) -> None:
    folder = catalogues.folder_of(slice_, lang)
    words = read_po(io.BytesIO((folder / f"{slice_}.po").read_bytes()), lang)
    with (folder / f"{slice_}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in words:
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string
        elif message.id:
            assert compiled.ngettext(*message.id, 5) == message.string[-1]


@pytest.mark.parametrize("lang", list(MANNERS))
def test_a_sentence_of_two_catalogues_is_said_one_way(lang: str) -> None:
    """All slices are one speech at last: the later one would say the sentence of the earlier."""
    said: dict[object, set[object]] = {}
    for slice_ in SLICES:
        path = catalogues.folder_of(slice_, lang) / f"{slice_}.po"
        for message in read_po(io.BytesIO(path.read_bytes()), lang):
            one = message.id if isinstance(message.id, str) else message.id[0]
            if one:
                said.setdefault(one, set()).add(message.string)
    assert {one: ways for one, ways in said.items() if len(ways) > 1} == {}
