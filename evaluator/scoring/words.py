"""Texts of a rubric in Indonesian, with English where the rubric gives it."""

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

_STEERING = {0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF, *range(0x202A, 0x202F)}
_STEERING |= set(range(0x2066, 0x206A))


def hidden_character(text: str) -> str | None:
    """The first character that no page shows as itself, or that reorders what is shown."""
    if text.isprintable():
        return None
    for character in text:
        if character in "\n\r\t":
            continue
        if unicodedata.category(character) in ("Cc", "Cs", "Cn") or ord(character) in _STEERING:
            return character
    return None


def _shown_as_written(text: str) -> str:
    character = hidden_character(text)
    if character is not None:
        template = "memuat karakter yang tidak dapat ditampilkan (U+{code})"
        code = f"{ord(character):04X}"
        raise PydanticCustomError("fault", template, {"code": code, "template": template})
    return text


_Shown = Annotated[str, AfterValidator(_shown_as_written)]


class Bilingual(BaseModel):
    """A text in Indonesian and, where given, in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _Shown = Field(min_length=1, max_length=4000)
    en: _Shown | None = Field(default=None, min_length=1, max_length=4000)

    def __str__(self) -> str:
        return self.id

    def in_language(self, language: str) -> str:
        """The text in "id" or "en"; Indonesian where there is no English."""
        return (self.en or self.id) if language == "en" else self.id


def _plain_text_is_indonesian(given: Any) -> Any:
    return {"id": given.strip()} if isinstance(given, str) else given


Words = Annotated[Bilingual, BeforeValidator(_plain_text_is_indonesian)]
"""Written in a rubric as a plain text, or as `{id: …, en: …}`."""
