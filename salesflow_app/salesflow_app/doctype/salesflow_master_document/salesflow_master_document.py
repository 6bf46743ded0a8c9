"""One source for each of our texts: drafted, approved, then replaced by a new version, never edited."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime
from frappe.utils.jinja import validate_template

from salesflow_app.documents import lifecycle
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.server_fields import keep_server_fields
from salesflow_app.evidence.canonical import canonical_hash
from salesflow_app.salesflow_app.workflows import master_document as states

WITH_VARIANT = "Work Proposal"


class SalesflowMasterDocument(Document):
	def validate(self):
		keep_server_fields(self)
		self.validate_variant()
		self.validate_sections()
		lifecycle.validate_state(self)
		self.validate_frozen_content()
		self.stamp_version()

	def on_update(self):
		if lifecycle.has_moved_to(self, states.APPROVED):
			self.supersede_others()

	def on_trash(self):
		if self.workflow_state != states.DRAFT:
			frappe.throw(
				_(
					"Master Document {0} is {1} and documents refer to it as their source, so it cannot be deleted."
				).format(self.name, _(self.workflow_state))
			)

	def validate_variant(self):
		if self.kind == WITH_VARIANT and not self.variant:
			frappe.throw(
				_("Master Document {0}: choose the Variant of the Work Proposal.").format(self.title)
			)
		if self.kind != WITH_VARIANT and self.variant:
			frappe.throw(
				_(
					"Master Document {0}: only a master for Work Proposals has a Variant. Leave it empty."
				).format(self.title)
			)
		self.variant = self.variant or ""

	def validate_sections(self):
		if not self.sections:
			frappe.throw(_("Master Document {0}: add at least one section.").format(self.title))
		headings = [row.heading for row in self.sections]
		for row in self.sections:
			if headings.count(row.heading) > 1:
				frappe.throw(
					_(
						"Master Document {0}, row {1}: the Heading {2} appears twice. Rename one of them."
					).format(self.title, row.idx, row.heading)
				)
			validate_template(f"{row.body or ''}\n")

	def validate_frozen_content(self):
		before = self.get_doc_before_save()
		if before and before.workflow_state != states.DRAFT and self.get_hash() != before.get_hash():
			frappe.throw(
				_(
					"Master Document {0} is {1}, so it cannot be changed. Use “New Version” and edit that."
				).format(self.name, _(before.workflow_state))
			)

	def stamp_version(self):
		if lifecycle.has_moved_to(self, states.APPROVED):
			self.approved_by = frappe.session.user
			self.approved_on = now_datetime()
			self.replaces = self.get_current() or self.replaces
			self.version = self.get_last_version() + 1
			self.content_hash = self.get_hash()

	def get_hash(self) -> str:
		"""Hash of what the master says; the version is counted apart."""
		return canonical_hash(
			{
				"kind": self.kind,
				"variant": self.variant or "",
				"language": self.language,
				"title": self.title,
				"sections": [{"heading": row.heading, "body": row.body or ""} for row in self.sections],
			}
		)

	def get_siblings(self) -> dict:
		return {
			"kind": self.kind,
			"variant": self.variant or "",
			"language": self.language,
			"name": ("!=", self.name or ""),
		}

	def get_current(self) -> str | None:
		return frappe.db.get_value(
			"Salesflow Master Document", {**self.get_siblings(), "workflow_state": states.APPROVED}
		)

	def get_last_version(self) -> int:
		others = frappe.get_all(
			"Salesflow Master Document",
			{**self.get_siblings(), "workflow_state": ("!=", states.DRAFT)},
			pluck="version",
			order_by="version desc",
			limit=1,
		)
		return cint(others[0]) if others else 0

	def supersede_others(self):
		"""One approved version per kind, variant and language, also if two are approved at the same moment."""
		others = frappe.db.get_values(
			"Salesflow Master Document",
			{**self.get_siblings(), "workflow_state": states.APPROVED},
			"name",
			for_update=True,
		)
		for (name,) in others:
			lifecycle.move(frappe.get_doc("Salesflow Master Document", name), states.SUPERSEDED)
			frappe.db.set_value(
				"Work Proposal",
				{"master_document": name, "docstatus": 0},
				"refresh_needed",
				1,
				update_modified=False,
			)


@frappe.whitelist(methods=["POST"])
def make_new_version(name: str) -> str:
	"""Insert a draft with the text of a master, to be edited and approved in its place. Returns its name."""
	frappe.has_permission("Salesflow Master Document", "create", throw=True)
	master = frappe.get_doc("Salesflow Master Document", name)
	master.check_permission("read")
	known = frappe.db.get_value(
		"Salesflow Master Document", {"replaces": name, "workflow_state": states.DRAFT}
	)
	if known:
		return known
	draft = frappe.copy_doc(master)
	draft.update({"replaces": name, "version": cint(master.version) + 1, "workflow_state": states.DRAFT})
	with system_act(draft):
		return draft.insert().name
