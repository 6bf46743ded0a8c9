"""The errors of Frappe, with the HTTP status that each of them is answered with."""


class SiteNotSpecifiedError(Exception):
	def __init__(self, *args, **kwargs):
		self.message = "Please specify --site sitename"
		super().__init__(self.message)


class ValidationError(Exception):
	http_status_code = 417


class FrappeTypeError(TypeError):
	http_status_code = 417


class AuthenticationError(Exception):
	http_status_code = 401


class PermissionError(Exception):
	http_status_code = 403


class DoesNotExistError(ValidationError):
	http_status_code = 404

	def __init__(self, *args, doctype=None):
		super().__init__(*args)
		self.doctype = doctype


class PageDoesNotExistError(ValidationError):
	http_status_code = 404


class NameError(Exception):
	http_status_code = 409


class OutgoingEmailError(Exception):
	http_status_code = 501


class Redirect(Exception):
	def __init__(self, http_status_code: int = 301):
		self.http_status_code = http_status_code


class CSRFTokenError(Exception):
	http_status_code = 400


class LinkExpired(ValidationError):
	http_status_code = 410
	title = "Link Expired"
	message = "The link has been expired"


# Errors that differ by their name alone

DuplicateEntryError = type("DuplicateEntryError", (NameError,), {})
DataError = type("DataError", (ValidationError,), {})
InvalidStatusError = type("InvalidStatusError", (ValidationError,), {})
MandatoryError = type("MandatoryError", (ValidationError,), {})
NonNegativeError = type("NonNegativeError", (ValidationError,), {})
CannotChangeConstantError = type("CannotChangeConstantError", (ValidationError,), {})
CharacterLengthExceededError = type("CharacterLengthExceededError", (ValidationError,), {})
UpdateAfterSubmitError = type("UpdateAfterSubmitError", (ValidationError,), {})
LinkValidationError = type("LinkValidationError", (ValidationError,), {})
CancelledLinkError = type("CancelledLinkError", (LinkValidationError,), {})
DocstatusTransitionError = type("DocstatusTransitionError", (ValidationError,), {})
TimestampMismatchError = type("TimestampMismatchError", (ValidationError,), {})
LinkExistsError = type("LinkExistsError", (ValidationError,), {})
InvalidEmailAddressError = type("InvalidEmailAddressError", (ValidationError,), {})
InvalidNameError = type("InvalidNameError", (ValidationError,), {})
InvalidPhoneNumberError = type("InvalidPhoneNumberError", (ValidationError,), {})
TemplateNotFoundError = type("TemplateNotFoundError", (ValidationError,), {})
UniqueValidationError = type("UniqueValidationError", (ValidationError,), {})
AppNotInstalledError = type("AppNotInstalledError", (ValidationError,), {})
InvalidDates = type("InvalidDates", (ValidationError,), {})
QueryTimeoutError = type("QueryTimeoutError", (Exception,), {})
QueryDeadlockError = type("QueryDeadlockError", (Exception,), {})
RetryBackgroundJobError = type("RetryBackgroundJobError", (Exception,), {})
PrintFormatError = type("PrintFormatError", (ValidationError,), {})
InvalidRoundingMethod = type("InvalidRoundingMethod", (FileNotFoundError,), {})
