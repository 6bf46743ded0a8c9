"""The three states that every document can be in."""


class DocStatus(int):
	"""0 draft, 1 submitted, 2 cancelled."""

	def is_submitted(self) -> bool:
		"""Is it submitted?"""
		return self == 1

	def is_cancelled(self) -> bool:
		"""Is it cancelled?"""
		return self == 2

	@classmethod
	def draft(cls) -> "DocStatus":
		"""The state of a draft."""
		return cls(0)

	@classmethod
	def submitted(cls) -> "DocStatus":
		"""The state of a submitted document."""
		return cls(1)

	@classmethod
	def cancelled(cls) -> "DocStatus":
		"""The state of a cancelled document."""
		return cls(2)
