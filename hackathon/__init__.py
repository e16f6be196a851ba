import os

# The matrices here are small: BLAS's threads would mostly wait for each other, at twenty times the price, and add numbers up
# in another order. Read when numpy is imported, so it stands before everything.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hackathon.celery import app as celery_app

__all__ = ["celery_app"]
