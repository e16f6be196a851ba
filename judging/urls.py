"""Addresses of this app."""

from django.urls import path

from judging import views

app_name = "judging"

urlpatterns = [
    path("<slug:slug>/resultados/", views.results, name="results"),
    path("<slug:slug>/resultados/resultados.csv", views.export_results, {"extension": "csv"}, name="export_csv"),
    path("<slug:slug>/resultados/resultados.xlsx", views.export_results, {"extension": "xlsx"}, name="export_xlsx"),
    path("<slug:slug>/resultados/evaluaciones.csv", views.export_reviews, {"extension": "csv"}, name="reviews_csv"),
    path("<slug:slug>/resultados/evaluaciones.xlsx", views.export_reviews, {"extension": "xlsx"}, name="reviews_xlsx"),
]
