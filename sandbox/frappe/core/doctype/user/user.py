"""User: who may log in, with which roles; the mails and rows that come with a new account."""

import frappe
from frappe import STANDARD_USERS, _
from frappe.model.document import Document
from frappe.utils import escape_html, get_url, now_datetime, validate_email_address
from frappe.utils.data import sha256_hash

SYSTEM_USER, WEBSITE_USER = "System User", "Website User"


class User(Document):
	"""A person's account."""

	__new_password = None

	def autoname(self):
		if self.name not in STANDARD_USERS:
			self.email = (self.email or "").strip().lower()
			self.name = self.email

	def onload(self):
		self.set_onload("all_modules", sorted(frappe.get_all("Module Def", pluck="name")))

	def before_insert(self):
		self.flags.in_insert = True

	def validate(self):
		self.__new_password, self.new_password = self.new_password, ""
		if self.name not in STANDARD_USERS:
			self.email = self.name
			self.validate_email_type(self.email)
		self.ensure_unique_roles()
		self.set_system_user()
		self.set_full_name()
		self.check_enable_disable()
		self.set_username()
		self.set_defaults()
		self.warn_without_roles()

	def after_insert(self):
		make_notification_settings(self.name)

	def on_update(self):
		self.share_with_self()
		frappe.clear_cache(user=self.name)
		self.send_password_notification()
		self.enqueue_contact()
		if zone := self.time_zone:
			frappe.defaults.set_default("time_zone", zone, parent=self.name)

	def _is_standard(self) -> bool:
		return self.name in STANDARD_USERS

	def on_trash(self):
		frappe.clear_cache(user=self.name)
		if self._is_standard():
			frappe.throw(_("User {0} cannot be deleted").format(self.name))
		self._close_tasks()
		for doctype, filters in (
			("DocShare", {"user": self.name}),
			("DocShare", {"share_doctype": "User", "share_name": self.name}),
			("Notification Settings", {"name": self.name}),
			("DefaultValue", {"parent": self.name}),
		):
			frappe.db.delete(doctype, filters)
		people = frappe.qb.DocType("Contact")
		frappe.qb.update(people).set(people.user, None).where(people.user == self.name).run()

	def before_rename(self, old_name, new_name, merge=False):
		if old_name in STANDARD_USERS:
			frappe.throw(_("User {0} cannot be renamed").format(self.name))
		self.validate_email_type(new_name)

	def after_rename(self, old_name, new_name, merge=False):
		frappe.db.set_value("User", new_name, "email", new_name)
		frappe.db.set_value("Notification Settings", old_name, {"name": new_name, "user": new_name})
		frappe.clear_cache(user=old_name)

	# What is checked and filled in

	def validate_email_type(self, email):
		validate_email_address(email.strip(), True)

	def ensure_unique_roles(self):
		"""Each role once."""
		seen = {None}
		kept = []
		for row in self.get("roles"):
			if row.role not in seen:
				seen.add(row.role)
				kept.append(row)
		self.set("roles", kept)

	def set_system_user(self):
		"""A role with desk access makes a System User."""
		if self.name == "Administrator":
			self.user_type = SYSTEM_USER
		elif self.name == "Guest":
			self.user_type = WEBSITE_USER
		else:
			self.user_type = SYSTEM_USER if self.has_desk_access() else WEBSITE_USER

	def has_desk_access(self) -> bool:
		"""Has any of the roles access to the desk?"""
		roles = [row.role for row in self.roles]
		return bool(roles and frappe.get_all("Role", {"name": ("in", roles), "desk_access": 1}, limit=1))

	def set_full_name(self):
		self.full_name = " ".join(part for part in (self.first_name, self.last_name) if part)

	def check_enable_disable(self):
		if self.enabled:
			return
		if self._is_standard():
			frappe.throw(_("User {0} cannot be disabled").format(self.name))
		if not self.is_new():
			self._close_tasks()

	def set_username(self):
		"""The first name in small letters, where nobody else has it yet."""
		if self.username and not self._is_username_taken(self.username):
			return
		first = frappe.scrub(self.first_name or "").replace("_", "")
		self.username = first if first and not self._is_username_taken(first) else None

	def _is_username_taken(self, username: str) -> bool:
		return bool(frappe.db.get_value("User", {"username": username, "name": ("!=", self.name)}))

	def set_defaults(self):
		if not self.language:
			self.language = frappe.db.get_single_value("System Settings", "language")
		if not self.time_zone:
			self.time_zone = frappe.db.get_single_value("System Settings", "time_zone")
		self.desk_theme = self.desk_theme or "Light"

	def warn_without_roles(self):
		if self.roles or self._is_standard() or not self.flags.in_insert:
			return
		message = _("Newly created user {0} has no roles enabled.").format(frappe.bold(self.name))
		route = {"client_action": "frappe.set_route", "args": ["Form", self.doctype, self.name]}
		button = {"label": _("Add Roles"), **route}
		frappe.msgprint(message, indicator="orange", title=_("No Roles Specified"), primary_action=button)

	# What follows

	def share_with_self(self):
		"""Whoever the account belongs to may read and write it."""
		rights, flags = {"write": 1, "share": 1}, {"ignore_share_permission": True}
		if not self._is_standard():
			frappe.share.add_docshare(self.doctype, self.name, self.name, flags=flags, **rights)

	def enqueue_contact(self):
		"""A contact of the same name comes with the account."""
		if self._is_standard():
			return
		job = f"{__name__}.{create_contact.__name__}"
		frappe.enqueue(job, enqueue_after_commit=True, user=self, ignore_mandatory=True)

	def send_password_notification(self):
		"""Store a password that was set, or send the welcome mail to a new account."""
		from frappe.utils.password import update_password

		if self.__new_password:
			update_password(
				self.name, self.__new_password, logout_all_sessions=bool(self.logout_all_sessions)
			)
			self.__new_password = None
		elif self.flags.in_insert and self.send_welcome_email and self.name not in STANDARD_USERS:
			self.send_welcome_mail_to_user()
			frappe.msgprint(_("Welcome email sent"))
		self.flags.in_insert = False

	def reset_password(self, send_email: bool = False, password_expired: bool = False) -> str:
		"""A new key to set a password; returns the link with it."""
		if send_email or password_expired:
			raise NotImplementedError("User.reset_password(send_email=True)")
		key = frappe.generate_hash()
		self.db_set("reset_password_key", sha256_hash(key))
		self.db_set("last_reset_password_key_generated_on", now_datetime())
		return get_url(f"/update-password?key={key}")

	def send_welcome_mail_to_user(self):
		"""The mail with the link to set a password."""
		company = frappe.db.get_default("company") or frappe.get_system_settings("app_name")
		frappe.sendmail(
			recipients=self.email,
			subject=_("Welcome to {0}").format(company),
			message=self._get_welcome(self.reset_password()),
			header=[_("Welcome to {0}").format(company), "green"],
			delayed=bool(self.flags.delay_emails),
			retry=3,
		)

	def _get_welcome(self, link: str) -> str:
		lines = (
			_("Hello {0},").format(escape_html(self.first_name)),
			_("A new account has been created for you at {0}.").format(
				f'<a href="{get_url()}">{get_url()}</a>'
			),
			_("Your login id is: {0}").format(f"<b>{escape_html(self.name)}</b>"),
			_("Click on the link below to complete your registration and set a new password."),
			f'<a href="{link}" class="btn btn-primary">{_("Complete Registration")}</a>',
			_("You can also copy-paste following link in your browser") + f'<br><a href="{link}">{link}</a>',
		)
		return "".join(f"<p>{line}</p>" for line in lines)

	def _close_tasks(self):
		todo = frappe.qb.DocType("ToDo")
		mine = todo.allocated_to == self.name
		frappe.qb.update(todo).set(todo.status, "Cancelled").where(mine & (todo.status == "Open")).run()

	# Roles

	def append_roles(self, *roles):
		"""Add roles to the form."""
		had = {row.role for row in self.get("roles")}
		self.extend("roles", [{"role": role} for role in roles if role not in had])

	def add_roles(self, *roles):
		"""Add roles and save."""
		self.append_roles(*roles)
		self.save()

	def get_roles(self) -> list[str]:
		"""Roles of the user, with the automatic ones."""
		return frappe.get_roles(self.name)


