"""Addresses of this app."""

from django.urls import path
from django.urls.resolvers import URLPattern

from submissions import views

app_name = "submissions"

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/equipos/<int:pk>/entrega/", views.edit, name="edit"),
    path("<slug:slug>/proyectos/<int:pk>/", views.detail, name="detail"),
    path("<slug:slug>/proyectos/<int:pk>/auditoria/", views.audit_fragment, name="audit_fragment"),
    path("<slug:slug>/proyectos/<int:pk>/auditoria/repetir/", views.reaudit, name="reaudit"),
]
