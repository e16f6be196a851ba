"""Results and exports over HTTP."""

from judging.api.exports import ArchiveKeyView, ExportsView, ExportView
from judging.api.results import DerivationView, PublishedResultsView, ResultsView

__all__ = ["ArchiveKeyView", "DerivationView", "ExportView", "ExportsView", "PublishedResultsView", "ResultsView"]