def make_notification_settings(user: str) -> None:
	"""Settings that the user may change himself."""
	known = frappe.db.exists("Notification Settings", user)
	if known:
		return
	settings = frappe.new_doc("Notification Settings", user=user)
	settings.update({"name": user}).insert(ignore_permissions=True)


def create_contact(user, ignore_links: bool = False, ignore_mandatory: bool = False) -> None:
	"""Make the user's contact, or tie the one with his address to him."""
	if user.name in STANDARD_USERS:
		return
	person = {key: user.get(key) for key in ("first_name", "last_name", "gender")}
	name = frappe.db.get_value("Contact Email", {"email_id": user.email, "parenttype": "Contact"}, "parent")
	if name:
		frappe.get_doc("Contact", name).update(person).save(ignore_permissions=True)
		return
	made = frappe.get_doc(doctype="Contact", user=user.name, **person)
	made.add_email(user.email, is_primary=True)
	wishes = {"ignore_links": ignore_links, "ignore_mandatory": ignore_mandatory}
	made.flags.update(wishes)
	made.insert(ignore_permissions=True)


def get_permission_query_conditions(user: str) -> str | None:
	"""Nobody but the Administrator sees the standard users in a list."""
	if user == "Administrator":
		return None
	names = ", ".join(frappe.db.escape(name) for name in STANDARD_USERS)
	return f"(`tabUser`.name not in ({names}))"


def has_permission(doc, user: str) -> bool:
	"""Nobody but the Administrator touches the standard users."""
	return user == "Administrator" or doc.name not in STANDARD_USERS


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def user_query(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict | None
) -> list:
	"""Link search: enabled users by name or full name."""
	searched = ["name", "full_name"]
	matches = dict.fromkeys(searched, ("like", f"%{txt}%"))
	page = {"start": start, "page_length": page_len, "order_by": "name asc"}
	enabled = {"enabled": 1, **(filters or {})}
	return frappe.get_list("User", searched, enabled, or_filters=matches, as_list=True, **page)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def update_password(
	new_password: str, logout_all_sessions: int = 0, key: str | None = None, old_password: str | None = None
) -> str:
	"""Set a password with the key of a mail, or with the old password; returns where to go on."""
	from frappe.utils.password import check_password
	from frappe.utils.password import update_password as store
	from frappe.website.utils import get_home_page

	if key:
		user = frappe.db.get_value("User", {"reset_password_key": sha256_hash(key)})
	elif old_password:
		user = check_password(frappe.session.user, old_password)
	else:
		user = None
	if not user:
		frappe.throw(
			_("The reset password link has either been used before or is invalid"), frappe.LinkExpired
		)
	store(user, new_password, logout_all_sessions=bool(int(logout_all_sessions)))
	frappe.db.set_value(
		"User", user, {"reset_password_key": "", "last_reset_password_key_generated_on": None}
	)
	frappe.local.login_manager.login_as(user)
	is_system_user = frappe.db.get_value("User", user, "user_type") == SYSTEM_USER
	return "/app" if is_system_user else f"/{get_home_page()}"
