"""Settings of the unit tests: reproducible and quick. `HYPOTHESIS_PROFILE=deep` searches longer, `long` for hours."""

import os

from hypothesis import settings

settings.register_profile("quick", max_examples=20, deadline=None, derandomize=True, database=None)
settings.register_profile("deep", max_examples=5000, deadline=None)
settings.register_profile("long", max_examples=100_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
