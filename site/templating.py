"""Templates: compiled once, one environment for each language, nothing undefined passes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from .security import safe_url
from .static_files import Statics
from .telephone import grouped
from .text import Speech, speech_of

MOST_SENTENCES = 2048
MOST_CHOICES = 512


class SharedCode(BytecodeCache):
    """The compiled code of templates, so that no other language or app compiles one again.

    Jinja looks up by name, place and the source itself: what was edited is compiled anew.
    """

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.code


_CODE = SharedCode()


class Templates:
    """Renders a template of `site/templates` in a language."""

    def __init__(self, languages: tuple[str, ...], statics: Statics) -> None:
        self._rooms = {lang: _environment(lang, statics) for lang in languages}
        for room in self._rooms.values():
            for name in room.list_templates(extensions=["html"]):
                room.get_template(name)

    def text(self, lang: str, name: str, **context: Any) -> str:
        """The finished text; a name the template does not know stops it."""
        return self._rooms[lang].get_template(name).render(context)


def _environment(lang: str, statics: Statics) -> Environment:
    speech = speech_of(lang)
    room = Environment(
        loader=PackageLoader("fairwind.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_CODE,
        extensions=["jinja2.ext.i18n"],
    )
    room.policies["ext.i18n.trimmed"] = True
    room.install_gettext_callables(  # type: ignore[attr-defined]
        speech.sentence, speech.sentences, newstyle=True
    )
    said = _said(speech)
    room.globals.update(_=said, gettext=said, ngettext=_counted(speech))
    room.globals.update(speech=speech, static=statics.address, options=options)
    room.filters["safe_url"] = safe_url
    room.filters["grouped"] = grouped
    return room


def _said(speech: Speech) -> Callable[..., Markup]:
    """The sentences of templates, as Jinja's own newstyle gettext but for what it looks up anew at
    each of the hundred sentences of a page. Values are escaped as they are filled in."""

    @lru_cache(maxsize=MOST_SENTENCES)
    def whole(english: str) -> Markup:
        return Markup(speech.sentence(english)) % {}

    def said(english: str, /, **values: Any) -> Markup:
        return Markup(speech.sentence(english)) % values if values else whole(english)

    return said


def _counted(speech: Speech) -> Callable[..., Markup]:
    def counted(one: str, many: str, n: int, /, **values: Any) -> Markup:
        return Markup(speech.sentences(one, many, n)) % {"num": n, **values}

    return counted


@lru_cache(maxsize=MOST_CHOICES)
def options(choices: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    """The options of a `<select>`, (value, words) pairs of which one may be chosen.

    Most stand on every page, the years of a child four times on each.
    """
    option = Markup('<option value="{}"{}>{}</option>')
    mark = Markup(" selected")
    return Markup("").join(
        option.format(str(code), mark if str(code) == chosen else "", str(words))
        for code, words in choices
    )
