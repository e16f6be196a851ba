"""A real PostgreSQL and a real Redis for the tests, without root and without leaving anything behind."""
