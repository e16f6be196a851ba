"""Reading strangers' rows in a process of its own, which knows no secret of ours and may die.

What it needs of the Hub it asks its parent for. If it takes too much memory or time, or a file makes a library crash, it ends,
and the worker goes on and says what happened.
"""

from submissions.audit.apart.parent import profile_apart

__all__ = ["profile_apart"]
