"""Texts of the rules in several languages, and choices that forms offer. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages: ``{"es": "Corpus", "en": "Dataset"}``; the first is the one shown when a language is missing."""

    translations: tuple[tuple[str, str], ...]

    def in_language(self, code: str) -> str:
        """The text in ``code`` ("en", "es-mx"), else in its base language, else the first that there is."""
        texts = dict(self.translations)
        return texts.get(code) or texts.get(code.split("-")[0]) or self.translations[0][1]

    def __str__(self) -> str:
        return self.translations[0][1]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that a form offers."""

    key: str
    label: Text
