"""Fixtures of the personal link's tests, for an MSA."""

from salesflow_app.tests.site.signing.conftest import make, visit

__all__ = ["make", "visit"]
