"""Cards: their YAML, their sections, and what somebody wrote in them."""
