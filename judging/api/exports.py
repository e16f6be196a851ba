"""The tables of an edition over HTTP, for its organisers; and for everybody the key by which its archive is checked."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import DictField
from rest_framework.views import APIView

from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition
from hackathon.spreadsheets import records, table_of
from judging import actions
from judging.actions.archiving import public_key
from judging.exports.catalogue import BY_KEY, EXPORTS, Export, default_columns
from judging.serializers import ArchiveKeySerializer, ExportSerializer

COLUMNS = OpenApiParameter(
    "columns", str, many=True, description="Keys of columns, as often as wanted. Without it all that are not personal."
)
ROWS = {
    "type": "object",
    "properties": {
        "count": {"type": "integer"},
        "next": {"type": "string", "format": "uri", "nullable": True},
        "previous": {"type": "string", "format": "uri", "nullable": True},
        "results": {"type": "array", "items": {"type": "object", "additionalProperties": {}}},
    },
    "required": ["count", "results"],
}


class ExportsView(APIView):
    """What there is to take away."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="exports", summary="Tables of an edition", responses=ExportSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The tables, how many rows they have, and what their columns mean; for organisers."""
        edition = _own(request, slug)
        return Response(ExportSerializer([_told(export, edition) for export in EXPORTS], many=True).data)


class ExportView(GenericAPIView):
    """The rows of one table."""

    permission_classes = (IsAuthenticated,)
    filter_backends = ()
    serializer_class = DictField

    @extend_schema(
        operation_id="export",
        summary="Rows of a table",
        parameters=[COLUMNS, OpenApiParameter("page", int)],
        responses={200: ROWS},
    )
    def get(self, request: Request, slug: str, table: str) -> Response:
        """Objects by the columns' keys, 50 a page; for organisers. Each request is written down in the edition's trail."""
        edition = _own(request, slug)
        if table not in BY_KEY:
            raise NotFound
        export, wanted = BY_KEY[table], request.query_params.getlist("columns")[:200]
        columns = export.columns(edition)
        unknown = sorted(set(wanted) - {column.key for column in columns})
        if unknown:
            raise ValidationError({"columns": [f"No such column: {unknown[0][:60]!r}."]})
        chosen = [column.key for column in columns if column.key in (wanted or default_columns(columns))]
        rows = self.paginate_queryset(export.rows(edition))
        found = table_of(rows, columns=columns, wanted=chosen, title=export.key)
        answer = self.get_paginated_response(list(records(found)))
        actions.record_export(
            edition=edition, name=f"{export.key} (API)", rows=len(rows), columns=chosen, by=request.user, at=request.now
        )
        return answer


class ArchiveKeyView(APIView):
    """How the archive of an edition is checked."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="archive_key", summary="Public key of archives", responses=ArchiveKeySerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The key with which the site signs archives."""
        edition = get_object_or_404(Edition, slug=slug)
        told = {"edition": edition.slug, "algorithm": "Ed25519", "key": public_key()}
        return Response(ArchiveKeySerializer(told).data)


def _own(request: Request, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    if not is_organiser(request.user, edition):
        raise PermissionDenied
    return edition


def _told(export: Export, edition: Edition) -> dict[str, Any]:
    return {
        "key": export.key,
        "title": export.title,
        "about": export.about,
        "rows": export.count(edition),
        "columns": export.columns(edition),
    }
