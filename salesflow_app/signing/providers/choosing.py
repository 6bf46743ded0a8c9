"""Which provider a SOW is signed through: chosen in Salesflow Settings, kept with the SOW from the moment it is sent."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app import settings
from salesflow_app.documents import lifecycle
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.signing.providers.docusign.provider import DocuSign
from salesflow_app.signing.providers.provider import ASKED, OUT, VOIDING, Provider


class BuiltIn(Provider):
	"""Our own page, by login or personal link."""

	name = "Built-in"


PROVIDERS = {provider.name: provider() for provider in (BuiltIn, DocuSign)}


def get_provider(sow: Document | frappe._dict) -> Provider:
	"""The provider that a SOW was sent with; one that was never sent, or before there was a choice, has the built-in."""
	return PROVIDERS.get(sow.get("signing_provider") or "") or PROVIDERS[BuiltIn.name]


def get_chosen() -> Provider:
	"""The provider of what is sent now."""
	return PROVIDERS.get(settings.get_settings().get("signing_provider") or "") or PROVIDERS[BuiltIn.name]


def validate_sending(sow: Document) -> None:
	"""Refuse to send what the chosen provider could not have signed."""
	if not lifecycle.has_moved_to(sow, states.SENT):
		return
	provider = get_chosen()
	if problems := list(provider.find_problems(sow)):
		frappe.throw(
			_("SOW {0} cannot be sent through {1}: {2}.").format(sow.name, provider.name, "; ".join(problems))
		)


def stamp(sow: Document) -> None:
	"""Keep the provider with the version that is sent."""
	provider = get_chosen()
	sow.signing_provider, sow.envelope_id = provider.name, None
	sow.envelope_status = None if provider.signs_here else ASKED


def validate_signs_here(sow: Document) -> None:
	"""Refuse a signature on our page where the client was asked to sign elsewhere."""
	provider = get_provider(sow)
	if not provider.signs_here:
		frappe.throw(
			_("SOW {0} is signed in {1}. Please use the link in the email from {1}.").format(
				sow.name, provider.name
			),
			frappe.PermissionError,
		)


def follow(sow: Document) -> None:
	"""Void the envelope of a SOW that is not out any more, whatever took it back. Call it in `on_change`."""
	if sow.get("envelope_status") not in OUT or sow.workflow_state in states.CLIENT_OPEN:
		return
	get_provider(sow).void(sow, _("{0} was withdrawn: {1}").format(sow.name, _(sow.workflow_state)))
	sow.db_set("envelope_status", VOIDING)
