"""Puts the seal on a PDF: PAdES, certifying that nothing may change, with a time stamp where an authority gives one."""

import io

from asn1crypto import pem
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader, PdfWriter

from salesflow_app.evidence.keys import SealKey
from salesflow_app.evidence.proof.sealed import ATTACHMENT, call_apart

FIELD = "SalesFlowSeal"
SECONDS = 10
"""What an authority has to answer in."""


def join(document: bytes, certificate: bytes, evidence: bytes, title: str) -> bytes:
	"""One PDF: the document, the pages of the certificate, and the evidence as an attached file."""
	writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document)))  # keeps its tags, language and outline
	writer.append(PdfReader(io.BytesIO(certificate)))
	writer.add_metadata({"/Title": title})
	writer.add_attachment(ATTACHMENT, evidence)
	joined = io.BytesIO()
	writer.write(joined)
	return joined.getvalue()


def sign(pdf: bytes, key: SealKey, seller: str, time_stamp_url: str = "") -> bytes:
	"""The PDF with the seal. Raises what pyHanko or the authority raise; a time stamp is never made up."""
	signer = signers.SimpleSigner(
		signing_cert=Certificate.load(pem.unarmor(key.certificate.encode())[2]),
		signing_key=_load_key(key.key),
		cert_registry=SimpleCertificateStore(),
	)
	metadata = signers.PdfSignatureMetadata(
		field_name=FIELD,
		md_algorithm="sha256",
		certify=True,
		docmdp_permissions=fields.MDPPerm.NO_CHANGES,
		subfilter=fields.SigSeedSubFilter.PADES,
		name=seller,
		reason="Sealed by the seller; simple electronic signature of the client",
	)
	sealer = signers.PdfSigner(metadata, signer, timestamper=get_time_stamper(time_stamp_url))
	return call_apart(sealer.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()


def get_time_stamper(url: str) -> TimeStamper | None:
	"""The authority at this address; None without one."""
	return HTTPTimeStamper(url, timeout=SECONDS) if url else None


def _load_key(text: str) -> PrivateKeyInfo:
	key = serialization.load_pem_private_key(text.encode(), password=None)
	return PrivateKeyInfo.load(
		key.private_bytes(
			serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
		)
	)
