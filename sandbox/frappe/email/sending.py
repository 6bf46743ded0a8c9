"""`frappe.sendmail`: the Email Queue that it makes. Nobody can unsubscribe from a sandbox."""

import json
from typing import Any

import frappe
from frappe.email import email_body
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import parse_addr, split_emails, validate_email_address


def sendmail(
	recipients: Any = None,
	sender: str = "",
	subject: str = "No Subject",
	message: str = "No Message",
	delayed: bool = True,
	reference_doctype: str | None = None,
	reference_name: str | None = None,
	attachments: list[dict] | None = None,
	cc: Any = None,
	bcc: Any = None,
	communication: str | None = None,
	now: bool | None = None,
	header: Any = None,
	retry: int = 1,
	**options,
) -> Any:
	"""Queue a mail. Returns its Email Queue, or an empty list where nobody is left to get it."""
	for option, value in options.items():
		if value:
			raise NotImplementedError(f"frappe.sendmail({option})")
	people = {"recipients": _get_addresses(recipients), "cc": _get_addresses(cc), "bcc": _get_addresses(bcc)}
	everybody = list(dict.fromkeys(address for kind in people.values() for address in kind))
	if not everybody:
		return []
	account = EmailAccount.find_outgoing(match_by_email=parse_addr(sender)[1], _raise_error=True)
	sender = sender or account.default_sender
	message_id = email_body.get_message_id()
	mail = email_body.make_message(subject, message, header, sender, message_id)
	late = []
	for attachment in attachments or []:
		if attachment.get("fcontent") is None:
			late.append(attachment)  # a stored file or a print, which is read when the mail is sent
		else:
			email_body.add_attachment(mail, attachment["fname"], attachment["fcontent"])
	queue = frappe.get_doc(
		{
			"doctype": "Email Queue",
			"sender": sender,
			"recipients": [{"recipient": address, "status": "Not Sent"} for address in everybody],
			"show_as_cc": ",".join(people["cc"]),
			"message": mail.as_string(),
			"message_id": message_id,
			"status": "Not Sent",
			"reference_doctype": reference_doctype,
			"reference_name": reference_name,
			"communication": communication,
			"attachments": json.dumps(late),
			"email_account": account.name,
		}
	).insert(ignore_permissions=True)
	if now or not delayed:
		queue.send()
	return queue


def _get_addresses(people: Any) -> list[str]:
	texts = split_emails(people) if isinstance(people, str) else people or []
	addresses = (validate_email_address(text) for text in texts)
	return [address for address in dict.fromkeys(addresses) if address]
