"""Resorts and small towns: what operators print and a gazetteer of large towns does not know."""

import pytest

from fairwind.catalog import gazetteer
from fairwind.catalog.places import aliases, find, place_key, read_town, resort_name, slug
from fairwind.offers import fold


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (("Turkey", "Antalya", "Side"), "TR/side"),
        (("Turkey", "Antalya", "Kemer"), "TR/kemer"),
        (("", "", "", "Turcja / Antalya / Belek"), "TR/belek"),
        (("", "", "", "Törökország / Antalya / Alanya"), "TR/alanya"),
        (("", "", "", "Törökország / Kemer - Side - Alanya"), "TR/turkish-riviera"),
        (("Turkey", "Antalya", ""), "TR/antalya"),
        (("", "", "", "Dominikana / Punta Cana / Bávaro"), "DO/punta-cana/bavaro"),
        (("Greece", "Crete", "Chersonissos"), "GR/crete/hersonissos"),
        (("Гърция", "Крит", "Херсонисос"), "GR/crete/hersonissos"),
        (("Turkey", "Side", "Çolakli"), "TR/side/colakli"),
    ],
)
def test_a_resort_is_known_by_each_of_its_spellings(said: tuple[str, ...], key: str) -> None:
    found = find(*said)
    assert place_key(found.place.country, found.place.region, found.place.resort) == key
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("country", "region", "resort"),
    [("Spain", "Fuerteventura", "Costa Calma"), ("Greece", "Crete", "Sissi"),
     ("Austria", "", "Ischgl"), ("Bulgaria", "", "Ahtopol")],
)  # fmt: skip
def test_a_village_is_known_and_goes_by_the_operators_words(
    country: str, region: str, resort: str
) -> None:
    found = find(country, region, resort)
    assert found.place.resort == resort
    assert found.unknown == ()


def test_a_resort_is_called_by_its_name_in_the_visitors_language() -> None:
    assert resort_name("GR", "Hersonissos", "bg") == "Херсонисос"
    assert resort_name("EG", "Soma Bay", "hu") == "Szoma-öböl"
    assert resort_name("GR", "Hersonissos", "hu") == "Hersonissos"
    assert resort_name("GR", "Hersonissos", "de") == "Hersonissos"
    assert resort_name("TR", "Hersonissos", "bg") == "Hersonissos"
    assert "Херсонисос" in aliases(find("Greece", "Crete", "Hersonisos").place)


def test_a_large_town_goes_before_a_village_of_the_same_name() -> None:
    assert read_town("Kemer", "TR") in gazetteer.towns_of("TR")


def every() -> list[gazetteer.Resort]:
    countries = {region.country for region in gazetteer.regions().values()}
    return [one for code in sorted(countries) for one in gazetteer.resorts_of(code)]


def test_every_resort_has_a_name_in_each_language_and_none_means_two() -> None:
    owners: dict[tuple[str, str], str] = {}
    for one in every():
        assert all(one.names), one
        assert slug(one.name)
        for name in {*map(fold, one.names), *one.further}:
            assert owners.setdefault((one.country, name), one.name) == one.name
    assert len({(one.country, one.name) for one in every()}) == len(every()) > 100


def test_small_towns_are_few_enough_to_carry() -> None:
    file = gazetteer._DATA / "small_places.tsv.gz"
    with file.open("rb") as packed:
        assert len(packed.read()) < 700_000
    assert all(town.population < 15_000 for town in gazetteer.small_towns_of("GR"))
    assert gazetteer.small_towns_of("US") == ()
