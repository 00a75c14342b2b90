"""A hostile operator's words in data, files and mails: whole documents, our lines only."""

from __future__ import annotations

import csv
import email
import io
import json
import re
from email import policy

from lxml import etree, html
from starlette.testclient import TestClient

from fairwind.search.query import Group
from fairwind.store.outbox import deliver

from .conftest import Taken
from .payloads import marked
from .ways import LANGUAGE, MARK, ask_about, shop_of, stays


def test_linked_data_stays_within_its_block(taken: Taken, client: TestClient) -> None:
    for path in stays(taken.app):
        page = html.fromstring(client.get(path).content)
        blocks = page.xpath("//script[@type='application/ld+json']/text()")
        assert blocks, path
        for block in blocks:
            json.loads(block)


def test_no_cell_of_a_sheet_is_a_formula(taken: Taken, client: TestClient) -> None:
    marks = ""
    for group in Group:
        answer = client.get(f"/{LANGUAGE}/trips.csv?group={group}")
        marks += answer.text
        for row in csv.reader(io.StringIO(answer.text)):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
                assert not cell.startswith("-") or re.fullmatch(r"-[\d.]+", cell), cell
    assert MARK.search(marks)


def test_a_feed_and_a_map_stay_whole_documents(taken: Taken, client: TestClient) -> None:
    marks = 0
    for page in range(1, 5):
        feed = etree.fromstring(client.get(f"/{LANGUAGE}/trips.atom?page={page}").content)
        marks += len(MARK.findall(etree.tostring(feed, encoding="unicode")))
        assert {etree.QName(node).localname for node in feed.iter()} <= {
            *("feed", "id", "title", "subtitle", "updated", "author", "name", "link"),
            *("entry", "summary"),
        }
    assert marks
    for part in ("/sitemap.xml", "/sitemaps/pages.xml", "/sitemaps/trips-1.xml"):
        etree.fromstring(client.get(part).content)


def test_a_calendar_file_holds_one_event_and_no_line_of_theirs(
    taken: Taken, client: TestClient
) -> None:
    for path in stays(taken.app):
        answer = client.get(f"{path}.ics?depart_from=2026-07-04&depart_to=2026-07-04")
        if answer.status_code == 404:
            continue
        lines = answer.text.replace("\r\n ", "").split("\r\n")
        assert lines.count("BEGIN:VEVENT") == 1, path
        assert not any(line.startswith(("Bcc:", "SUMMARY:forged")) for line in lines), path


def test_json_says_the_words_as_data(taken: Taken, client: TestClient) -> None:
    said = client.get(f"/{LANGUAGE}/trips.json")
    assert said.headers["content-type"] == "application/json"
    assert said.headers["x-content-type-options"] == "nosniff"
    assert MARK.search(json.dumps(said.json()))


def test_a_stays_json_says_them_as_data_too(taken: Taken, client: TestClient) -> None:
    stays = client.get(f"/{LANGUAGE}/trips.json").json()["stays"]
    addresses = ["/" + stay["address"].split("/", 3)[3] for stay in stays]
    answers = [
        client.get(one.replace("?", ".json?") if "?" in one else f"{one}.json") for one in addresses
    ]
    assert {answer.headers["content-type"] for answer in answers} == {"application/json"}
    assert any(MARK.search(json.dumps(answer.json())) for answer in answers)


def test_mails_of_hostile_stays_carry_our_headers_only(taken: Taken, client: TestClient) -> None:
    shop = shop_of(taken.app)
    for number, path in list(enumerate(stays(taken.app)))[::6]:
        ask_about(client, path, marked(number))
    sent = deliver(shop.database, shop.settings, shop.clock)
    assert sent.sent > 0
    assert not sent.failed
    assert shop.settings.mail_folder
    marks = 0
    for file in shop.settings.mail_folder.iterdir():
        mail = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        assert mail["Bcc"] is None
        assert mail["To"] == taken.settings.agency_mail
        assert len(mail.get_all("Subject")) == 1
        text = mail.get_body(("plain",))
        assert text is not None
        marks += len(MARK.findall(text.get_content()))
        if page := mail.get_body(("html",)):
            shown = html.fromstring(page.get_content())
            assert not shown.xpath("//script|//iframe|//form|//object|//img[@onerror]")
    assert marks
