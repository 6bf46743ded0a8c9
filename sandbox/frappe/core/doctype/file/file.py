"""File: the row of a stored file; the bytes lie in the site's `public/files` or `private/files`."""

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import quote

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

PREFIXES = ("/files/", "/private/files/")
UNSAFE = re.compile(r"[/\\%?#]")
MOST_BYTES = 25 * 1024 * 1024


class File(Document):
	"""A file or a folder of files."""

	is_remote_file = False
	"""Links to other servers are not offered."""

	def autoname(self):
		if self.is_folder:
			self.name = os.path.join(self.folder or "", self.file_name)
		else:
			self.name = frappe.generate_hash(length=10)

	def before_insert(self):
		if not self.folder and not self.is_home_folder:
			self.folder = "Home/Attachments" if self.attached_to_doctype else "Home"
		content = self.__dict__.pop("content", None)
		if content is not None:
			self.save_file(content)
		elif self.file_url:
			self.validate_file_url()
			self.is_private = int(self.file_url.startswith("/private"))
			data = Path(self.get_full_path()).read_bytes()
			self.content_hash, self.file_size = get_content_hash(data), len(data)
			self.file_name = self.file_name or os.path.basename(self.file_url)

	def after_insert(self):
		if self.is_folder:
			return
		text = f'<a href="{quote(self.file_url)}" target="_blank">{escape_html(self.file_name)}</a>'
		if self.is_private:
			text += ' <i class="fa fa-lock text-warning"></i>'
		self.add_comment_in_reference_doc("Attachment", text)

	def validate(self):
		if self.is_folder:
			return
		self.validate_file_url()
		self.file_name = UNSAFE.sub("", self.file_name or "")
		self.file_type = os.path.splitext(self.file_name)[1].lstrip(".").upper() or None
		if not self.is_new() and self.has_value_changed("is_private"):
			self.move_bytes()

	def on_trash(self):
		if self.is_folder:
			raise NotImplementedError("deleting a folder of files")
		others = {"file_url": self.file_url, "name": ("!=", self.name)}
		if not frappe.db.exists("File", others):
			Path(self.get_full_path()).unlink(missing_ok=True)
		self.add_comment_in_reference_doc("Attachment Removed", escape_html(self.file_name))

	def validate_file_url(self):
		"""Only a stored file; never a path into the machine. Links to other servers are left to a real site."""
		if not self.file_url:
			frappe.throw(_("File {0} does not exist").format(""), OSError)
		if self.file_url.startswith(("http://", "https://")):
			raise NotImplementedError("a File on another server")
		if not self.file_url.startswith(PREFIXES):
			frappe.throw(_("URL must start with http:// or https://"), title=_("Invalid URL"))
		folder = Path(self.get_full_path()).resolve().parent
		if folder != Path(frappe.get_site_path(self.get_folder(), "files")).resolve():
			frappe.throw(_("The File URL you've entered is incorrect"), title=_("Invalid File URL"))

	def move_bytes(self):
		"""Move the bytes when the file becomes public or private."""
		source = self.get_doc_before_save().get_full_path()
		self.file_url = f"{PREFIXES[self.is_private]}{os.path.basename(source)}"
		target = self.get_full_path()
		os.rename(source, target)
		frappe.db.after_rollback.add(lambda: os.rename(target, source))

	# Bytes

	def get_folder(self) -> str:
		"""The site's folder that the address leads into."""
		return "private" if self.file_url.startswith("/private") else "public"

	def get_full_path(self) -> str:
		"""Where the bytes lie."""
		return frappe.get_site_path(self.get_folder(), "files", self.file_url.split("/files/", 1)[1])

	def exists_on_disk(self) -> bool:
		"""Are the bytes there?"""
		return os.path.exists(self.get_full_path())

	def get_content(self) -> bytes | str:
		"""Text where the bytes are text, else the bytes."""
		data = Path(self.get_full_path()).read_bytes()
		try:
			return data.decode("utf-8-sig")
		except UnicodeDecodeError:
			return data

	def save_file(self, content: bytes | str):
		"""Store the bytes, or point to the ones that are stored already."""
		data = content.encode() if isinstance(content, str) else content
		if len(data) > MOST_BYTES:
			message = _("File size exceeded the maximum allowed size of {0} MB")
			frappe.throw(message.format(MOST_BYTES // 1048576))
		self.file_name = UNSAFE.sub("", self.file_name or "")
		self.content_hash, self.file_size = get_content_hash(data), len(data)
		same = {"content_hash": self.content_hash, "is_private": int(bool(self.is_private))}
		for row in frappe.get_all("File", same, ["file_url", "file_name"], order_by="creation asc"):
			if frappe.get_doc({"doctype": "File", **row}).exists_on_disk():
				self.update(row)
				return
		self.file_name = self._get_free_name()
		self.file_url = f"{PREFIXES[int(bool(self.is_private))]}{self.file_name}"
		self._write(data)

	def _get_free_name(self) -> str:
		"""The name, or the name with the last digits of the hash where another file has it."""
		stem, extension = os.path.splitext(self.file_name)
		folder = frappe.get_site_path("private" if self.is_private else "public", "files")
		if not os.path.exists(os.path.join(folder, self.file_name)):
			return self.file_name
		return f"{stem}{self.content_hash[-6:]}{extension}"

	def _write(self, data: bytes):
		"""Write the bytes; a rollback takes them away again."""
		path = Path(self.get_full_path())
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_bytes(data)
		frappe.db.after_rollback.add(lambda: path.unlink(missing_ok=True))

	def add_comment_in_reference_doc(self, comment_type: str, text: str):
		"""Note on the document's timeline that the file came or went."""
		place = (self.attached_to_doctype, self.attached_to_name)
		if all(place) and frappe.db.exists(*place):
			frappe.get_doc(*place).add_comment(comment_type, text)


def get_content_hash(content: bytes | str) -> str:
	"""Fingerprint of a file's bytes."""
	data = content.encode() if isinstance(content, str) else content
	return hashlib.md5(data, usedforsecurity=False).hexdigest()


def has_permission(doc, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""A file is as open as the document it is attached to; without one it is its owner's."""
	user, is_reading = user or frappe.session.user, ptype in ("read", "select")
	is_own = user != "Guest" and doc.owner == user
	if user == "Administrator" or is_own or (is_reading and not doc.is_private):
		return True
	place = (doc.attached_to_doctype, doc.attached_to_name)
	if not all(place) or not frappe.db.exists(*place):
		return False
	return bool(frappe.get_doc(*place).has_permission("read" if is_reading else "write", user=user))


def get_permission_query_conditions(user: str | None = None) -> str:
	"""In a list: public files, one's own, and those of DocTypes that one may read."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	own = f"`tabFile`.`owner` = {frappe.db.escape(user)}"
	if frappe.get_cached_value("User", user, "user_type") != "System User":
		return f"({own})"
	readable = ", ".join(frappe.db.escape(name) for name in frappe.permissions.get_doctypes_with_read())
	return (
		f"(`tabFile`.`is_private` = 0 or (`tabFile`.`attached_to_doctype` is null and {own})"
		f" or `tabFile`.`attached_to_doctype` in ({readable}))"
	)
