"""Addresses of this app."""

from django.urls import path
from django.urls.resolvers import URLPattern

from submissions.views import delivering, projects

app_name = "submissions"

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/equipos/<int:pk>/entrega/", delivering.edit, name="edit"),
    path("<slug:slug>/proyectos/<int:pk>/", projects.detail, name="detail"),
    path("<slug:slug>/proyectos/<int:pk>/auditoria/", projects.audit_fragment, name="audit_fragment"),
    path("<slug:slug>/proyectos/<int:pk>/auditoria/repetir/", projects.reaudit, name="reaudit"),
]
