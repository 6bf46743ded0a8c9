"""What the sandbox claims about Frappe's and ERPNext's DocTypes, as JSON: `python -m trial.facts`."""

import json
import sys
from pathlib import Path

from frappe.model.registry import parse_facts

SANDBOX = Path(__file__).resolve().parents[1]


def get_facts() -> dict[str, dict]:
	"""DocType -> its definition, of all fact files."""
	found = {}
	for path in sorted(SANDBOX.glob("*/fields/*.txt")):
		found.update({one["name"]: one for one in parse_facts(path.read_text("utf-8"))})
	return found


if __name__ == "__main__":
	json.dump(get_facts(), sys.stdout)
