"""Logging in and out, the cookies that go with it, and what every request is checked for first."""

from urllib.parse import quote

import frappe
from frappe import _
from frappe.sessions import Session
from frappe.utils.password import check_password

SAFE_HTTP_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
UNSAFE_HTTP_METHODS = frozenset(("POST", "PUT", "DELETE", "PATCH"))
LOGIN_PATH = "/api/method/login"


class HTTPRequest:
	"""Opens the session of the request and compares its CSRF token."""

	def __init__(self):
		frappe.local.request_ip = frappe.local.request.remote_addr or "127.0.0.1"
		frappe.local.cookie_manager = CookieManager()
		frappe.local.login_manager = LoginManager()
		self.validate_csrf_token()

	def validate_csrf_token(self) -> None:
		"""Refuse a change without the token of the session, once the session has one."""
		if frappe.local.request.method not in UNSAFE_HTTP_METHODS or not frappe.session.data:
			return
		expected, header = frappe.session.data.csrf_token, frappe.get_request_header("X-Frappe-CSRF-Token")
		if expected and expected != (header or frappe.form_dict.pop("csrf_token", None)):
			frappe.local.flags.disable_traceback = True
			frappe.throw(_("Invalid Request"), frappe.CSRFTokenError)


class LoginManager:
	"""Logs a user in, or goes on with the session of the cookie."""

	def __init__(self):
		self.user = None
		if frappe.local.request.path == LOGIN_PATH or frappe.form_dict.get("cmd") == "login":
			self.login()
		else:
			self._open_session(resume=True)

	def login(self) -> None:
		"""Log in with the name and the password that were sent."""
		user, pwd = frappe.form_dict.pop("usr", None), frappe.form_dict.pop("pwd", None)
		if not (user and pwd):
			self.fail(_("Incomplete login details"))
		try:
			name = check_password(user, pwd)
		except frappe.AuthenticationError:
			self.fail("Invalid login credentials")
		if not frappe.db.get_value("User", name, "enabled"):
			self.fail("User disabled or missing")
		self.login_as(name)

	def fail(self, message: str) -> None:
		"""Refuse the login."""
		frappe.local.response["message"] = message
		raise frappe.AuthenticationError

	def login_as(self, user: str) -> None:
		"""Log in as that user without a password, and tell the browser where to go."""
		from frappe.website.utils import get_home_page

		self.user = user
		self._open_session()
		is_system_user = frappe.db.get_value("User", user, "user_type") == "System User"
		answer = frappe.local.response
		answer["message"] = "Logged In" if is_system_user else "No App"
		answer["home_page"] = "/app" if is_system_user else f"/{get_home_page().lstrip('/')}"
		answer["full_name"] = frappe.utils.get_fullname(user)

	def _open_session(self, resume: bool = False) -> None:
		frappe.local.session_obj = Session(self.user, resume=resume)
		self.user = frappe.session.user
		frappe.local.role_permissions = {}
		cookies = frappe.local.cookie_manager
		if frappe.session.sid != "Guest":
			cookies.set_cookie("sid", frappe.session.sid, httponly=True)
		cookies.set_cookie("user_id", self.user)
		cookies.set_cookie("full_name", frappe.utils.get_fullname(self.user))

	def logout(self) -> None:
		"""End the session, and let the browser forget who was logged in."""
		frappe.db.sql("delete from tabSessions where sid = %s", frappe.session.sid)
		frappe.local.cookie_manager.to_delete += ["sid", "user_id", "full_name"]
		self.login_as("Guest")


class CookieManager:
	"""Cookies to set and to delete with the answer."""

	def __init__(self):
		self.cookies: dict[str, dict] = {}
		self.to_delete: list[str] = []

	def set_cookie(self, key: str, value: str, httponly: bool = False) -> None:
		"""Send this cookie with the answer."""
		self.cookies[key] = {"value": quote(value or ""), "httponly": httponly}

	def flush_cookies(self, response) -> None:
		"""Write the cookies into the answer."""
		for key, options in self.cookies.items():
			response.set_cookie(key, samesite="Lax", **options)
		for key in self.to_delete:
			response.delete_cookie(key)


@frappe.whitelist()
def get_logged_user() -> str:
	"""Who is logged in."""
	return frappe.session.user
