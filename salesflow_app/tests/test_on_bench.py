"""`bench run-tests --app salesflow_app` runs the tests of this folder, which are pytest's, on the bench's site."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).parent


class TestSalesFlow(unittest.TestCase):
	"""One test for each room; what pytest prints is what there is to read."""

	def test_unit(self):
		self.run_room("unit")

	def test_site(self):
		self.run_room("site")

	def run_room(self, room: str) -> None:
		if os.environ.get("PYTEST_CURRENT_TEST"):
			self.skipTest("pytest runs the tests itself")
		import frappe

		bench = Path(frappe.utils.get_bench_path())
		paths = [str(TESTS.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
		environment = {
			**os.environ,
			"FRAPPE_BENCH": str(bench),
			"SALESFLOW_SITE": frappe.local.site,
			"PYTHONPATH": os.pathsep.join(paths),
		}
		frappe.db.commit()
		command = [sys.executable, "-m", "pytest", str(TESTS / room)]
		done = subprocess.run(command, cwd=TESTS.parents[1], env=environment, check=False)
		self.assertEqual(done.returncode, 0, f"pytest failed in {room}; see above")
