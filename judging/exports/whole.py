"""The files of an edition's archive, from its frozen results. What they are signed with comes after: ``judging.archive``.

All is written in the site's first language and depends on nothing but what is kept: the same state gives the same bytes. Parquet
alone depends on the library's version, which it names.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.editions.models import EditionRulesVersion
from hackathon.spreadsheets import csv_lines, parquet
from judging.archive import RESULTS, published
from judging.exports.public import PublicTable, public_tables
from judging.models import FrozenResults
from judging.results import canonical
from submissions.boards import likes_files
from submissions.models import EvidenceLog
from submissions.queries.likes import board

Files = dict[str, bytes]
STEPS: Final = ("results", "rules", "evidence", "likes", "tables", "signing")
"""The parts that are written, in their order."""


def archive_files(results: FrozenResults, *, tell: Callable[[str], None]) -> Files:
    """Everything but manifest and signature. ``tell`` is called with each step when it begins."""
    with override(settings.LANGUAGE_CODE):
        tell("results")
        payload = published(results.payload)
        files = {RESULTS: canonical(payload).encode(), "frozen.json": _json(_frozen(results))}
        tell("rules")
        files |= _rules(results)
        tell("evidence")
        files["evidence.json"] = _json(_evidence(results))
        tell("likes")
        files["likes.json"] = _json(likes_files.whole(board(results.edition, at=results.frozen_at)))
        tell("tables")
        files |= table_files(public_tables(results.edition, payload), csv=True, folder="tables")
        files["LEEME.txt"] = _read_me(results).encode()
        return files


def table_files(tables: list[PublicTable], *, folder: str, csv: bool) -> Files:
    """Each table as Parquet, and as CSV where that is wanted."""
    files = {f"{folder}/{one.name}.parquet": parquet(one.table()) for one in tables}
    if csv:
        files |= {f"{folder}/{one.name}.csv": "".join(csv_lines(one.table())).encode() for one in tables}
    return files


def _frozen(results: FrozenResults) -> Mapping[str, Any]:
    """What was signed by people: their names stay here, as the judges' do, so the digest is that of the results with both."""
    signatures = results.signatures.order_by("at", "pk")
    return {
        "number": results.number,
        "digest": results.digest,
        "frozen_at": results.frozen_at.isoformat(),
        "published_at": results.published_at.isoformat() if results.published_at else None,
        "signatures": [{"digest": one.digest, "at": one.at.isoformat()} for one in signatures],
    }


def _rules(results: FrozenResults) -> Files:
    versions = EditionRulesVersion.objects.filter(edition=results.edition).order_by("number")
    return {
        f"rules/v{version.number:04}.json": _json(
            {
                "number": version.number,
                "at": version.at.isoformat(),
                "digest": version.digest,
                "rules": version.rules,
            }
        )
        for version in versions
    }


def _evidence(results: FrozenResults) -> Mapping[str, Any]:
    log = EvidenceLog.objects.filter(edition=results.edition).first()
    return {"length": log.length if log else 0, "head": log.head if log else ""}


def _json(value: Any) -> bytes:
    return canonical(value).encode("utf-8", "replace")


def _read_me(results: FrozenResults) -> str:
    return _(
        "%(title)s: archivo de la edición\n\n"
        "results.json   los resultados congelados: las bases, cada evaluación con el jurado numerado, cada decisión y cada número\n"
        "frozen.json    qué versión es y cuándo se firmó (la huella es la de los resultados con los números de cuenta del jurado)\n"
        "rules/         cada versión de las bases\n"
        "evidence.json  la huella del registro de pruebas del plazo\n"
        "likes.json     los likes en el momento en que se contaron\n"
        "tables/        lo mismo en tablas, CSV y Parquet\n"
        "MANIFEST.json  el SHA-256 de cada archivo; MANIFEST.sig es su firma (Ed25519)\n\n"
        "El jurado aparece como 1, 2, 3… (J1, J2, J3… en las tablas); quién es quién no está aquí.\n\n"
        "Para comprobarlo, con el programa de la web y sin base de datos ni conexión:\n"
        "python manage.py verify_results ARCHIVO.zip --key CLAVE\n"
        "La clave está publicada en la página del archivo de la edición.\n"
    ) % {"title": results.edition.title}
