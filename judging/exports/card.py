"""The dataset that an edition's public data is on the Hub: its card and its files."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from hackathon.editions.models import Edition
from hackathon.editions.wording import in_words
from judging.archive import published
from judging.exports.public import PublicTable, public_tables
from judging.exports.whole import table_files
from judging.models import FrozenResults

MARKER: Final = "hackathon-results"
"""The tag by which we know a dataset that we made: no other is ever written over."""
FOLDER: Final = "data"
LICENSES: Final = {"cc-by-4.0": "CC BY 4.0", "cc-by-sa-4.0": "CC BY-SA 4.0", "cc0-1.0": "CC0 1.0"}


def dataset_files(results: FrozenResults, *, license: str) -> dict[str, bytes]:
    """The tables of the frozen results as Parquet, and the card that tells of them, in the site's first language."""
    with override(settings.LANGUAGE_CODE):
        payload = published(results.payload)
        tables = public_tables(results.edition, payload)
        files = table_files(tables, folder=FOLDER, csv=False)
        return {
            **files,
            "README.md": card(results.edition, payload, tables, license=license).encode("utf-8", "replace"),
        }


def card(edition: Edition, payload: Mapping[str, Any], tables: Sequence[PublicTable], *, license: str) -> str:
    """``README.md``: YAML for the Hub, then what is in the dataset, for people."""
    front = {
        "license": license,
        "language": [settings.LANGUAGE_CODE],
        "pretty_name": str(_("Resultados de %(title)s") % {"title": edition.title}),
        "tags": [MARKER, "hackathon"],
        "configs": [
            {
                "config_name": one.name,
                "data_files": f"{FOLDER}/{one.name}.parquet",
                **({"default": True} if not place else {}),
            }
            for place, one in enumerate(tables)
        ],
    }
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=120)
    return f"---\n{head}---\n\n{_body(edition, payload, tables)}"


def _body(edition: Edition, payload: Mapping[str, Any], tables: Sequence[PublicTable]) -> str:
    parts = [
        f"# {_('Resultados de %(title)s') % {'title': _line(edition.title)}}",
        _counts(payload),
        _(
            "Son los datos con los que se calculó la clasificación, con el jurado numerado (J1, J2…) y sin datos personales."
        ),
        f"## {_('Tablas')}",
        *(_table(one) for one in tables),
        f"## {_('Rúbrica')}",
        _rubric(edition),
        f"## {_('Cómo se comprueba')}",
        _(
            "La edición tiene además un archivo firmado con estas mismas evaluaciones, del que cualquiera puede volver a "
            "calcular cada número: %(address)s"
        )
        % {"address": f"{settings.SITE_URL}/{edition.slug}/archivo/"},
    ]
    return "\n\n".join(parts) + "\n"


def _counts(payload: Mapping[str, Any]) -> str:
    reviews = [review for project in payload["projects"] for review in project["reviews"]]
    judges, projects = len({review["judge"] for review in reviews}), len(payload["projects"])
    counted = (
        ngettext("%(n)s proyecto", "%(n)s proyectos", projects) % {"n": projects},
        ngettext("%(n)s evaluación", "%(n)s evaluaciones", len(reviews)) % {"n": len(reviews)},
        ngettext("%(n)s persona del jurado", "%(n)s personas del jurado", judges) % {"n": judges},
    )
    return ", ".join(counted) + "."


def _table(one: PublicTable) -> str:
    rows = [f"| `{column.key}` | {_cell(column.header)} | {_cell(column.about)} |" for column in one.columns]
    head = [f"| {_('Columna')} | {_('Nombre')} | {_('Qué es')} |", "|---|---|---|"]
    return "\n".join([f"### `{one.name}`", "", one.about, "", *head, *rows])


def _rubric(edition: Edition) -> str:
    lines = []
    for group in edition.parsed_rules.rubric.groups:
        lines.append(f"- **{_line(in_words(group.title))}**")
        lines += [f"  - `{criterion.key}`: {_line(in_words(criterion.title))}" for criterion in group.criteria]
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")
