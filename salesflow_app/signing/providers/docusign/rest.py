"""Calls of the eSignature REST API v2.1: one account, a limit of time and of bytes, errors in words."""

import json

import requests
from frappe import _

from salesflow_app.signing.providers.docusign import login
from salesflow_app.signing.providers.docusign.account import Account
from salesflow_app.signing.providers.provider import ProviderError

TIMEOUT = (5, 40)
MOST_BYTES = 50 * 1024 * 1024
CHUNK = 256 * 1024


class RefusedError(ProviderError):
	"""DocuSign understood the call and refused it; `code` is its own word for why."""

	def __init__(self, text: str, code: str):
		super().__init__(text)
		self.code = code


def call(
	account: Account, method: str, path: str, params: dict | None = None, body: dict | None = None
) -> dict:
	"""What DocuSign answers, as JSON. `path` begins behind the account. Raises ProviderError."""
	content = _send(account, method, path, "application/json", params, body)
	try:
		said = json.loads(content or b"{}")
	except ValueError:
		said = None
	if not isinstance(said, dict):
		raise ProviderError(_("DocuSign’s answer cannot be read"))
	return said


def download(account: Account, path: str, params: dict | None = None) -> bytes:
	"""A PDF. Raises ProviderError where it is anything else."""
	content = _send(account, "GET", path, "application/pdf", params)
	if not content.startswith(b"%PDF-"):
		raise ProviderError(_("DocuSign’s answer is not a PDF"))
	return content


def _send(
	account: Account,
	method: str,
	path: str,
	accept: str,
	params: dict | None = None,
	body: dict | None = None,
) -> bytes:
	address, problem = f"{account.base}/restapi/v2.1/accounts/{account.account_id}{path}", ""
	status, content = 0, b""
	try:
		with requests.request(
			method,
			address,
			params=params,
			json=body,
			headers={"Authorization": f"Bearer {login.get_token(account)}", "Accept": accept},
			timeout=TIMEOUT,
			allow_redirects=False,
			stream=True,
		) as response:
			status, content = response.status_code, _read(response)
	except requests.RequestException as error:
		problem = type(error).__name__
	if problem:  # raised here, so that the Error Log shows no token
		raise ProviderError(_("DocuSign did not answer ({0})").format(problem))
	if status == 401:
		login.forget_token(account)
	if status // 100 != 2:
		_refuse(status, content)
	return content


def _read(response: requests.Response) -> bytes:
	content = b""
	for chunk in response.iter_content(CHUNK):
		content += chunk
		if len(content) > MOST_BYTES:
			raise ProviderError(_("DocuSign’s answer is too long"))
	return content


def _refuse(status: int, content: bytes) -> None:
	try:
		said = json.loads(content)
	except ValueError:
		said = None
	said = said if isinstance(said, dict) else {}
	code, message = str(said.get("errorCode") or ""), str(said.get("message") or "")
	words = " ".join(filter(None, [code, message]))[:280] or _("no reason given")
	raise RefusedError(_("DocuSign refused the call ({0}): {1}").format(status, words), code)
