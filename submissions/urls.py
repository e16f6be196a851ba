"""Addresses of this app."""

from django.urls import path
from django.urls.resolvers import URLPattern

from submissions.views import (
    deadline,
    delivering,
    drafts,
    evidence,
    leaderboards,
    open_audits,
    projects,
    reports,
    resolving,
    versions,
    withdrawing,
)

app_name = "submissions"
_BOARD = "<slug:slug>/clasificacion/<slug:suite>"

urlpatterns: list[URLPattern] = [
    path("hub/webhook/", evidence.webhook, name="webhook"),
    path("auditar/", open_audits.ask, name="open_audit_form"),
    path("auditar/<uuid:pk>/", open_audits.show, name="open_audit"),
    path("auditar/<uuid:pk>.json", open_audits.show_json, name="open_audit_json"),
    path("<slug:slug>/auditar/", open_audits.ask, name="open_audit_edition"),
    path("<slug:slug>/clasificacion/", leaderboards.index, name="leaderboards"),
    path(f"{_BOARD}/", leaderboards.board, name="leaderboard"),
    path(f"{_BOARD}/tabla.csv", leaderboards.table_file, {"extension": "csv"}, name="leaderboard_csv"),
    path(f"{_BOARD}/tabla.json", leaderboards.table_file, {"extension": "json"}, name="leaderboard_json"),
    path(f"{_BOARD}/tabla.parquet", leaderboards.table_file, {"extension": "parquet"}, name="leaderboard_parquet"),
    path(f"{_BOARD}/grafico.svg", leaderboards.picture, {"extension": "svg"}, name="leaderboard_svg"),
    path(f"{_BOARD}/grafico.png", leaderboards.picture, {"extension": "png"}, name="leaderboard_png"),
    path(f"{_BOARD}/modelos/<int:pk>/", leaderboards.model, name="leaderboard_model"),
    path("<slug:slug>/pruebas/", evidence.evidence, name="evidence"),
    path("<slug:slug>/pruebas/registro.jsonl", evidence.evidence_export, name="evidence_export"),
    path("<slug:slug>/equipos/<int:pk>/entrega/", delivering.edit, name="edit"),
    path("<slug:slug>/equipos/<int:pk>/entrega/borrador/", drafts.draft, name="draft"),
    path("<slug:slug>/equipos/<int:pk>/entrega/borrador/descartar/", drafts.discard, name="discard"),
    path("<slug:slug>/equipos/<int:pk>/entrega/resolver/", resolving.resolve, name="resolve"),
    path("<slug:slug>/proyectos/<int:pk>/", projects.detail, name="detail"),
    path("<slug:slug>/proyectos/<int:pk>/versiones/<int:number>/", versions.receipt, name="receipt"),
    path("<slug:slug>/proyectos/<int:pk>/comparar/", versions.compare, name="compare"),
    path("<slug:slug>/proyectos/<int:pk>/retirar/", withdrawing.withdraw, name="withdraw"),
    path("<slug:slug>/proyectos/<int:pk>/volver/", withdrawing.restore, name="restore"),
    path("<slug:slug>/proyectos/<int:pk>/auditoria/", projects.audit_fragment, name="audit_fragment"),
    path("<slug:slug>/proyectos/<int:pk>/auditoria/repetir/", projects.reaudit, name="reaudit"),
    path("<slug:slug>/proyectos/<int:pk>/informe/", reports.report, name="report"),
    path("<slug:slug>/proyectos/<int:pk>/informe.json", reports.report_json, name="report_json"),
    path("<slug:slug>/proyectos/<int:pk>/insignia-<str:token>.svg", reports.badge, name="badge"),
    path("<slug:slug>/proyectos/<int:pk>/plazo/", deadline.timeline, name="timeline"),
    path("<slug:slug>/proyectos/<int:pk>/plazo/<int:repo>/decidir/", deadline.overrule, name="overrule"),
    path("<slug:slug>/proyectos/<int:pk>/plazo/<int:repo>/retirar/", deadline.reinstate, name="reinstate"),
]
