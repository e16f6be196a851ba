"""Addresses of this app."""

from django.urls import path

from hackathon.imports import views

app_name = "imports"

urlpatterns = [
    path("<slug:slug>/importar/", views.lists, name="lists"),
    path("<slug:slug>/importar/<int:pk>/", views.detail, name="detail"),
    path("<slug:slug>/importar/<int:pk>/progreso/", views.progress, name="progress"),
    path("<slug:slug>/importar/<int:pk>/descartar/", views.discard, name="discard"),
    path("<slug:slug>/importar/<int:pk>/seguir/", views.retry, name="retry"),
    path("<slug:slug>/importar/<int:pk>/informe.csv", views.report, name="report"),
]
