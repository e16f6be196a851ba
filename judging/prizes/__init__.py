"""Who may have which benefit of the prizes, how a benefit moves on, and sponsors' lists of codes."""
