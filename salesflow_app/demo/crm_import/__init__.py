"""Loads a sales team's history from four CSV files: accounts, products, sales teams, pipeline of deals.

Call `run(folder, company)`. It is safe to repeat: what is already there is left alone. What is wrong in a row
is named by file, line and column, and nothing of that row is imported; what is only misspelt is put right.

- An account with a won deal becomes a Customer, any other a Lead.
- A deal without account stays with a Lead of its sales agent, “Account not named yet (agent)”.
- A manager heads a group of Sales Persons and is a Sales Manager; the agents are the leaves below.
- Won is Converted, Lost is Lost (the files give no reason, so there is no Lost Analysis), Engaging is Open
  and in negotiation, Prospecting is Open. History asks nobody for advice and sends no mail.
"""

from collections.abc import Callable
from pathlib import Path

import click
import frappe

from salesflow_app.demo.crm_import.deals import import_deals
from salesflow_app.demo.crm_import.masters import Masters, get_email
from salesflow_app.demo.crm_import.reading import FileError, Files, find_folder, read_files
from salesflow_app.demo.crm_import.report import Report

__all__ = ["FileError", "Files", "Report", "find_folder", "get_email", "read_files", "run"]


def run(folder: Path, company: str, echo: Callable[[str], None] = click.echo) -> Report:
	"""Import the folder's four files into `company`; prints a summary and returns it."""
	report = Report()
	files = read_files(Path(folder), report)
	masters = Masters(files, company, report)
	masters.make_all()
	frappe.db.commit()
	import_deals(files, masters, company, report)
	for line in report.get_lines():
		echo(line)
	return report
