"""Where a corpus says that it comes from."""

import pytest

from hackathon.editions.rules import ColumnWhen
from submissions.audit.corpus.origins import Origin, origin
from submissions.audit.scripts.reading import ScriptEvidence
from tests.factories.evidence import make_repo


def come(yaml: str = "license: mit", text: str = "", **changes) -> Origin:
    return origin(make_repo(readme=f"---\n{yaml}\n---\n{text}", **changes))


def test_silence_is_unknown():
    assert come() == Origin(None, None, ())
    assert origin(make_repo()) == Origin(None, None, ())


@pytest.mark.parametrize(
    ("yaml", "scraped", "synthetic"),
    [
        ("tags: [Synthetic-Data]", None, True),
        ("tags: distilabel", None, True),
        ("language_creators: [machine-generated]", False, True),
        ("language_creators: [found]", True, False),
        ("language_creators: [crowdsourced]", False, False),
        ("annotations_creators: [no-annotation]", None, None),
        ("tags: [web-scraping, synthetic]", True, True),
        ("source_datasets: original", None, None),
        ("source_datasets: extended|other", True, None),
        ("tags: 7", None, None),
    ],
)
def test_metadata_tell(yaml, scraped, synthetic):
    found = come(yaml)
    assert (found.scraped, found.synthetic) == (scraped, synthetic)


def test_headings_scripts_and_tags_of_the_hub_tell():
    assert come(text="# Corpus\n## Generación sintética\nUsamos un modelo y lo revisamos.\n").synthetic is True
    assert come(scripts=(ScriptEvidence("a.py", 9, libraries=("scrapy",)),)).scraped is True
    assert come(tags=("library:distilabel",)).signs == ("distilabel",)


def test_a_column_for_all_is_always_asked():
    assert [Origin(False, None).applies(when) for when in ColumnWhen] == [True, False, None]
