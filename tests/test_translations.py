"""English is complete for everything that exists."""

from tests.translations import faults


def test_every_sentence_is_in_the_english_catalogue_and_compiled():
    assert faults() == []
