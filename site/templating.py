"""Templates: compiled once, one environment for each language, nothing undefined passes."""

from __future__ import annotations

from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from .security import safe_url
from .static_files import Statics
from .text import speech_of


class SharedCode(BytecodeCache):
    """The compiled code of a template, kept so that each language needs not compile it again."""

    def __init__(self) -> None:
        self._code: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.code


class Templates:
    """Renders a template of `site/templates` in a language."""

    def __init__(self, languages: tuple[str, ...], statics: Statics) -> None:
        code = SharedCode()
        self._rooms = {lang: _environment(lang, statics, code) for lang in languages}
        for room in self._rooms.values():
            for name in room.list_templates(extensions=["html"]):
                room.get_template(name)

    def text(self, lang: str, name: str, **context: Any) -> str:
        """The finished text; a name the template does not know stops it."""
        return self._rooms[lang].get_template(name).render(context)


def _environment(lang: str, statics: Statics, code: SharedCode) -> Environment:
    speech = speech_of(lang)
    room = Environment(
        loader=PackageLoader("fairwind.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=code,
        extensions=["jinja2.ext.i18n"],
    )
    room.policies["ext.i18n.trimmed"] = True
    room.install_gettext_callables(  # type: ignore[attr-defined]
        speech.sentence, speech.sentences, newstyle=True
    )
    room.globals.update(speech=speech, static=statics.address)
    room.filters["safe_url"] = safe_url
    return room
