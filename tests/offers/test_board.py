"""The board lattice and its words in every language we read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.offers import Board, BoardTerm, board_of, fold, read_board
from fairwind.offers.board import ALIASES, WORDS

LATTICE = "RO SC BB HB HB+ FB FB+ AI- AI AI+ UAI".split()


def test_the_boards_stand_in_the_order_of_the_trade() -> None:
    assert [board.code for board in sorted(Board)] == LATTICE


@given(st.sampled_from(Board), st.sampled_from(Board))
def test_a_board_is_at_least_another_when_it_stands_no_lower(one: Board, least: Board) -> None:
    assert BoardTerm(one).at_least(least) == (LATTICE.index(one.code) >= LATTICE.index(least.code))


@given(st.sampled_from(Board))
def test_an_unknown_board_is_never_good_enough(least: Board) -> None:
    assert not BoardTerm(None, "zgodne z programem").at_least(least)


@pytest.mark.parametrize("code", LATTICE)
def test_every_code_names_its_board_in_small_letters_too(code: str) -> None:
    board = board_of(code)
    assert board
    assert board.code == code
    assert board_of(f" {code.lower()} ") is board


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        (alias, code)
        for code, aliases in {
            "RO": "OB BO EP AO GT06-AO",
            "SC": "SC+",
            "BB": "BR GT06-BR CB",
            "HB": "GT06-HB",
            "HB+": "EHB GT06-HB_ST06-PL",
            "FB": "GT06-FB",
            "FB+": "EFB EXTFB GT06-FB_ST06-PL",
            "AI": "ALL GT06-AI",
            "AI+": "SAI A24 GT06-AI_ST06-PL",
            "UAI": "UAL HCAL",
        }.items()
        for alias in aliases.split()
    ],
)
def test_every_alias_of_the_trade_names_its_board(alias: str, code: str) -> None:
    found = read_board(alias)
    assert found.board
    assert (found.board.code, found.raw) == (code, alias)


@pytest.mark.parametrize("code", ["MAI", "NA"])
def test_a_code_that_operators_use_differently_is_known_only_to_a_card(code: str) -> None:
    assert read_board(code).board is None
    assert read_board(code, {code.lower(): "AI-"}).board is Board.AI_MINUS


SPOKEN = {
    "en": "RO:Room only|SC:Self catering|BB:Bed and breakfast|HB:Half board|HB+:Half board plus"
    "|FB:Full board|FB+:Full board plus|AI-:Soft all inclusive|AI:All Inclusive"
    "|AI+:All Inclusive Plus|UAI:Ultra All Inclusive",
    "hu": "RO:Ellátás nélkül|SC:Önellátás|BB:Reggeli|HB:Félpanzió|HB+:Félpanzió plusz"
    "|FB:Teljes panzió|FB:Teljes ellátás|FB+:Teljes panzió plusz",
    "bg": "RO:Само нощувка|BB:Закуска|BB:Нощувка със закуска|HB:Закуска и вечеря|HB:Полупансион"
    "|HB+:Полупансион плюс|FB:Пълен пансион|FB+:Пълен пансион плюс|AI:Всичко включено"
    "|UAI:Ултра всичко включено",
    "ru": "RO:Без питания|BB:Завтраки|HB:Полупансион|FB:Полный пансион|AI:Всё включено"
    "|UAI:Ультра всё включено",
    "pl": "RO:bez wyżywienia|BB:śniadania|HB:śniadania i obiadokolacje|FB:trzy posiłki|UAI:ultra ai"
    "|AI+:All Inclusive 24h|AI+:All Inclusive Super|AI+:ai plus|AI-:All Inclusive Soft",
    "cs": "RO:bez stravy|SC:vlastní strava|BB:snídaně|HB:polopenze|FB:plná penze"
    "|AI+:All Inclusive Premium|UAI:All Inclusive Ultra",
    "nl": "RO:Logies|BB:Logies en ontbijt|HB:Halfpension|HB+:Halfpension Plus|FB:Volpension"
    "|FB+:Volpension Plus|AI-:Semi All Inclusive",
    "de": "RO:Ohne Verpflegung|RO:Nur Übernachtung|SC:Selbstversorgung|BB:Frühstück"
    "|HB:Halbpension|HB+:Halbpension Plus|FB:Vollpension",
    "es": "RO:Solo alojamiento|BB:Desayuno|BB:Alojamiento y desayuno|HB:Media pensión"
    "|FB:Pensión completa",
}


@pytest.mark.parametrize(
    ("code", "words"),
    [tuple(line.split(":")) for lines in SPOKEN.values() for line in lines.split("|")],
)
def test_a_board_is_known_by_its_words_however_they_are_written(code: str, words: str) -> None:
    for said in (words, words.upper(), f"  {words} ", words.replace(" ", "  ")):
        found = read_board(said)
        assert found.board, said
        assert found.board.code == code
        assert found.raw == said


@pytest.mark.parametrize(
    "words", ["zgodne z programem", "Zie beschrijving", "as described", "", "breakfast on Sundays"]
)
def test_words_that_name_no_board_are_kept_and_not_guessed(words: str) -> None:
    assert read_board(words) == BoardTerm(None, words)


def test_no_word_of_the_tables_is_unfolded_or_a_code() -> None:
    assert all(fold(word) == word for word in WORDS)
    assert all(alias == alias.upper() for alias in ALIASES)


@given(st.text(max_size=40))
def test_whatever_is_said_the_raw_words_stay(words: str) -> None:
    assert read_board(words).raw == words


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(words: str) -> None:
    assert fold(fold(words)) == fold(words)
