"""Only the card's exact places are asked, and never an address behind the agency's own walls."""

from __future__ import annotations

import pytest

from fairwind.crawlers.fetch.address import AllowList, Place, on_loopback, place_of, read_place
from fairwind.offers.faults import FetchFault

NET = AllowList.of("sunny", ["api.sunny.example:443"])
HERE = AllowList.of("sunny", ["127.0.0.1:8123", "localhost:8123", "[::1]:8123"], loopback=True)
SUNNY = Place("api.sunny.example", 443)

PRIVATE = """
127.0.0.1 127.8.8.8 10.0.0.5 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0
255.255.255.255 224.0.0.1 240.0.0.1 192.0.2.1 198.18.0.1 203.0.113.9
::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.5 ::ffff:93.184.215.14 fe80::1 fc00::1 fd12::1 ff02::1
fec0::1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2001:0:7f00:1:: 2001:db8::1
::127.0.0.1 100::1
""".split()


@pytest.mark.parametrize("answer", PRIVATE)
def test_a_name_that_leads_behind_the_walls_is_not_connected_to(answer: str) -> None:
    with pytest.raises(FetchFault, match=r"api\.sunny\.example:443 is refused: it leads to"):
        NET.check_connect(SUNNY, answer)


@pytest.mark.parametrize("answer", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e"])
def test_a_public_address_is_connected_to(answer: str) -> None:
    NET.check_connect(SUNNY, answer)


def test_loopback_is_reached_only_with_the_switch_and_only_at_the_cards_port() -> None:
    HERE.check_connect(Place("localhost", 8123), "127.0.0.1")
    HERE.check_connect(Place("::1", 8123), "::1")
    with pytest.raises(FetchFault, match="not in the card's allow"):
        HERE.check_connect(Place("localhost", 8124), "127.0.0.1")
    off = AllowList.of("sunny", ["localhost:8123"])
    with pytest.raises(FetchFault, match="this machine itself"):
        off.check_connect(Place("localhost", 8123), "127.0.0.1")


@pytest.mark.parametrize("answer", ["10.0.0.5", "::ffff:127.0.0.1", "fe80::1", "0.0.0.0"])
def test_the_loopback_switch_opens_nothing_else(answer: str) -> None:
    with pytest.raises(FetchFault):
        HERE.check_connect(Place("localhost", 8123), answer)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://2130706433:8123/",
        "http://0x7f000001:8123/",
        "http://0177.0.0.1:8123/",
        "http://127.1:8123/",
        "http://[::ffff:127.0.0.1]:8123/",
        "http://127.0.0.1:8124/",
        "http://127.0.0.1:8123@evil.example/",
        "http://user:word@127.0.0.1:8123/",
        "http://127.0.0.1:8123.evil.example/",
        "http://evil.example\\@127.0.0.1:8123/",
        "http://localhost.evil.example:8123/",
        "//127.0.0.1:8123/",
        "ftp://127.0.0.1:8123/",
        "file:///etc/hosts",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://[::1/",
        "http://127.0.0.1:99999/",
        "http:///offers",
        "",
    ],
)
def test_an_address_off_the_list_is_refused_however_it_is_written(address: str) -> None:
    with pytest.raises(FetchFault, match=r"refused|no address"):
        HERE.check(address)


def test_the_same_place_in_another_spelling_is_the_same_place() -> None:
    assert place_of("HTTPS://API.Sunny.Example./offers?x=1") == SUNNY
    assert NET.check("https://api.sunny.example/") == SUNNY
    assert place_of("http://bücher.example/") == Place("xn--bcher-kva.example", 80)


def test_a_plain_address_does_not_stand_in_for_the_secure_one() -> None:
    with pytest.raises(FetchFault, match=r"api\.sunny\.example:80 is not in the card's allow"):
        NET.check("http://api.sunny.example/")


def test_a_place_in_a_card_is_a_host_and_a_port() -> None:
    assert read_place("[::1]:8123") == Place("::1", 8123)
    assert str(read_place("[::1]:8123")) == "[::1]:8123"
    for text in ("sunny.example", "sunny.example:x", "http://sunny.example:80", ":80"):
        with pytest.raises(FetchFault, match="no host:port"):
            read_place(text)


def test_only_a_host_written_as_this_machine_is_on_loopback() -> None:
    assert on_loopback(Place("localhost", 80))
    assert on_loopback(Place("127.9.9.9", 80))
    assert not on_loopback(Place("localtest.example", 80))
    assert not on_loopback(Place("10.0.0.1", 80))
