"""Typed texts: what would leave a name blank is no name."""

import pytest

from evaluator.services.checks import clean_text
from evaluator.services.problems import Refused


@pytest.mark.parametrize(
    "text", ["", "  ", "\u3164", "\u3164 \u2800", "\u00ad\u2060", "\uffa0\u00a0"]
)
def test_a_text_of_which_nothing_is_seen_is_empty(text):
    with pytest.raises(Refused, match="tidak boleh kosong") as caught:
        clean_text(text, "name")
    assert caught.value.field == "name"
    assert clean_text(text, "name", empty=True) == ""


@pytest.mark.parametrize("text", ["홍길동", "a\u00adb", ".", "Núr", "東", "\u0301"])
def test_a_text_of_which_anything_is_seen_stays(text):
    assert clean_text(text, "name") == text


@pytest.mark.parametrize("text", ["\u200b", "\x00"])
def test_a_character_that_is_never_shown_is_still_named(text):
    with pytest.raises(Refused, match="U\\+"):
        clean_text(text, "name")
