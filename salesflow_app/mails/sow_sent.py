"""SOW sent: the client's signatory gets the link to read and sign (seed 1, step 3)."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate, get_fullname, get_url

from salesflow_app.mails import outbox


def send_sow_sent(sow: Document) -> None:
	"""Queue the mail of this version; a revised SOW that is sent again sends it again."""
	facts = [
		(_("Document"), f"{sow.title} ({sow.name}, {_('version')} {sow.version})"),
		(_("Total (net)"), fmt_money(sow.total, currency=sow.currency)),
	]
	if sow.valid_till:
		facts.append((_("Valid until"), formatdate(sow.valid_till)))
	outbox.send(
		"SOW Sent",
		sow,
		[sow.signatory_email],
		_("Statement of Work for your signature: {0}").format(sow.title),
		outbox.Message(
			_(
				"Dear {0},\nyour Statement of Work is ready. Please read it and sign it in the portal, or tell us what should change."
			).format(sow.signatory_name),
			facts=facts,
			button=(_("Read and sign"), get_url(f"/salesflow/sows/{sow.name}")),
			closing=_("Your contact: {0}, {1}").format(
				get_fullname(sow.account_manager), sow.account_manager
			),
		),
		key=f"SOW Sent:{sow.name}:{sow.version}",
	)
