"""The pages at the end of a sealed PDF: who agreed to what, when and how, and what that is worth. Values only."""

import base64
import io

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.evidence.certificates import get_fingerprint
from salesflow_app.sealing.facts import Answer
from salesflow_app.text.formats import read_view, utc_moment

TEMPLATE = "templates/prints/certificate.html"


def render(doc: Document, answer: Answer, certificate_id: str, authority: str, certificate: str) -> str:
	"""The HTML of the pages. `authority` is the host whose time stamp the seal will bear; empty without one."""
	view = {
		"heading": _("Certificate of signature"),
		"language": frappe.local.lang,
		"intro": _("This page belongs to the document before it. Both were sealed together."),
		"qr": get_qr(get_address(certificate_id)),
		"codes": [_("Fingerprint (SHA-256)"), _("Certificate of the seal")],
		"blocks": [
			{"title": _("Document"), "rows": _get_document(doc, answer, certificate_id)},
			{"title": _("Parties"), "rows": _get_parties(doc, answer)},
			{"title": _("Signature"), "rows": _get_signature(answer)},
			{"title": _("Seal"), "rows": _get_seal(authority, certificate)},
		],
		"events_title": _("What happened"),
		"event_columns": [_("No."), _("Event"), _("By"), _("UTC"), _("Local time"), _("IP address")],
		"events": [_get_event(said) for said in answer.shown],
		"limits_title": _("What this is"),
		"limits": _get_limits(),
	}
	return frappe.render_template(TEMPLATE, {"view": read_view(view)})


def get_address(certificate_id: str) -> str:
	"""Where anybody checks the certificate."""
	return get_url(f"/verify?certificate={certificate_id}")


def get_qr(address: str) -> str:
	"""The address as a picture; empty where the site has no library for it."""
	try:
		import pyqrcode
	except ImportError:
		return ""
	picture = io.BytesIO()
	pyqrcode.create(address).svg(picture, scale=4, quiet_zone=1)
	return f"data:image/svg+xml;base64,{base64.b64encode(picture.getvalue()).decode()}"


def _get_document(doc: Document, answer: Answer, certificate_id: str) -> list[tuple[str, str]]:
	return [
		(_("Job title"), answer.content["title"]),
		(_("Number"), f"{doc.name}, {_('version')} {answer.said['document_version']}"),
		(_("Fingerprint (SHA-256)"), answer.said["content_hash"]),
		(_("Certificate ID"), certificate_id),
		(_("Check it at"), get_address(certificate_id)),
	]


def _get_parties(doc: Document, answer: Answer) -> list[tuple[str, str]]:
	said = answer.said
	signer = ", ".join(filter(None, [said["actor_name"], said["actor_title"]]))
	return [
		(_("Client"), answer.content["customer_name"]),
		(_("Signed by"), signer),
		(_("E-mail"), said["actor"]),
		(_("Seller"), answer.content["company"]),
	]


def _get_signature(answer: Answer) -> list[tuple[str, str]]:
	said = answer.said
	return [
		(_("Method"), said.get("method") or _("Login in the client portal")),
		(_("Time (UTC)"), said["occurred_at"]),
		(_("Local time"), utc_moment(said["occurred_at"])),
		(_("IP address"), said["ip_address"] or _("not known")),
		(_("Browser"), said["user_agent"] or _("not known")),
		*_get_envelope(said),
		(_("Agreed to"), said["consent_text"] or _("see the provider’s certificate of completion")),
		(_("Record"), f"{answer.sequence}: {answer.entry_hash}"),
	]


def _get_envelope(said: dict) -> list[tuple[str, str]]:
	"""What a provider states about a signature that was made there."""
	if not said.get("envelope_id"):
		return []
	return [
		(_("Envelope"), said["envelope_id"]),
		(_("Signed there at (UTC)"), said["signed_at"]),
		(_("Signed PDF (SHA-256)"), said["pdf_hash"]),
	]


def _get_seal(authority: str, certificate: str) -> list[tuple[str, str]]:
	trusted = (
		_("Time stamp of {0}, in the seal").format(authority)
		if authority
		else _("No trusted time: all times are those of the seller’s server")
	)
	return [
		(_("Trusted time"), trusted),
		(_("Certificate of the seal"), get_fingerprint(certificate)),
	]


def _get_event(said: dict) -> list[str]:
	is_client = said["actor_kind"] == "Client"
	return [
		str(said["sequence"]),
		_get_title(said["event"]),
		said["actor_name"],
		said["occurred_at"].replace("T", " ").replace("+00:00", ""),
		utc_moment(said["occurred_at"]),
		said["ip_address"] if is_client else "",
	]


def _get_title(event: str) -> str:
	titles = {
		"sent": _("Sent"),
		"viewed": _("Viewed"),
		"accepted": _("Accepted"),
		"signed": _("Signed"),
		"declined": _("Declined"),
		"changes_requested": _("Changes requested"),
		"signed_refused": _("Signature refused"),
		"accepted_refused": _("Acceptance refused"),
	}
	return titles.get(event) or event.replace("_", " ").capitalize()


def _get_limits() -> list[str]:
	return [
		_("A simple electronic signature. The seller sealed the document and its evidence together."),
		_("It is not an advanced or qualified electronic signature, and no authority vouches for the seal."),
		_(
			"The file evidence.json is attached to this PDF. Any PDF reader that shows signatures tells whether something changed since."
		),
	]
