"""Looking at the likes of an edition's repos, and counting them once."""

from submissions.actions.likes.keeping import keep_likes
from submissions.actions.likes.listing import Listing, ask_lists
from submissions.actions.likes.noting import note_likes

__all__ = ["Listing", "ask_lists", "keep_likes", "note_likes"]
