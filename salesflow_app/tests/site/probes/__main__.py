"""Prints the answers of this site as JSON."""

import json
import sys

from salesflow_app.tests.site import connection
from salesflow_app.tests.site.probes import ask_all, load_all


def main() -> None:
	connection.connect()
	load_all()
	json.dump(ask_all(), sys.stdout, indent=1, sort_keys=True)


main()
