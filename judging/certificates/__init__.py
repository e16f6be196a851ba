"""Certificates: who deserves which, their codes, and the sheet of paper itself."""
