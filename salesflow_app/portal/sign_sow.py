"""The client signs a SOW: evidence, order, milestones and tasks come with it, all or nothing."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from salesflow_app.documents.acts import client_act
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.evidence import log
from salesflow_app.evidence.frozen import is_as_frozen
from salesflow_app.portal import acts
from salesflow_app.rules.cells import make_text
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.signing.providers import choosing
from salesflow_app.sow import checks
from salesflow_app.sow.change_order import check_change
from salesflow_app.sow.signed import get_root
from salesflow_app.text.formats import date

EVENT = "signed"


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def sign(
	name: str,
	content_hash: str,
	full_name: str,
	title: str = "",
	authority: int = 0,
	consent: int = 0,
	customer_po_no: str = "",
) -> dict:
	"""Sign the SOW as its named signatory; a second click returns the first receipt.

	Raises DoesNotExistError, PermissionError or ValidationError, and then nothing has changed.
	"""
	sow = acts.start_act("SOW", name, EVENT)
	if sow.workflow_state in states.BINDING:
		return acts.get_receipt(sow, EVENT)
	acts.validate_open(sow, states.CLIENT_OPEN)
	choosing.validate_signs_here(sow)
	acts.validate_version(sow, content_hash)
	acts.validate_ticks(authority, consent)
	signer = acts.read_name(full_name)
	validate_unchanged(sow)
	validate_offer(sow)
	set_signature(sow, signer, title, customer_po_no)
	submit(sow, consent_text=acts.get_consent_text(), words=sow.customer_po_no or "")
	return acts.get_receipt(sow, EVENT)


def validate_unchanged(sow: Document) -> None:
	"""What is in the database must still be what was sent."""
	if not is_as_frozen(sow):
		frappe.throw(
			_("SOW {0} has changed since it was sent to you. Please ask {1} to send it again.").format(
				sow.name, sow.account_manager
			)
		)


def validate_offer(sow: Document) -> None:
	"""Say before the signature, not after it, that no order could follow."""
	problems = [*checks.check_agreement(sow)]
	if overtaken := [*checks.check_orders(sow), *check_change(sow)]:
		frappe.log_error(f"SOW {sow.name} could not be signed", "\n".join(overtaken), defer_insert=True)
		problems.append(_("its items or milestones were ordered, billed or changed since it was sent"))
	quotation = sow.quotation and frappe.db.get_value(
		"Quotation", sow.quotation, ["valid_till", "docstatus"], as_dict=True
	)
	if quotation and quotation.valid_till and str(quotation.valid_till) < frappe.utils.today():
		problems.append(
			_("quotation {0} was valid until {1}").format(sow.quotation, date(quotation.valid_till))
		)
	if quotation and quotation.docstatus != 1:
		problems.append(_("quotation {0} was withdrawn").format(sow.quotation))
	if problems:
		frappe.throw(
			_("SOW {0} cannot be signed at the moment. Please contact {1}. Reason: {2}").format(
				sow.name, sow.account_manager, "; ".join(problems)
			)
		)


def set_signature(sow: Document, signer: str, title: str, customer_po_no: str) -> None:
	root = get_root(sow.name)
	typed = make_text(" ".join((customer_po_no or "").split()))[:140]
	po_no = typed or (sow.name != root and frappe.db.get_value("SOW", root, "customer_po_no")) or ""
	if not po_no and frappe.get_cached_value("Customer", sow.customer, "salesflow_po_required"):
		frappe.throw(_("Purchase order number: your company requires one on every order."))
	validate_order_number(sow, root, po_no)
	sow.update(
		{
			"signed_by": signer,
			"signed_title": make_text(" ".join((title or "").split()))[:140],
			"signed_on": now_datetime(),
			"signed_ip": log.get_origin()["ip_address"],
			"customer_po_no": po_no or sow.customer_po_no,
			"workflow_state": states.SIGNED,
			"reason": None,
		}
	)


def validate_order_number(sow: Document, root: str, po_no: str) -> None:
	"""ERPNext takes a purchase order number once per customer, unless Selling Settings say otherwise.

	A change order may come under the number of the SOW it changes: it is the same order.
	"""
	if not po_no or cint(
		frappe.db.get_single_value("Selling Settings", "allow_against_multiple_purchase_orders")
	):
		return
	orders = {"customer": sow.customer, "po_no": po_no, "docstatus": ("<", 2)}
	if any(of != root for of in frappe.get_all("Sales Order", orders, pluck="salesflow_sow")):
		frappe.throw(
			_(
				"Purchase order number: we already have an order with {0}. Please enter the number for this one."
			).format(frappe.utils.escape_html(po_no))
		)


def submit(sow: Document, **facts: str) -> None:
	"""Submit, which makes the order. Our people see why ERPNext refuses; the client reads whom to ask.

	`facts` go into the records, beside who signed what.
	"""
	try:
		with client_act(
			sow,
			content_hash=sow.content_hash,
			actor_name=sow.signed_by,
			actor_title=sow.signed_title,
			**facts,
		):
			sow.flags.ignore_permissions = True  # the client has no right here; `acts.start_act` checked them
			sow.submit()
	except frappe.TimestampMismatchError:
		raise
	except frappe.ValidationError:
		frappe.clear_messages()
		frappe.log_error(title=f"SOW {sow.name} could not be signed", defer_insert=True)
		frappe.throw(
			_(
				"SOW {0} could not be signed, and nothing was recorded. Please contact {1} for the reason."
			).format(sow.name, sow.account_manager)
		)
