"""Addresses: of web pages, of forms on the desk, of people's mail, of files on the site."""

import os
import re
from email.utils import parseaddr
from typing import Any
from urllib.parse import urljoin, urlparse

import frappe
from frappe.utils.text import cstr, quoted, slug

EMAIL = re.compile(
	r"(?P<address>[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
	r"@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)",
	re.IGNORECASE,
)
PHONE = re.compile(r"[0-9 +_\-,.*#()]{1,20}")
NAME = re.compile(r"[\w][\w'\-]*( \w[\w'\-]*)*")
RELATIVE_LINK = re.compile(r"""((?:href|src)\s*=\s*)(["'])(?!\w+:|//|#|\{)/?([^"']*)\2""")


# The web


def get_url(uri: str | None = None, full_address: bool = False) -> str:
	"""The site's address, or that of a path on it; with `full_address`, of the page being asked for."""
	if uri and re.match(r"[a-z]+:", uri):
		return uri
	request = getattr(frappe.local, "request", None)
	host = _get_asked_host(request) if request else _get_configured_host()
	if not uri and full_address:
		uri = request.full_path
	return urljoin(f"{host}/", uri.lstrip("/")) if uri else host


def _get_asked_host(request) -> str:
	scheme = request.headers.get("X-Forwarded-Proto") or request.scheme
	return f"{scheme}://{request.host}"


def _get_configured_host() -> str:
	host = frappe.conf.host_name or frappe.conf.hostname or frappe.local.site
	if not host.startswith(("http://", "https://")):
		host = f"http://{host}"
	port = frappe.conf.http_port or frappe.conf.webserver_port
	behind_proxy = frappe.conf.restart_supervisor_on_update or frappe.conf.restart_systemd_on_update
	return host if behind_proxy or not port or urlparse(host).port else f"{host}:{port}"


def get_absolute_url(doctype: str, name: Any) -> str:
	"""Path of a document's form."""
	return f"/app/{quoted(slug(doctype))}/{quoted(name)}"


def get_url_to_form(doctype: str, name: Any) -> str:
	"""Address of a document's form."""
	return get_url(f"/app/{quoted(slug(doctype))}/{quoted(name)}")


def get_url_to_list(doctype: str) -> str:
	"""Address of a DocType's list."""
	return get_url(f"/app/{quoted(slug(doctype))}")


def get_link_to_form(doctype: str, name: Any, label: str | None = None) -> str:
	"""HTML link to a document's form."""
	return f'<a href="{get_url_to_form(doctype, name)}">{label or name}</a>'


def expand_relative_urls(html: str) -> str:
	"""HTML with the site's address before its relative links."""
	return RELATIVE_LINK.sub(lambda m: f"{m[1]}{m[2]}{get_url(m[3])}{m[2]}", html)


def validate_url(txt: str, throw: bool = False, valid_schemes: str | list | None = None) -> bool:
	"""Whether it is an address, of one of the schemes where they are given."""
	parts = urlparse(txt)
	is_valid = bool(parts.scheme or parts.netloc) and bool(parts.netloc or parts.path)
	if txt.startswith("/"):
		is_valid = True
	if is_valid and valid_schemes:
		schemes = [valid_schemes] if isinstance(valid_schemes, str) else valid_schemes
		is_valid = parts.scheme in schemes
	if not is_valid and throw:
		frappe.throw(frappe._("'{0}' is not a valid URL").format(frappe.bold(txt)))
	return is_valid


# Mail and people


def validate_email_address(email_str: str | None, throw: bool = False) -> str:
	"""The valid addresses of a text, separated by commas; nothing where one of its parts holds none."""
	found = [_validate_one(part.strip(), throw) for part in _split_addresses(cstr(email_str))]
	return ", ".join(address for address in found if address)


def _split_addresses(text: str) -> list[str]:
	return [part for part in re.split(r",(?![^<]*>)(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", text) if part.strip()]


def _validate_one(text: str, throw: bool) -> str:
	if "undisclosed-recipient" in text:
		return ""
	found = EMAIL.match(extract_email_id(text) or text)
	candidate = extract_email_id(text)
	if found and found["address"].lower() == candidate.lower():
		return candidate
	if throw:
		words = frappe._("{0} is not a valid Email Address")
		frappe.throw(words.format(frappe.utils.escape_html(text)), frappe.InvalidEmailAddressError)
	return ""


def extract_email_id(email: str | None) -> str:
	"""The address of "Name <address>"."""
	return parse_addr(email)[1]


def parse_addr(email_string: str | None) -> tuple[str, str]:
	"""Name and address of "Name <address>"."""
	return parseaddr(cstr(email_string).strip())


def split_emails(txt: str | None) -> list[str]:
	"""The parts of a list of addresses, as they stand there."""
	text = re.sub(r"\s+", " ", cstr(txt))
	parts = re.split(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", text)
	return [part.strip() for part in parts if part.strip()]


def get_fullname(user: str | None = None) -> str:
	"""Full name of a user, by default the one who is signed in; a stranger's name is the name itself."""
	user = user or frappe.session.user
	known = frappe.local.fullnames = getattr(frappe.local, "fullnames", None) or {}
	if user not in known:
		found = frappe.db.get_value("User", user, ["first_name", "last_name"], as_dict=True)
		known[user] = " ".join(filter(None, [found.first_name, found.last_name])) if found else user
	return known[user]


def validate_phone_number(phone_number: str | None, throw: bool = False) -> bool:
	"""Whether it can be a telephone number."""
	return _check(PHONE, phone_number, throw, "{0} is not a valid Phone Number", "InvalidPhoneNumberError")


def validate_name(name: str | None, throw: bool = False) -> bool:
	"""Whether it can be a person's name."""
	return _check(NAME, name, throw, "{0} is not a valid Name", "InvalidNameError")


def _check(pattern: re.Pattern, text: str | None, throw: bool, words: str, error: str) -> bool:
	text = cstr(text).strip()
	is_valid = bool(pattern.fullmatch(text))
	if text and not is_valid and throw:
		frappe.throw(frappe._(words).format(text), getattr(frappe, error))
	return is_valid


# Files of the site


def get_site_path(*path: str) -> str:
	"""A path inside the site's folder."""
	return os.path.join(frappe.local.site_path, *path)
