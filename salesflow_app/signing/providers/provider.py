"""What a provider of signatures does, and what it tells of an envelope. The base is one without a service of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import frappe
from frappe.model.document import Document

SENT, DELIVERED, COMPLETED, DECLINED, VOIDED = "sent", "delivered", "completed", "declined", "voided"
ASKED, VOIDING = "asked for", "being voided"
"""Ours: the envelope is not there yet, or on its way out."""
OUT = (ASKED, SENT, DELIVERED)


class ProviderError(frappe.ValidationError):
	"""The provider did not do what it was asked for. The text is for our staff; trying again may help."""


class NoLongerOutError(ProviderError):
	"""The envelope cannot be voided: it was answered or voided before."""


@dataclass(frozen=True)
class Signer:
	"""Who was asked to sign, as the provider states it. `signed_at` is ISO text in UTC."""

	full_name: str
	email: str
	signed_at: str = ""
	reason: str = ""


@dataclass(frozen=True)
class Envelope:
	"""What was sent to the signer, as the provider states it."""

	envelope_id: str
	status: str
	key: str = ""
	content_hash: str = ""
	pdf_hash: str = ""
	signers: tuple[Signer, ...] = ()
	reason: str = ""


@dataclass(frozen=True)
class Papers:
	"""The signed document and its certificate of completion, as PDF."""

	document: bytes = field(repr=False)
	certificate: bytes = field(repr=False)


class Provider:
	"""How a SOW gets signed."""

	name = ""
	signs_here = True
	"""Does the client sign on our own page?"""

	def find_problems(self, sow: Document) -> Iterator[str]:
		"""Why a SOW cannot be sent through it, as parts of a sentence."""
		yield from ()

	def ask(self, sow: Document) -> None:
		"""Have the signatory asked, after the commit of Send. Our own mail does it by default."""

	def void(self, sow: Document, reason: str) -> None:
		"""Take back what the signatory was asked, after the commit."""

	def read(self, envelope_id: str) -> Envelope:
		"""The present state of an envelope. Raises ProviderError."""
		raise ProviderError(f"{self.name} has no envelopes")

	def fetch(self, envelope_id: str) -> Papers:
		"""What a completed envelope left. Raises ProviderError."""
		raise ProviderError(f"{self.name} has no envelopes")
