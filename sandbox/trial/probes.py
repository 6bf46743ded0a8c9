"""Answers the probes of `tests/site/probes` on a fresh site, as JSON: `python -m trial.probes`."""

import json
import os
import sys
import tempfile
from pathlib import Path

from trial.template import copy_template, get_home

NOBODY_LISTENS = 1
"""Port of the mail server: the probes queue mails and send none."""


def main() -> None:
	with tempfile.TemporaryDirectory(prefix="probes-", dir=get_home()) as folder:
		os.environ["FRAPPE_BENCH"] = str(copy_template(Path(folder)))
		import frappe

		from salesflow_app.tests.site import cast, connection, factories, mailserver, probes

		connection.connect()
		mailserver.use_account(NOBODY_LISTENS)
		factories.make_fiscal_years()
		cast.get_users()
		frappe.db.commit()
		probes.load_all()
		json.dump(probes.ask_all(), sys.stdout)


if __name__ == "__main__":
	main()
