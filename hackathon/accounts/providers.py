"""Other sites that people have accounts on, by the names that allauth keeps them under."""

HUB = "huggingface"
"""Opens accounts here and lets people in."""

DISCORD = "discord"
"""Is connected to an account, and no more."""
