"""Logging in and out, the cookies that go with it, and what every request is checked for first."""

import datetime

import frappe
from frappe import _
from frappe.sessions import Session, clear_sessions, delete_session, get_expiry_in_seconds
from frappe.utils.password import check_password

SAFE_HTTP_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
UNSAFE_HTTP_METHODS = frozenset(("POST", "PUT", "DELETE", "PATCH"))
LOGIN_PATH = "/api/method/login"


class HTTPRequest:
	"""Opens the session of the request and compares its CSRF token."""

	def __init__(self):
		self.set_request_ip()
		for name, manager in (("cookie_manager", CookieManager), ("login_manager", LoginManager)):
			setattr(frappe.local, name, manager())
		self.validate_csrf_token()

	def set_request_ip(self) -> None:
		"""Note where the request comes from."""
		forwarded = frappe.get_request_header("X-Forwarded-For")
		address = forwarded.split(",")[0].strip() if forwarded else frappe.local.request.remote_addr
		frappe.local.request_ip = address or "127.0.0.1"

	def validate_csrf_token(self) -> None:
		"""Refuse a change without the token of the session, once the session has one."""
		is_change = frappe.local.request.method in UNSAFE_HTTP_METHODS
		if frappe.conf.ignore_csrf or not is_change or not frappe.session.data:
			return
		expected, header = frappe.session.data.csrf_token, frappe.get_request_header("X-Frappe-CSRF-Token")
		if expected and expected != (header or frappe.form_dict.pop("csrf_token", None)):
			frappe.local.flags.disable_traceback = True
			frappe.throw(_("Invalid Request"), frappe.CSRFTokenError)


class LoginManager:
	"""Logs a user in, or goes on with the session of the cookie."""

	def __init__(self):
		self.user = self.full_name = self.user_type = self.info = None
		is_login = LOGIN_PATH == frappe.local.request.path or frappe.form_dict.get("cmd") == "login"
		begin = self.login if is_login else self._go_on
		begin()

	def _go_on(self) -> None:
		self.make_session(resume=True)
		self.get_user_info()
		self.set_user_info(resume=True)

	def login(self) -> None:
		"""Log in with the name and the password that were sent."""
		self.authenticate()
		self.post_login()

	def login_as(self, user: str) -> None:
		"""Log in as that user without a password."""
		self.user = user
		self.post_login()

	def login_as_guest(self) -> None:
		"""Go on as nobody."""
		self.login_as("Guest")

	def authenticate(self, user: str | None = None, pwd: str | None = None) -> None:
		"""Compare name and password. Raises AuthenticationError."""
		user, pwd = user or frappe.form_dict.pop("usr", None), pwd or frappe.form_dict.pop("pwd", None)
		if not (user and pwd):
			self.fail(_("Incomplete login details"))
		found = frappe.db.get_value("User", {"name": user}, ["name", "enabled"], as_dict=True)
		found = found or frappe.db.get_value("User", {"email": user}, ["name", "enabled"], as_dict=True)
		if not found:
			self.fail("Invalid login credentials")
		try:
			self.user = check_password(found.name, pwd)
		except frappe.AuthenticationError:
			self.fail("Invalid login credentials")
		if not found.enabled:
			self.fail("User disabled or missing")

	def fail(self, message: str, user: str | None = None) -> None:
		"""Refuse the login."""
		frappe.local.response["message"] = message
		raise frappe.AuthenticationError

	def post_login(self) -> None:
		"""Begin the session and tell the browser where to go."""
		self.run_trigger("on_login")
		self.get_user_info()
		self.make_session()
		self.set_user_info()
		self.run_trigger("on_session_creation")

	def get_user_info(self) -> None:
		"""Read what the cookies tell about the user."""
		fields = ["user_type", "first_name", "last_name", "user_image"]
		self.info = frappe.db.get_value("User", self.user, fields, as_dict=True) or frappe._dict()
		self.user_type = self.info.user_type
		self.full_name = " ".join(filter(None, [self.info.first_name, self.info.last_name]))

	def set_user_info(self, resume: bool = False) -> None:
		"""Fill the cookies, and the answer to a login."""
		from frappe.website.utils import get_home_page

		cookies = frappe.local.cookie_manager
		cookies.init_cookies()
		is_system_user = self.user_type != "Website User"
		cookies.set_cookie("system_user", "yes" if is_system_user else "no")
		if not resume:
			answer = frappe.local.response
			answer["message"] = "Logged In" if is_system_user else "No App"
			answer["home_page"] = "/app" if is_system_user else f"/{get_home_page().lstrip('/')}"
			answer["full_name"] = self.full_name
		cookies.set_cookie("full_name", self.full_name)
		cookies.set_cookie("user_id", self.user)
		cookies.set_cookie("user_image", self.info.user_image or "")

	def make_session(self, resume: bool = False) -> None:
		"""Open the session."""
		names = {"full_name": self.full_name, "user_type": self.user_type}
		frappe.local.session_obj = Session(self.user, resume=resume, **names)
		self.user = frappe.local.session_obj.user
		frappe.local.user_perms = None
		frappe.local.role_permissions = {}

	def run_trigger(self, event: str) -> None:
		"""Call the apps' functions for the event."""
		for path in frappe.get_hooks(event):
			frappe.call(path, login_manager=self)

	def logout(self, arg: str = "", user: str | None = None) -> None:
		"""End the session; of another user all of them."""
		own = frappe.session.user
		self.run_trigger("on_logout")
		if user and user != own:
			clear_sessions(user)
			return
		delete_session(frappe.session.sid, user=own)
		self.clear_cookies()
		self.login_as_guest()

	def clear_cookies(self) -> None:
		"""Let the browser forget who was logged in."""
		frappe.session.sid = ""
		frappe.local.cookie_manager.to_delete += ["sid", "user_id", "full_name", "system_user", "user_image"]


class CookieManager:
	"""Cookies to set and to delete with the answer."""

	def __init__(self):
		self.cookies: dict[str, dict] = {}
		self.to_delete: list[str] = []

	def init_cookies(self) -> None:
		"""The cookie of the session."""
		if sid := frappe.local.session.get("sid"):
			lifetime = datetime.timedelta(seconds=get_expiry_in_seconds())
			self.set_cookie("sid", sid, max_age=lifetime, httponly=True)

	def set_cookie(
		self,
		key: str,
		value: str,
		expires=None,
		secure: bool = False,
		httponly: bool = False,
		samesite: str = "Lax",
		max_age=None,
	) -> None:
		"""Send this cookie with the answer."""
		secure = secure or frappe.local.request.scheme == "https"
		options = {"expires": expires, "secure": secure, "httponly": httponly, "max_age": max_age}
		self.cookies[key] = {"value": value, "samesite": samesite, **options}

	def flush_cookies(self, response) -> None:
		"""Write the cookies into the answer."""
		from urllib.parse import quote

		yesterday = datetime.datetime.now() - datetime.timedelta(days=1)
		sent = [(key, {**one, "value": quote(one["value"] or "")}) for key, one in self.cookies.items()]
		sent += [(key, {"expires": yesterday}) for key in dict.fromkeys(self.to_delete)]
		for key, options in sent:
			response.set_cookie(key, **options)


@frappe.whitelist()
def get_logged_user() -> str:
	"""Who is logged in."""
	return frappe.session.user
