"""One source for each of our texts: drafted, approved, then replaced by a new version, never edited."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime
from frappe.utils.jinja import validate_template

from salesflow_app.documents import authors, lifecycle
from salesflow_app.documents.acts import is_system_act, system_act
from salesflow_app.documents.locks import lock_row
from salesflow_app.documents.server_fields import keep_server_fields
from salesflow_app.evidence.canonical import canonical_hash
from salesflow_app.salesflow_app.workflows import master_document as states

WITH_VARIANT = "Work Proposal"


class SalesflowMasterDocument(Document):
	def validate(self):
		keep_server_fields(self)
		self.validate_variant()
		self.validate_sections()
		self.note_author()
		lifecycle.validate_state(self)
		self.validate_frozen_content()
		self.stamp_version()

	def on_update(self):
		if lifecycle.has_moved_to(self, states.APPROVED):
			self.supersede_others()
			self.tell_who_approved()

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

	def note_author(self):
		before = self.get_doc_before_save()
		authors.note(self, not before or self.get_hash() != before.get_hash())

	def validate_frozen_content(self):
		before = self.get_doc_before_save()
		if before and before.workflow_state != states.DRAFT and self.get_hash() != before.get_hash():
			frappe.throw(
				_(
					"Master Document {0} is {1}, so it cannot be changed. Use “New Version” and edit that."
				).format(self.name, _(before.workflow_state))
			)

	def stamp_version(self):
		"""One approval at a time: whoever comes second reads what the first one wrote."""
		if lifecycle.has_moved_to(self, states.APPROVED):
			lock_row("DocType", self.doctype)
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
		return next((row.name for row in self.read_siblings() if row.workflow_state == states.APPROVED), None)

	def get_last_version(self) -> int:
		versions = [cint(row.version) for row in self.read_siblings() if row.workflow_state != states.DRAFT]
		return max(versions, default=0)

	def read_siblings(self) -> list[frappe._dict]:
		"""As they are now, not as this transaction first saw them."""
		fields = ["name", "version", "workflow_state"]
		return frappe.db.get_values(
			self.doctype, self.get_siblings(), fields, as_dict=True, for_update=True, order_by="name asc"
		)

	def tell_who_approved(self):
		"""The timeline keeps who approved which words, whichever way the step was taken."""
		if not is_system_act(self):
			who = frappe.utils.escape_html(frappe.utils.get_fullname(self.approved_by))
			self.add_comment(
				"Info",
				_("{0} approved version {1} (content {2})").format(who, self.version, self.content_hash),
			)

	def supersede_others(self):
		"""One approved version per kind, variant and language, also if two are approved at the same moment."""
		for row in self.read_siblings():
			if row.workflow_state == states.APPROVED:
				lifecycle.move(frappe.get_doc(self.doctype, row.name, for_update=True), states.SUPERSEDED)


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
