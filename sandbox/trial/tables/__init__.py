"""Facts of the trial that are no code: who does what, the walks, the forms' order, the sentences of the desk."""

import json
from pathlib import Path


def read(name: str):
	"""The table of that name."""
	return json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8"))
