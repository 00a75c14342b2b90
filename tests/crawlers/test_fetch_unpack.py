"""A compressed answer is opened whole and within its cap, or not at all."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.crawlers.fetch.unpack import unpack, unpack_pieces
from fairwind.offers.faults import FetchFault

FEED = "https://sunny.example/feed"


@given(
    members=st.lists(st.binary(max_size=300_000), min_size=1, max_size=3),
    cut=st.integers(1, 70_000),
)
def test_gzip_in_any_pieces_gives_the_body(members: list[bytes], cut: int) -> None:
    packed = b"".join(map(gzip.compress, members))
    pieces = [packed[i : i + cut] for i in range(0, len(packed), cut)]
    whole = b"".join(members)
    assert unpack_pieces(pieces, "gzip", len(whole), FEED) == whole


def test_a_long_run_of_one_byte_loses_nothing() -> None:
    body = b"0" * (64 * 1024 * 5 + 17)
    assert unpack(gzip.compress(body), "x-gzip", len(body), FEED) == body


def test_an_answer_that_is_not_packed_stays_as_it_is() -> None:
    assert unpack(b"plain", "", 5, FEED) == b"plain"
    assert unpack(b"plain", "identity", 5, FEED) == b"plain"
    assert unpack(b"", "gzip", 5, FEED) == b""


def test_the_cap_is_named_with_what_came() -> None:
    with pytest.raises(FetchFault, match=r"feed: more than 4 bytes \(5 came, 5 when opened\)"):
        unpack(b"plain", "", 4, FEED)


def test_a_bomb_is_refused_at_the_cap_in_little_memory() -> None:
    step = b"\0" * 1024 * 1024
    squeeze = zlib.compressobj(9, wbits=31)
    bomb = b"".join(squeeze.compress(step) for _ in range(96)) + squeeze.flush()
    assert len(bomb) < 128 * 1024
    tracemalloc.start()
    with pytest.raises(FetchFault, match="the cap is 8388608"):
        unpack(bomb, "gzip", 8 * 1024 * 1024, FEED)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 * 1024 * 1024


def test_half_a_feed_does_not_pass_for_the_whole() -> None:
    packed = gzip.compress(b'{"id": 1}\n' * 5000)
    with pytest.raises(FetchFault, match="ends in its middle"):
        unpack(packed[: len(packed) // 2], "gzip", 1 << 20, FEED)
    with pytest.raises(FetchFault, match="ends in its middle"):
        unpack(packed[:-4], "gzip", 1 << 20, FEED)


def test_bytes_that_only_claim_to_be_gzip_are_refused() -> None:
    with pytest.raises(FetchFault, match="cannot be opened"):
        unpack(b"<html>", "gzip", 1000, FEED)
    flipped = bytearray(gzip.compress(b"x" * 1000))
    flipped[-6] ^= 1
    with pytest.raises(FetchFault, match="cannot be opened"):
        unpack(bytes(flipped), "gzip", 1000, FEED)


def test_padding_behind_the_body_is_no_fault() -> None:
    assert unpack(gzip.compress(b"x") + b"\0" * 512, "gzip", 10, FEED) == b"x"


@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip, br", "compress"]
)
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(FetchFault, match="was not asked for"):
        unpack(b"\x00", encoding, 10, FEED)
