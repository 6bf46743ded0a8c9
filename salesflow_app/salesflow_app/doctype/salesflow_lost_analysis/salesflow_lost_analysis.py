"""Why a deal was lost, for the leader's eyes only. `deal/lost_data.py` makes it; `deal/lost_rights.py` guards it."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents.acts import is_system_act

FOR_THE_LEADER = ("analysis",)


class SalesflowLostAnalysis(Document):
	def validate(self):
		self.validate_only_analysis_changes()

	def validate_only_analysis_changes(self) -> None:
		"""The leader writes the analysis; what the sales person reported stays as it is."""
		before = self.get_doc_before_save()
		if not before or is_system_act(self):
			return
		for field in self.meta.fields:
			if field.fieldname not in FOR_THE_LEADER and self.has_value_changed(field.fieldname):
				frappe.throw(
					_("Lost Analysis {0}: {1} cannot be changed. Write in {2} instead.").format(
						self.name, frappe.bold(_(field.label)), frappe.bold(_("Analysis"))
					),
					frappe.PermissionError,
				)
