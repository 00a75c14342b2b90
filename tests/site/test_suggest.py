"""/suggest: what the form's list shows while a visitor types."""

import logging
from pathlib import Path

import pytest

from fairwind.site.public.pace import MOST_ADDRESSES, SUGGESTIONS_A_SECOND, Pace
from fairwind.store.settings import Settings


@pytest.fixture(autouse=True)
def _rested(app) -> None:
    """All tests ask from one address."""
    app.state.suggest_pace = Pace(SUGGESTIONS_A_SECOND)


def test_a_place_and_its_address_are_proposed_as_json(client) -> None:
    answer = client.get("/suggest", params={"q": "cre", "lang": "en"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    first = answer.json()[0]
    assert first["kind"] == "place"
    assert (first["text"], first["note"]) == ("Crete", "Greece")
    assert first["href"] == "/en/trips?to=GR%2Fcrete"
    assert first["count"] > 0
    assert client.get(first["href"]).status_code == 200


def test_a_stay_and_an_operator_lead_to_their_pages(client) -> None:
    [stay] = client.get("/suggest", params={"q": "lagoon vil", "lang": "hu"}).json()
    assert stay["kind"] == "stay"
    assert stay["note"] == "Hersonissos, Kréta, Görögország"
    assert client.get(stay["href"]).status_code == 200
    [operator] = client.get("/suggest", params={"q": "aegean hol", "lang": "en"}).json()
    assert operator["href"] == "/en/trips?operator=aegean"
    assert client.get(operator["href"]).status_code == 200


@pytest.mark.parametrize("lang", ["", "xx", "../en", "<b>"])
def test_an_unknown_language_is_answered_in_the_first(client, lang: str) -> None:
    answer = client.get("/suggest", params={"q": "cre", "lang": lang})
    assert answer.json()[0]["href"].startswith("/en/")


@pytest.mark.parametrize("q", ["", "*", "\u202e", "<script>", "zzzzzz", "x" * 5000, "' OR 1=1"])
def test_anything_typed_is_answered_with_a_list(client, q: str) -> None:
    answer = client.get("/suggest", params={"q": q})
    assert answer.status_code == 200
    assert isinstance(answer.json(), list)


def test_an_answer_is_kept_by_its_visitor_for_a_short_time_only(client) -> None:
    answer = client.get("/suggest", params={"q": "cre"})
    assert answer.headers["cache-control"] == "private, max-age=60"


def test_what_is_typed_lands_in_no_log_and_no_file(
    client, settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG, "fairwind"):
        client.get("/suggest", params={"q": "halalissimo", "lang": "en"})
    said = capfd.readouterr()
    assert "halalissimo" not in said.out + said.err
    assert not [r for r in caplog.records if r.name != "httpx" and "halalissimo" in r.getMessage()]
    files = (path for path in Path(settings.home).rglob("*") if path.is_file())
    assert not [path for path in files if b"halalissimo" in path.read_bytes()]


def test_who_asks_too_fast_waits_a_second_and_nobody_else_does(client) -> None:
    client.app.state.suggest_pace = Pace(SUGGESTIONS_A_SECOND, lambda: 0.0)
    states = [client.get("/suggest", params={"q": "cre"}).status_code for _ in range(12)]
    assert states == [200] * 10 + [429] * 2
    refused = client.get("/suggest", params={"q": "cre"})
    assert refused.headers["retry-after"] == "1"
    assert refused.json() == []
    assert client.get("/en/trips").status_code == 200


def test_a_pace_gives_turns_back_with_time_and_forgets_old_addresses() -> None:
    now = [0.0]
    pace = Pace(2, lambda: now[0])
    assert [pace.allows("a") for _ in range(3)] == [True, True, False]
    assert pace.allows("b")
    now[0] = 0.5
    assert [pace.allows("a") for _ in range(2)] == [True, False]
    for n in range(MOST_ADDRESSES + 10):
        pace.allows(str(n))
    assert len(pace._left) == MOST_ADDRESSES
