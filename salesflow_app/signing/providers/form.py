"""What the form of a SOW says about its envelope."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.outbox import entries
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.signing.providers.choosing import get_provider
from salesflow_app.signing.providers.provider import ASKED, DELIVERED, SENT, VOIDED


def tell_form(sow: Document) -> None:
	"""One sentence while the client signs elsewhere, in orange where somebody has to look after it."""
	provider = get_provider(sow)
	if provider.signs_here or sow.workflow_state not in states.CLIENT_OPEN:
		return
	failed = _find_failure(sow)
	sentence = _get_failed_sentence(provider.name, failed) if failed else _get_sentence(sow, provider.name)
	is_well = not failed and sow.envelope_status in (ASKED, SENT, DELIVERED)
	sow.set_onload("salesflow_envelope", {"sentence": sentence, "colour": "blue" if is_well else "orange"})


def _get_sentence(sow: Document, name: str) -> str:
	sentences = {
		ASKED: _("The client signs in {0}. The envelope is being sent."),
		SENT: _("The client signs in {0}, which has mailed {1}. Envelope {2}."),
		DELIVERED: _("The client signs in {0}; {1} has opened it there. Envelope {2}."),
		VOIDED: _("{0} says that envelope {2} was voided. Revise this SOW and send it again."),
	}
	sentence = sentences.get(
		sow.envelope_status, _("Envelope {2} in {0} did not lead to a signature: see the timeline.")
	)
	return sentence.format(name, sow.signatory_email, sow.envelope_id)


def _get_failed_sentence(name: str, error: str) -> str:
	return _("{0}: {1}. It is tried again; “Send Again” in the Salesflow Outbox Entry does it now.").format(
		name, error.rstrip(".")
	)


def _find_failure(sow: Document) -> str | None:
	"""Why the newest call about this SOW did not go through."""
	kinds = (entries.PROVIDER, entries.PROVIDER_ANSWER)
	of_sow = {"reference_doctype": "SOW", "reference_name": sow.name, "kind": ("in", kinds)}
	rows = frappe.get_all(entries.DOCTYPE, of_sow, ["state", "error"], order_by="creation desc", limit=1)
	return rows[0].error if rows and rows[0].state == entries.FAILED else None
