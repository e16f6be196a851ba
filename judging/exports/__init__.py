"""Results as files."""

from judging.exports.tables import PLACES, results_table, reviews_table

__all__ = ["PLACES", "results_table", "reviews_table"]
