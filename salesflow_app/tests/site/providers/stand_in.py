"""DocuSign on loopback: login by JWT grant, envelopes of the eSignature REST API v2.1, and signed Connect messages.

It follows the published contract as far as SalesFlow uses it. `faults` says how the next calls fail.
"""

import base64
import hashlib
import hmac
import io
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pypdf import PdfReader, PdfWriter

KEY, USER, ACCOUNT = "0f0e0d0c-integration", "aaaa-user", "bbbb-account"
HMAC_KEY, NEXT_HMAC_KEY = "first-hmac-key=", "second-hmac-key="
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SIGNED_AT = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.1230000Z")
"""With the seven digits that DocuSign writes."""
API = f"/restapi/v2.1/accounts/{ACCOUNT}"


@cache
def get_key() -> rsa.RSAPrivateKey:
	return rsa.generate_private_key(65537, 2048)


def get_pem() -> str:
	return (
		get_key()
		.private_bytes(
			serialization.Encoding.PEM,
			serialization.PrivateFormat.TraditionalOpenSSL,
			serialization.NoEncryption(),
		)
		.decode()
	)


class StandIn(ThreadingHTTPServer):
	"""The server. Tests look into `envelopes` and let their signers act."""

	daemon_threads = True

	def __init__(self):
		super().__init__(("127.0.0.1", 0), _Handler)
		self.envelopes: dict[str, dict] = {}
		self.calls: list[str] = []
		self.faults: list = []
		"""Of the next calls, in order: a status, "slow", "nonsense", "no pdf", or None for one that goes well."""
		self.consent = True
		self.logins = 0
		self.lock = threading.Lock()

	@property
	def url(self) -> str:
		return f"http://127.0.0.1:{self.server_address[1]}"

	def get_settings(self) -> dict:
		"""Salesflow Settings of an account here."""
		return {
			"signing_provider": "DocuSign",
			"docusign_integration_key": KEY,
			"docusign_user_id": USER,
			"docusign_account_id": ACCOUNT,
			"docusign_login_uri": self.url,
			"docusign_base_uri": self.url,
			"docusign_private_key": get_pem().replace("\n", ""),  # as a field of one line leaves it
			"docusign_hmac_key": HMAC_KEY,
			"docusign_hmac_key_2": NEXT_HMAC_KEY,
			"recall_seconds": 0,
		}

	# what people do there

	def get_only(self) -> dict:
		(envelope,) = self.envelopes.values()
		return envelope

	def open(self, envelope: dict) -> None:
		envelope["status"] = "delivered"

	def sign(self, envelope: dict, signed_at: str = SIGNED_AT, **signer: str) -> None:
		envelope["status"] = "completed"
		envelope["recipients"]["signers"][0].update(
			{"status": "completed", "signedDateTime": signed_at, **signer}
		)

	def decline(self, envelope: dict, reason: str) -> None:
		envelope["status"] = "declined"
		envelope["recipients"]["signers"][0].update({"status": "declined", "declinedReason": reason})

	def void(self, envelope: dict, reason: str) -> None:
		envelope.update({"status": "voided", "voidedReason": reason})

	# what it answers

	def make_envelope(self, body: dict) -> dict:
		envelope_id = str(uuid.uuid4())
		envelope = {
			**body,
			"envelopeId": envelope_id,
			"pdf": base64.b64decode(body["documents"][0]["documentBase64"]),
		}
		envelope["documents"] = [{**body["documents"][0], "documentBase64": ""}]
		self.envelopes[envelope_id] = envelope
		return {"envelopeId": envelope_id, "status": envelope["status"], "uri": f"/envelopes/{envelope_id}"}

	def find(self, asked: dict) -> list[dict]:
		"""At least one of the three that DocuSign asks for has to be there."""
		if "transaction_ids" in asked:
			found = [
				e
				for e in self.envelopes.values()
				if e["transactionId"] in asked["transaction_ids"].split(",")
			]
		else:
			assert asked["from_date"]
			name, _sign, value = asked["custom_field"].partition("=")
			found = [e for e in self.envelopes.values() if (name, value) in _get_fields(e)]
		return [{"envelopeId": e["envelopeId"], "status": e["status"]} for e in found]


def _get_fields(envelope: dict) -> list[tuple[str, str]]:
	return [(f["name"], f["value"]) for f in envelope["customFields"]["textCustomFields"]]


