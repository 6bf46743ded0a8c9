"""Who took a dossier out of the site, when and what: `dossier/making.py` adds it, nothing changes or deletes it."""

from salesflow_app.documents.guarded import GuardedRecord


class SalesflowDossierExport(GuardedRecord):
	def validate(self):
		super().validate()
		if not self.is_new():
			self.refuse()
