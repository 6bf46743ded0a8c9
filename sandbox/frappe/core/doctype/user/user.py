"""User: who may log in, with which roles; the mail and rows that come with a new account."""

import frappe
from frappe import STANDARD_USERS, _
from frappe.model.document import Document
from frappe.utils import escape_html, get_url, sha256_hash, validate_email_address

SYSTEM_USER, WEBSITE_USER = "System User", "Website User"


class User(Document):
	"""A person's account."""

	def autoname(self):
		if not self.is_standard():
			self.email = (self.email or "").strip().lower()
			self.name = self.email

	def before_insert(self):
		self.flags.in_insert = True

	def validate(self):
		if self.new_password:
			raise NotImplementedError("User.new_password; call frappe.utils.password.update_password")
		if not self.is_standard():
			self.email = self.name
			validate_email_address(self.email, True)
		self.ensure_unique_roles()
		self.set_system_user()
		self.full_name = " ".join(filter(None, (self.first_name, self.last_name)))
		self.check_enable_disable()
		self.language = self.language or frappe.db.get_single_value("System Settings", "language")
		self.time_zone = self.time_zone or frappe.db.get_single_value("System Settings", "time_zone")

	def on_update(self):
		self.share_with_self()
		frappe.clear_cache(user=self.name)
		if self.flags.in_insert and not self.is_standard():
			if self.send_welcome_email:
				self.send_welcome_mail_to_user()
			job = f"{__name__}.create_contact"
			frappe.enqueue(job, enqueue_after_commit=True, user=self, ignore_mandatory=True)
		self.flags.in_insert = False

	def on_trash(self):
		if self.is_standard():
			frappe.throw(_("User {0} cannot be deleted").format(self.name))
		self._close_tasks()
		frappe.db.delete("DocShare", {"user": self.name})
		frappe.db.delete("DefaultValue", {"parent": self.name})
		frappe.db.set_value("Contact", {"user": self.name}, "user", None)
		frappe.clear_cache(user=self.name)

	def is_standard(self) -> bool:
		"""Is it the Administrator or the Guest?"""
		return self.name in STANDARD_USERS

	# What is checked and filled in

	def ensure_unique_roles(self):
		"""Each role once."""
		self.set("roles", list({row.role: row for row in reversed(self.roles)}.values())[::-1])

	def set_system_user(self):
		"""A role with desk access makes a System User."""
		if self.name == "Administrator":
			self.user_type = SYSTEM_USER
		else:
			self.user_type = SYSTEM_USER if self.has_desk_access() else WEBSITE_USER

	def has_desk_access(self) -> bool:
		"""Has any of the roles access to the desk?"""
		roles = [row.role for row in self.roles]
		return bool(roles and frappe.get_all("Role", {"name": ("in", roles), "desk_access": 1}, limit=1))

	def check_enable_disable(self):
		"""Who is disabled has no tasks."""
		if self.enabled:
			return
		if self.is_standard():
			frappe.throw(_("User {0} cannot be disabled").format(self.name))
		if not self.is_new():
			self._close_tasks()

	def _close_tasks(self):
		frappe.db.set_value("ToDo", {"allocated_to": self.name, "status": "Open"}, "status", "Cancelled")

	# What follows

	def share_with_self(self):
		"""Whoever the account belongs to may read and write it."""
		if not self.is_standard():
			flags = {"ignore_share_permission": True}
			frappe.share.add_docshare(self.doctype, self.name, self.name, write=1, share=1, flags=flags)

	def reset_password(self, send_email: bool = False, password_expired: bool = False) -> str:
		"""A new key to set a password; returns the link with it."""
		if send_email or password_expired:
			raise NotImplementedError("User.reset_password(send_email=True)")
		key = frappe.generate_hash()
		self.db_set("reset_password_key", sha256_hash(key))
		return get_url(f"/update-password?key={key}")

	def send_welcome_mail_to_user(self):
		"""The mail with the link to set a password."""
		title, link = _("Welcome to {0}").format(frappe.db.get_default("company")), self.reset_password()
		lines = (
			_("Hello {0},").format(escape_html(self.first_name)),
			_("A new account has been created for you at {0}.").format(get_url()),
			_("Your login id is: {0}").format(f"<b>{escape_html(self.name)}</b>"),
			f'<a href="{link}" class="btn btn-primary">{_("Complete Registration")}</a>',
		)
		message = "".join(f"<p>{line}</p>" for line in lines)
		frappe.sendmail(
			recipients=self.email,
			subject=title,
			message=message,
			header=[title, "green"],
			delayed=bool(self.flags.delay_emails),
		)

	# Roles

	def append_roles(self, *roles):
		"""Add roles to the form."""
		had = {row.role for row in self.get("roles")}
		self.extend("roles", [{"role": role} for role in roles if role not in had])

	def add_roles(self, *roles):
		"""Add roles and save."""
		self.append_roles(*roles)
		self.save()


def create_contact(user, ignore_links: bool = False, ignore_mandatory: bool = False) -> None:
	"""Make the user's contact, or tie the one with his address to him."""
	person = {key: user.get(key) for key in ("first_name", "last_name", "gender")}
	name = frappe.db.get_value("Contact Email", {"email_id": user.email, "parenttype": "Contact"}, "parent")
	if name:
		frappe.get_doc("Contact", name).update(person).save(ignore_permissions=True)
		return
	contact = frappe.get_doc(doctype="Contact", user=user.name, **person)
	contact.add_email(user.email, is_primary=True)
	contact.flags.update(ignore_links=ignore_links, ignore_mandatory=ignore_mandatory)
	contact.insert(ignore_permissions=True)


def get_permission_query_conditions(user: str) -> str | None:
	"""Nobody but the Administrator sees the standard users in a list."""
	if user == "Administrator":
		return None
	names = ", ".join(frappe.db.escape(name) for name in STANDARD_USERS)
	return f"(`tabUser`.name not in ({names}))"


def has_permission(doc, user: str) -> bool:
	"""Nobody but the Administrator touches the standard users."""
	return user == "Administrator" or doc.name not in STANDARD_USERS


@frappe.whitelist(allow_guest=True, methods=["POST"])
def update_password(new_password: str, logout_all_sessions: int = 0, key: str | None = None) -> str:
	"""Set a password with the key of a mail; returns where to go on."""
	from frappe.utils.password import update_password as store
	from frappe.website.utils import get_home_page

	user = frappe.db.get_value("User", {"reset_password_key": sha256_hash(key)}) if key else None
	if not user:
		message = _("The reset password link has either been used before or is invalid")
		frappe.throw(message, frappe.LinkExpired)
	store(user, new_password, logout_all_sessions=bool(int(logout_all_sessions)))
	frappe.db.set_value("User", user, "reset_password_key", "")
	frappe.local.login_manager.login_as(user)
	is_system_user = frappe.db.get_value("User", user, "user_type") == SYSTEM_USER
	return "/app" if is_system_user else f"/{get_home_page()}"
