"""Addresses of this app."""

from django.urls import path

from judging.views import ranking, saving

app_name = "judging"

urlpatterns = [
    path("evaluaciones/<int:pk>/guardar/", saving.save, name="save"),
    path("<slug:slug>/resultados/", ranking.results, name="results"),
    path("<slug:slug>/resultados/resultados.csv", ranking.export_results, {"extension": "csv"}, name="export_csv"),
    path("<slug:slug>/resultados/resultados.xlsx", ranking.export_results, {"extension": "xlsx"}, name="export_xlsx"),
    path("<slug:slug>/resultados/evaluaciones.csv", ranking.export_reviews, {"extension": "csv"}, name="reviews_csv"),
    path(
        "<slug:slug>/resultados/evaluaciones.xlsx", ranking.export_reviews, {"extension": "xlsx"}, name="reviews_xlsx"
    ),
]
