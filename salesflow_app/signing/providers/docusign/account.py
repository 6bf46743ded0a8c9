"""The DocuSign account in Salesflow Settings: what is missing, and what the rest reads of it."""

import re
import textwrap
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import frappe
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from frappe import _

from salesflow_app.signing.providers.provider import ProviderError

NEEDED = (
	"docusign_integration_key",
	"docusign_user_id",
	"docusign_account_id",
	"docusign_login_uri",
	"docusign_base_uri",
)
KEY, HMAC_KEYS = "docusign_private_key", ("docusign_hmac_key", "docusign_hmac_key_2")
LOOPBACK = ("127.0.0.1", "localhost")
PEM = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.+?)-----END \1-----", re.S)


@dataclass(frozen=True)
class Account:
	"""What a call needs. `login` and `base` are addresses without a path."""

	integration_key: str
	user_id: str
	account_id: str
	login: str
	base: str
	private_key: str = field(repr=False)


def get_account() -> Account:
	"""The account as it is set up now. Raises ProviderError where something is missing."""
	if missing := find_missing():
		raise ProviderError(tell_missing(missing))
	rules = _get_settings()
	values = [(rules.get(name) or "").strip() for name in NEEDED]
	login, base = (value.rstrip("/") for value in values[3:])
	account = Account(*values[:3], login, base, read_key(_get_secret(KEY)))
	if not account.private_key:
		raise ProviderError(_("the RSA Private Key in Salesflow Settings is not one: paste all of it"))
	return account


def find_missing() -> list[str]:
	"""Labels of the fields that DocuSign needs and that are empty."""
	rules = _get_settings()
	empty = [name for name in NEEDED if not (rules.get(name) or "").strip()]
	empty += [name for name in (KEY, HMAC_KEYS[0]) if not _get_secret(name)]
	return [_(rules.meta.get_label(name)) for name in empty]


def tell_missing(labels: list[str]) -> str:
	return _("fill in {0} in Salesflow Settings, Signing Provider").format(", ".join(labels))


def get_hmac_keys() -> list[str]:
	"""The keys that DocuSign may sign its messages with; two while one is being replaced."""
	return [key for name in HMAC_KEYS if (key := _get_secret(name).strip())]


def read_key(text: str) -> str:
	"""The RSA key as PEM text, however its lines were pasted: a field of one line drops them. Empty where it is none.

	It raises nothing, because the Error Log shows what a function knew when it raised.
	"""
	found = PEM.search(text or "")
	if found:
		body = "\n".join(textwrap.wrap(re.sub(r"\s+", "", found[2]), 64))
		pem = f"-----BEGIN {found[1]}-----\n{body}\n-----END {found[1]}-----\n"
		try:
			if isinstance(serialization.load_pem_private_key(pem.encode(), None), RSAPrivateKey):
				return pem
		except (ValueError, TypeError):
			pass
	return ""


def is_safe_address(address: str) -> bool:
	"""Is it an https address without a path? Loopback may do without, for a stand-in on the same machine."""
	parts = urlsplit((address or "").strip().rstrip("/"))
	is_plain = bool(parts.hostname) and not (parts.path or parts.query or parts.fragment or parts.username)
	return is_plain and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def _get_settings() -> frappe.model.document.Document:
	return frappe.get_cached_doc("Salesflow Settings")


def _get_secret(fieldname: str) -> str:
	return _get_settings().get_password(fieldname, raise_exception=False) or ""
