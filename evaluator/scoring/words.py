"""Texts of a rubric in Indonesian, with English where the rubric gives it."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Bilingual(BaseModel):
    """A text in Indonesian and, where given, in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1, max_length=4000)
    en: str | None = Field(default=None, min_length=1, max_length=4000)

    def __str__(self) -> str:
        return self.id

    def in_language(self, language: str) -> str:
        """The text in "id" or "en"; Indonesian where there is no English."""
        return (self.en or self.id) if language == "en" else self.id


def _plain_text_is_indonesian(given: Any) -> Any:
    return {"id": given.strip()} if isinstance(given, str) else given


Words = Annotated[Bilingual, BeforeValidator(_plain_text_is_indonesian)]
"""Written in a rubric as a plain text, or as `{id: …, en: …}`."""
