"""What forms say of themselves, in the languages of the office."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask_wtf import FlaskForm
from wtforms.i18n import messages_path

from evaluator.web.forms import Form
from evaluator.web.forms.wording import SENTENCES

# What no page can say: faults of ours, and of validators that no form has.
NEVER_SAID = {
    "Invalid field name '%s'.",
    "Choices cannot be None.",
    "Invalid IP address.",
    "Invalid Mac address.",
    "Invalid URL.",
    "Invalid UUID.",
    "Not a valid week value.",
}


def below(kind):
    return {one for child in kind.__subclasses__() for one in {child, *below(child)}}


def test_every_form_of_the_pages_says_its_sentences_in_our_words(app):
    ours = {one for one in below(FlaskForm) if one.__module__.startswith("evaluator.")}
    assert ours - below(Form) == {Form}
    assert len(ours) > 50


def test_every_sentence_that_wtforms_can_say_has_our_words():
    with (Path(messages_path()) / "wtforms.pot").open("rb") as file:
        found = {message.id for message in read_po(file) if message.id}
    said = {one if isinstance(one, str) else one[1] for one in found}
    assert said - NEVER_SAID <= SENTENCES.keys()


@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [
        ("/rubrik/rancangan/mulai", {"source": "zzz"}, "Pilihan itu tidak ada."),
        ("/admin/periode/tambah", {"year": "dua"}, "Tulis angka bulat."),
        ("/admin/periode/tambah", {"event_date": "31-31"}, "Tulis tanggal yang ada di kalender."),
    ],
)
def test_what_does_not_fit_a_field_is_said_in_indonesian(browser_of, path, typed, words):
    page = browser_of("admin").post(path, data=typed)
    assert page.status_code == 422
    assert words in page.text
    assert "Not a valid" not in page.text and "This field" not in page.text
