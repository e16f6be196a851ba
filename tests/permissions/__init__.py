"""Who may open which address: one module with ``ROWS`` for each app, read by ``tests/test_permissions.py``."""
