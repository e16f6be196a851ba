"""Addresses of this app."""

from django.urls import path
from django.urls.resolvers import URLPattern

from submissions.views import deadline, delivering, evidence, projects

app_name = "submissions"

urlpatterns: list[URLPattern] = [
    path("hub/webhook/", evidence.webhook, name="webhook"),
    path("<slug:slug>/pruebas/", evidence.evidence, name="evidence"),
    path("<slug:slug>/pruebas/registro.jsonl", evidence.evidence_export, name="evidence_export"),
    path("<slug:slug>/equipos/<int:pk>/entrega/", delivering.edit, name="edit"),
    path("<slug:slug>/proyectos/<int:pk>/", projects.detail, name="detail"),
    path("<slug:slug>/proyectos/<int:pk>/auditoria/", projects.audit_fragment, name="audit_fragment"),
    path("<slug:slug>/proyectos/<int:pk>/auditoria/repetir/", projects.reaudit, name="reaudit"),
    path("<slug:slug>/proyectos/<int:pk>/plazo/", deadline.timeline, name="timeline"),
    path("<slug:slug>/proyectos/<int:pk>/plazo/<int:repo>/decidir/", deadline.overrule, name="overrule"),
    path("<slug:slug>/proyectos/<int:pk>/plazo/<int:repo>/retirar/", deadline.reinstate, name="reinstate"),
]
