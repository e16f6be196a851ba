"""What lies in plain sight in a repo and should not: secrets and personal data."""
