"""What happened in DocuSign and cannot be taken as it is: kept in the records, and given to our staff as a task."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from salesflow_app.evidence import log
from salesflow_app.people import roles, tasks
from salesflow_app.signing.providers.provider import Envelope

TASK = "look_after_envelope"


def tell_signed_too_late(sow: Document, envelope: Envelope) -> None:
	"""The signer signed a version that we had taken back. Nothing follows from it by itself."""
	tell_not_taken(
		sow,
		envelope,
		_("it was signed there, but the SOW is {0}").format(_(sow.workflow_state)),
	)


def tell_not_taken(sow: Document, envelope: Envelope, problem: str) -> None:
	"""A signature that does not count here, and why."""
	sentence = _("DocuSign envelope {0} of SOW {1} was not taken as a signature: {2}").format(
		envelope.envelope_id, sow.name, problem
	)
	log.record(sow, "signed_refused", kind="System", words=sentence, envelope_id=envelope.envelope_id)
	tell_staff(sow, sentence)


def tell_staff(sow: Document, sentence: str) -> None:
	"""On the timeline, and as a task of those who look after the client."""
	sow.add_comment("Comment", escape_html(sentence))
	users = [sow.account_manager, sow.get("sales_assistant")]
	tasks.assign(sow, [u for u in users if u] or roles.get_sales_assistants(sow.company), TASK, sentence)
