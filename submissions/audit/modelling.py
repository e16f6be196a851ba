"""What was seen of a model beside its card: what it stands on, and whether it can be loaded safely. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BaseSeen:
    """A model that another one says it was made from, as the Hub shows it. ``found`` None: nobody asked."""

    repo_id: str
    found: bool | None = None
    parameters: int | None = None
    license: str | None = None
    bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelEvidence:
    """A model's own files and settings. None: not known.

    ``remote_code``: it loads only with code of its own. ``chat_template``: its tokenizer has one. ``bases``: what it stands on,
    the nearest first.
    """

    architectures: tuple[str, ...] = ()
    library: str | None = None
    quantisation: str | None = None
    remote_code: bool | None = None
    chat_template: bool | None = None
    adapter_base: str | None = None
    bases: tuple[BaseSeen, ...] = ()
