"""A time stamp authority on loopback, with pyHanko's own stand-in behind it. `authority.answers` says how it behaves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.tsp import TimeStampReq
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper


class Authority(HTTPServer):
	"""Answers requests for time stamps; with `is_down`, refuses them; with `is_false`, answers nonsense."""

	is_down = is_false = False
	asked = 0

	def __init__(self):
		super().__init__(("127.0.0.1", 0), _Handler)
		self.stamper = _make_stamper()

	@property
	def url(self) -> str:
		return f"http://127.0.0.1:{self.server_address[1]}/tsa"


class _Handler(BaseHTTPRequestHandler):
	def do_POST(self):
		self.server.asked += 1
		body = self.rfile.read(int(self.headers["Content-Length"]))
		if self.server.is_down:
			self.send_error(503)
			return
		answer = self.server.stamper.request_tsa_response(TimeStampReq.load(body)).dump()
		if self.server.is_false:
			answer = b"not a time stamp"
		self.send_response(200)
		self.send_header("Content-Type", "application/timestamp-reply")
		self.end_headers()
		self.wfile.write(answer)

	def log_message(self, *_words):
		pass


def _make_stamper() -> DummyTimeStamper:
	"""pyHanko's stand-in signs with RSA alone."""
	key = rsa.generate_private_key(65537, 2048)
	name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
	now = datetime.now(timezone.utc)
	certificate = (
		x509.CertificateBuilder()
		.subject_name(name)
		.issuer_name(name)
		.public_key(key.public_key())
		.serial_number(x509.random_serial_number())
		.not_valid_before(now - timedelta(days=1))
		.not_valid_after(now + timedelta(days=30))
		.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
		.sign(key, hashes.SHA256())
	)
	private = key.private_bytes(
		serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
	)
	public = certificate.public_bytes(serialization.Encoding.DER)
	return DummyTimeStamper(Certificate.load(public), PrivateKeyInfo.load(private))


@contextmanager
def opened() -> Iterator[Authority]:
	authority = Authority()
	thread = threading.Thread(target=authority.serve_forever, daemon=True)
	thread.start()
	try:
		yield authority
	finally:
		authority.shutdown()
		authority.server_close()
		thread.join()
