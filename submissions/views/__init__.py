"""Pages of submissions: they translate between people and ``submissions.actions``."""
