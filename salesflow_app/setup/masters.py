"""The seven starter masters. Shipped once, approved; afterwards they are the company's own to edit."""

from __future__ import annotations

import re
from pathlib import Path

import frappe

from salesflow_app.documents.acts import system_act
from salesflow_app.salesflow_app.workflows.master_document import APPROVED

FOLDER = Path(__file__).parent / "master_texts"
STARTERS = (
	(
		"Work Proposal",
		"Project and Retainer",
		"Work Proposal: Project and Retainer",
		"work_proposal_project_and_retainer",
	),
	("Work Proposal", "Retainer only", "Work Proposal: Retainer only", "work_proposal_retainer_only"),
	("Work Proposal", "Project", "Work Proposal: Project", "work_proposal_project"),
	("SOW", "", "Statement of Work", "sow"),
	("MSA", "", "Master Service Agreement", "msa"),
	("Price Offer", "", "Price Offer: Notes", "price_offer"),
	("Milestone Notice", "", "Milestone Notice", "milestone_notice"),
)
"""Kind, variant, title and file of each."""


def sync() -> None:
	"""Make the starter masters on a site that has no master yet; never touch one that is there."""
	if not frappe.db.count("Salesflow Master Document"):
		for kind, variant, title, file in STARTERS:
			make_master(kind, variant, title, read_sections(file))


def make_master(kind: str, variant: str, title: str, sections: list[dict]) -> None:
	"""Insert and approve one master, in English."""
	master = frappe.get_doc(
		{
			"doctype": "Salesflow Master Document",
			"kind": kind,
			"variant": variant,
			"title": title,
			"language": "en",
			"sections": sections,
		}
	)
	master.flags.ignore_permissions = True  # the installer acts for the site
	master.flags.ignore_links = True  # at install, the workflow states arrive after the masters
	with system_act(master):  # nobody wrote it here, so nobody has to look at it with other eyes
		master.insert()
		master.workflow_state = APPROVED
		master.save()


def read_sections(file: str) -> list[dict]:
	"""Headings (`## ...`) and the HTML below each."""
	text = (FOLDER / f"{file}.html").read_text(encoding="utf-8")
	parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
	return [
		{"heading": heading.strip(), "body": body.strip()}
		for heading, body in zip(parts[::2], parts[1::2], strict=True)
	]
