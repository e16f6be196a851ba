"""Addresses of this app."""

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from submissions.views import (
    deadline,
    delivering,
    drafts,
    evaluation_imports,
    evaluation_logs,
    evaluation_panel,
    evaluations,
    evidence,
    leaderboards,
    likes,
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
    path("<slug:slug>/me-gusta/", likes.show, name="likes"),
    re_path(r"^(?P<slug>[-\w]+)/me-gusta/tabla\.(?P<extension>csv|json|parquet)$", likes.table_file, name="likes_file"),
    re_path(r"^(?P<slug>[-\w]+)/me-gusta/tendencia\.(?P<extension>svg|png)$", likes.picture, name="likes_picture"),
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
    path("<slug:slug>/proyectos/<int:pk>/evaluacion/", evaluations.fragment, name="evaluation_fragment"),
    path("<slug:slug>/evaluaciones/", evaluation_panel.panel, name="evaluation_panel"),
    path("<slug:slug>/evaluaciones/pedir/", evaluation_panel.ask, name="evaluation_ask"),
    path("<slug:slug>/evaluaciones/repetir/", evaluation_panel.retry_failed, name="evaluation_retry_failed"),
    path("<slug:slug>/evaluaciones/<slug:suite>/publicar/", evaluation_panel.publish, name="evaluation_publish"),
    path("<slug:slug>/evaluaciones/<slug:suite>/retirar/", evaluation_panel.withdraw, name="evaluation_withdraw"),
    path("<slug:slug>/evaluaciones/importar/", evaluation_imports.bring, name="evaluation_import"),
    path("<slug:slug>/evaluaciones/importados/<int:pk>/borrar/", evaluation_imports.remove, name="evaluation_remove"),
    path("<slug:slug>/evaluaciones/<int:pk>/", evaluations.run, name="evaluation_run"),
    path("<slug:slug>/evaluaciones/<int:pk>.json", evaluations.run_json, name="evaluation_run_json"),
    path("<slug:slug>/evaluaciones/trabajos/<int:pk>/", evaluation_logs.job, name="evaluation_job"),
    path("<slug:slug>/evaluaciones/trabajos/<int:pk>/registro/", evaluation_logs.log, name="evaluation_log"),
    path(
        "<slug:slug>/evaluaciones/trabajos/<int:pk>/registro.txt", evaluation_logs.log_text, name="evaluation_log_text"
    ),
    path("<slug:slug>/proyectos/<int:pk>/informe/", reports.report, name="report"),
    path("<slug:slug>/proyectos/<int:pk>/informe.json", reports.report_json, name="report_json"),
    path("<slug:slug>/proyectos/<int:pk>/insignia-<str:token>.svg", reports.badge, name="badge"),
    path("<slug:slug>/proyectos/<int:pk>/plazo/", deadline.timeline, name="timeline"),
    path("<slug:slug>/proyectos/<int:pk>/plazo/<int:repo>/decidir/", deadline.overrule, name="overrule"),
    path("<slug:slug>/proyectos/<int:pk>/plazo/<int:repo>/retirar/", deadline.reinstate, name="reinstate"),
]