class _Handler(BaseHTTPRequestHandler):
	def do_GET(self):
		self.handle_call("GET")

	def do_POST(self):
		self.handle_call("POST")

	def do_PUT(self):
		self.handle_call("PUT")

	def handle_call(self, method: str) -> None:
		body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
		parts = urlsplit(self.path)
		asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
		with self.server.lock:
			self.server.calls.append(f"{method} {parts.path}")
			fault = self.server.faults.pop(0) if self.server.faults else None
		if fault == "slow":
			time.sleep(3)
		elif isinstance(fault, int):
			return self.refuse(fault, "FAULT", "of the test")
		elif fault in ("nonsense", "no pdf"):
			return self.send(200, b"<html>nothing</html>", "text/html")
		if parts.path == "/oauth/token":
			return self.log_in(parse_qs(body.decode()))
		if self.headers.get("Authorization") != "Bearer token-of-the-tests":
			return self.refuse(401, "AUTHORIZATION_INVALID_TOKEN", "The access token provided is expired.")
		with self.server.lock:
			self.answer(method, parts.path.removeprefix(f"{API}/envelopes"), asked, json.loads(body or b"{}"))

	def log_in(self, form: dict) -> None:
		self.server.logins += 1
		if form["grant_type"] != [GRANT]:
			return self.say(400, {"error": "unsupported_grant_type"})
		if not self.server.consent:
			return self.say(400, {"error": "consent_required"})
		claims = jwt.decode(
			form["assertion"][0], get_key().public_key(), ["RS256"], audience=urlsplit(self.server.url).netloc
		)
		if (claims["iss"], claims["sub"], claims["scope"]) != (KEY, USER, "signature impersonation"):
			return self.say(400, {"error": "invalid_grant", "error_description": "issuer_not_found"})
		self.say(200, {"access_token": "token-of-the-tests", "token_type": "Bearer", "expires_in": 3600})

	def answer(self, method: str, path: str, asked: dict, body: dict) -> None:
		if not path:
			return (
				self.say(201, self.server.make_envelope(body))
				if method == "POST"
				else self.say(200, {"envelopes": self.server.find(asked)} if self.server.find(asked) else {})
			)
		envelope = self.server.envelopes.get(path.split("/")[1])
		if not envelope:
			return self.refuse(404, "ENVELOPE_DOES_NOT_EXIST", "The envelope specified does not exist.")
		if path.endswith(("/combined", "/certificate")):
			return self.give_pdf(envelope, path.rpartition("/")[2])
		if method == "PUT":
			return self.void(envelope, body)
		self.say(200, {key: value for key, value in envelope.items() if key != "pdf"})

	def void(self, envelope: dict, body: dict) -> None:
		if envelope["status"] not in ("sent", "delivered"):
			return self.refuse(
				400, "ENVELOPE_CANNOT_VOID_INVALID_STATE", "Only Sent or Delivered may be voided."
			)
		self.server.void(envelope, body["voidedReason"])
		self.say(200, {"envelopeId": envelope["envelopeId"]})

	def give_pdf(self, envelope: dict, which: str) -> None:
		if envelope["status"] != "completed":
			return self.refuse(404, "DOCUMENT_DOES_NOT_EXIST", "The document specified was not found.")
		self.send(200, make_signed(envelope) if which == "combined" else CERTIFICATE, "application/pdf")

	def refuse(self, status: int, code: str, message: str) -> None:
		self.say(status, {"errorCode": code, "message": message})

	def say(self, status: int, said: dict) -> None:
		self.send(status, json.dumps(said).encode(), "application/json")

	def send(self, status: int, content: bytes, content_type: str) -> None:
		self.send_response(status)
		self.send_header("Content-Type", content_type)
		self.send_header("Content-Length", str(len(content)))
		self.end_headers()
		self.wfile.write(content)

	def log_message(self, *_words):
		pass


@cache
def _make_blank() -> bytes:
	writer, made = PdfWriter(), io.BytesIO()
	writer.add_blank_page(200, 200)
	writer.write(made)
	return made.getvalue()


CERTIFICATE = _make_blank()


def make_signed(envelope: dict) -> bytes:
	"""The document as the signer left it: the same pages, and another file."""
	writer, made = PdfWriter(clone_from=PdfReader(io.BytesIO(envelope["pdf"]))), io.BytesIO()
	writer.add_metadata({"/DocuSign": envelope["envelopeId"]})
	writer.write(made)
	return made.getvalue()


def make_message(envelope: dict, event: str, moment: str = "2026-11-30T16:12:05Z", **more) -> bytes:
	"""A Connect message in the format SIM."""
	data = {"accountId": ACCOUNT, "userId": USER, "envelopeId": envelope["envelopeId"]}
	said = {"event": event, "apiVersion": "v2.1", "retryCount": 0, "generatedDateTime": moment, "data": data}
	return json.dumps({**said, **more}).encode()


def sign_message(body: bytes, *keys: str) -> dict[str, str]:
	"""The headers: one signature for each key of the account."""
	return {
		"Content-Type": "application/json",
		**{
			f"X-DocuSign-Signature-{number}": base64.b64encode(
				hmac.new(key.encode(), body, hashlib.sha256).digest()
			).decode()
			for number, key in enumerate(keys or (HMAC_KEY,), 1)
		},
	}


@contextmanager
def opened() -> Iterator[StandIn]:
	server = StandIn()
	thread = threading.Thread(target=server.serve_forever, daemon=True)
	thread.start()
	try:
		yield server
	finally:
		server.shutdown()
		server.server_close()
		thread.join()
