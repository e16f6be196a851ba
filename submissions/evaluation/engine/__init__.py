"""Runs the harness on one model, task by task: ``python -m engine SPEC.json``.

Lives in an environment of its own (``make eval-env``) and is sent elsewhere as a zip, so it imports nothing of the
project: the standard library, and lm_eval, torch and transformers once they are needed. ``commands`` and ``spec`` need
the standard library only, for the site reads them too.
"""
