"""The access token: OAuth with JWT grant, so that no person has to log in. Kept until shortly before it ends."""

import time
from urllib.parse import urlencode, urlsplit

import frappe
import jwt
import requests
from frappe import _
from frappe.utils import cint, get_url

from salesflow_app.evidence.proof.hashes import sha256
from salesflow_app.signing.providers.docusign.account import Account
from salesflow_app.signing.providers.provider import ProviderError

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "signature impersonation"
HOUR, EARLY = 3600, 300
TIMEOUT = (5, 20)


def get_token(account: Account) -> str:
	"""A token for the account. Raises ProviderError, with the address for the consent where that is missing."""
	place = _get_place(account)
	if token := frappe.cache.get_value(place, expires=True):
		return token
	answer = _ask(account)
	token, seconds = answer.get("access_token"), cint(answer.get("expires_in")) or HOUR
	if not token or not isinstance(token, str):
		raise ProviderError(_("DocuSign’s login server gave no access token"))
	frappe.cache.set_value(place, token, expires_in_sec=max(seconds - EARLY, 1))
	return token


def forget_token(account: Account) -> None:
	"""DocuSign took it no more."""
	frappe.cache.delete_value(_get_place(account))


def _get_place(account: Account) -> str:
	of = "\0".join(
		(account.login, account.integration_key, account.user_id, sha256(account.private_key.encode()))
	)
	return f"salesflow_docusign:{sha256(of.encode())[:32]}"


def _ask(account: Account) -> dict:
	status, said, problem = 0, None, ""
	try:
		with requests.post(
			f"{account.login}/oauth/token",
			data={"grant_type": GRANT, "assertion": get_assertion(account)},
			timeout=TIMEOUT,
			allow_redirects=False,
		) as response:
			status = response.status_code
			said = response.json()
	except ValueError:
		pass
	except requests.RequestException as error:
		problem = type(error).__name__
	if problem:  # raised here, so that the Error Log shows no assertion
		raise ProviderError(_("DocuSign’s login server did not answer ({0})").format(problem))
	said = said if isinstance(said, dict) else {}
	if status != 200:
		_refuse(account, status, said)
	return said


def get_assertion(account: Account) -> str:
	"""Who we are and in whose name we ask, signed with our RSA key."""
	now = int(time.time())
	claims = {
		"iss": account.integration_key,
		"sub": account.user_id,
		"aud": urlsplit(account.login).netloc,
		"iat": now,
		"exp": now + HOUR,
		"scope": SCOPE,
	}
	return jwt.encode(claims, account.private_key, algorithm="RS256")


def _refuse(account: Account, status: int, said: dict) -> None:
	error = str(said.get("error") or status)[:140]
	if error == "consent_required":
		raise ProviderError(
			_(
				"DocuSign needs the consent of its user: have them open {0} once, while logged in to DocuSign"
			).format(get_consent_address(account))
		)
	more = str(said.get("error_description") or "")[:140]
	raise ProviderError(
		_("DocuSign’s login server refused us: {0}").format(" ".join(filter(None, [error, more])))
	)


def get_consent_address(account: Account) -> str:
	"""Where the user lets our app act for them. Our own address has to be among the app's redirect URIs."""
	asked = {
		"response_type": "code",
		"scope": SCOPE,
		"client_id": account.integration_key,
		"redirect_uri": get_url(),
	}
	return f"{account.login}/oauth/auth?{urlencode(asked)}"
