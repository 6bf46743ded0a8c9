"""The certificate of the seal: made by the site for itself, so that no authority has to be paid or asked."""

from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEARS = 10


def make_pair(site: str) -> dict[str, str]:
	"""A new P-256 key and a certificate of it that only this site vouches for, both as PEM text."""
	key = ec.generate_private_key(ec.SECP256R1())
	return {
		"key": key.private_bytes(
			serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
		).decode(),
		"certificate": _certify(key, site).public_bytes(serialization.Encoding.PEM).decode(),
	}


def get_fingerprint(certificate: str) -> str:
	"""SHA-256 of a certificate, as people compare it: pairs with colons."""
	digest = x509.load_pem_x509_certificate(certificate.encode()).fingerprint(hashes.SHA256())
	return digest.hex(":").upper()


def _certify(key: ec.EllipticCurvePrivateKey, site: str) -> x509.Certificate:
	name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"SalesFlow seal of {site}"[:64])])
	now = datetime.now(timezone.utc)
	usage = x509.KeyUsage(
		digital_signature=True,
		content_commitment=True,
		key_encipherment=False,
		data_encipherment=False,
		key_agreement=False,
		key_cert_sign=False,
		crl_sign=False,
		encipher_only=False,
		decipher_only=False,
	)
	return (
		x509.CertificateBuilder()
		.subject_name(name)
		.issuer_name(name)
		.public_key(key.public_key())
		.serial_number(x509.random_serial_number())
		.not_valid_before(now - timedelta(days=1))
		.not_valid_after(now + timedelta(days=365 * YEARS))
		.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
		.add_extension(usage, critical=True)
		.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
		.sign(key, hashes.SHA256())
	)
