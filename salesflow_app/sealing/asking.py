"""What the bench commands ask for: findings about documents or a bundle, and a bundle by the name of its document."""

from pathlib import Path

import frappe
from frappe import _

from salesflow_app.documents import shared_names
from salesflow_app.evidence import keys
from salesflow_app.evidence.proof import bundle as bundles_of_others
from salesflow_app.evidence.proof import dossier
from salesflow_app.evidence.proof.findings import CANNOT_CHECK, NOTE, Finding, get_verdict
from salesflow_app.sealing import bundles, verifying
from salesflow_app.sealing.facts import ANSWERS
from salesflow_app.sealing.verifying import get_documents


def find(document: str | None = None, bundle: Path | None = None) -> list[Finding]:
	"""All findings about a bundle, a document, or all documents of the site."""
	if bundle:
		return _find_in_bundle(bundle)
	documents = verifying.find_documents(document) if document else get_documents()
	if document and not documents:
		return [Finding(CANNOT_CHECK, document, "there is no document of this name with evidence")]
	return [finding for doctype, name in documents for finding in verifying.check(doctype, name)]


@frappe.whitelist(methods=["POST"])
def check(doctype: str, name: str) -> dict:
	"""Exit code and findings of a document in words, for who may read it and its records. Raises PermissionError."""
	bundles.validate_reader(doctype, name)
	findings = list(verifying.check(doctype, name))
	told = [str(finding) for finding in findings if finding.level != NOTE]
	code = get_verdict(findings)
	return {
		"code": code,
		"lines": told or [_("Entries, keys, content and sealed PDF are as they were written.")],
	}


def _find_in_bundle(path: Path) -> list[Finding]:
	"""A bundle of another site is checked as a stranger checks it, without the keys of its entries."""
	try:
		files, own = bundles_of_others.read(path), keys.get_mac_keys()
		return list(dossier.check(files, own if dossier.get_key_ids(files) <= set(own) else None))
	except Exception as error:  # nothing that stops the check may look like a verdict
		return [Finding(CANNOT_CHECK, str(path), f"it cannot be read as a bundle ({error})")]


def make_bundle(document: str) -> bytes:
	"""The bundle of the SOW, Work Proposal or MSA of this name. Raises DoesNotExistError or ValidationError."""
	doctype = next((kind for kind in ANSWERS if frappe.db.exists(kind, document)), None)
	if not doctype:
		raise frappe.DoesNotExistError(f"There is no SOW, Work Proposal or Contract {document}")
	return bundles.make(shared_names.load(doctype, document))
