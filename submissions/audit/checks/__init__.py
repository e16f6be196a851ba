"""The checks, one module for each thing that they look at. The order here is the order of the findings."""

from importlib import import_module

MODULES = (
    "repo",
    "licence",
    "safety",
    "card",
    "card_fields",
    "card_sections",
    "card_links",
    "dataset",
    "dataset_columns",
    "dataset_values",
    "dataset_rows",
    "model",
    "model_making",
    "scripts",
    "demo",
    "links",
)


def load() -> None:
    """Registers every check; the second time costs nothing."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
