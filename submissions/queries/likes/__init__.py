"""Questions about likes: what belongs to an edition's board, and the board itself."""

from submissions.queries.likes.parts import Delivered, belongs, delivered, why_not_listed

__all__ = ["Delivered", "belongs", "delivered", "why_not_listed"]
