"""Indonesian first, English on request: sentences, numbers, dates and names of things."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, request, session
from flask_babel import Babel, format_date, format_datetime, get_locale, gettext

from evaluator.scoring.messages import Message
from evaluator.scoring.words import Bilingual
from evaluator.services.zones import ZONE_WORDS
from evaluator.web.labels import LABELS

LANGUAGES = ("id", "en")
_DECIMAL = re.compile(r'(?<![\w."])(\d+)\.(\d+)(?![\w.]*\w)')


def language() -> str:
    """The language of this request: "id" or "en"."""
    chosen = session.get("language") if request else "id"
    return chosen if chosen in LANGUAGES else "id"


def zone() -> str:
    """The office's zone, in which moments are shown."""
    return str(g.get("zone") or "Asia/Jakarta")


def translate(sentence: Any) -> str:
    """A sentence in the language of the request, from a Message or as stored beside a result."""
    if sentence is None:
        return ""
    if isinstance(sentence, str):
        return sentence
    if isinstance(sentence, Message):
        template, values = sentence.template, sentence.values
    else:
        template, values = sentence["template"], sentence["values"]
    return gettext(template).format_map({name: _value(value) for name, value in values.items()})


def words(text: Any) -> str:
    """A rubric's text in the language of the request."""
    if text is None:
        return ""
    if isinstance(text, Bilingual):
        return text.in_language(language())
    if isinstance(text, Mapping):
        return str((text.get("en") if language() == "en" else None) or text["id"])
    return str(text)


def number(text: Any) -> str:
    """A declared decimal as people write it: "2,56" in Indonesian, "2.56" in English."""
    if text is None:
        return "–"
    return str(text) if language() == "en" else str(text).replace(".", ",")


def answer(text: str) -> str:
    """An answer as people say it: "2,5", "Ya", "Tidak berlaku"."""
    named = {"ya": gettext("Ya"), "tidak": gettext("Tidak"), "TB": gettext("Tidak berlaku")}
    return named.get(text) or number(text)


def numbers(text: Any) -> str:
    """A sentence with decimals in it, such as "Baik ≥ 75,5"; quoted codes and dots stay."""
    return str(text) if language() == "en" else _DECIMAL.sub(r"\1,\2", str(text))


def day(value: date | None) -> str:
    """A date such as 17 Agustus 2026."""
    return "" if value is None else str(format_date(value, "d MMMM y"))


def time(value: datetime | None) -> str:
    """A moment such as 17 Agustus 2026, 09.05 WIB, in the office's zone."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone()))
    pattern = "d MMMM y, HH.mm" if language() == "id" else "d MMMM y, HH:mm"
    text = str(format_datetime(local, pattern, rebase=False))
    return f"{text} {ZONE_WORDS.get(zone(), local.strftime('%Z'))}"


def clock(value: datetime | None) -> str:
    """Only the time of day, such as 09.05 WIB."""
    return "" if value is None else time(value).split(", ", 1)[1]


def label(group: str, key: Any) -> str:
    """The word for a stage, role, kind of unit or act."""
    text = LABELS[group].get(str(key))
    return str(key) if text is None else gettext(text)


def init_app(app: Flask) -> None:
    """Give templates the language of the request."""
    Babel(app, locale_selector=language, default_translation_directories="translations")
    app.jinja_env.filters.update(
        translate=translate,
        words=words,
        number=number,
        answer=answer,
        numbers=numbers,
        day=day,
        time=time,
        clock=clock,
    )
    app.jinja_env.globals.update(label=label, locale=get_locale)


def _value(value: Any) -> Any:
    if isinstance(value, Message):
        return translate(value)
    if isinstance(value, Bilingual):
        return words(value)
    if isinstance(value, Mapping):
        return translate(value) if "template" in value else words(value)
    if isinstance(value, datetime):
        return time(value)
    return day(value) if isinstance(value, date) else value
