"""File: the row of a stored file; the bytes lie in the site's `public/files` or `private/files`."""

import hashlib
import mimetypes
import os
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote, urlparse

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, get_url

PREFIXES = ("/files/", "/private/files/")
REMOTE = ("http://", "https://")
UNSAFE = re.compile(r"[/\\%?#]")


class File(Document):
	"""A file or a folder of files."""

	no_feed_on_delete = True

	@property
	def is_remote_file(self) -> bool:
		"""Is it only a link to another server?"""
		return bool(self.file_url and self.file_url.startswith(REMOTE))

	def autoname(self):
		if self.is_folder:
			self.name = os.path.join(self.folder or "", self.file_name) if self.folder else self.file_name
		else:
			self.name = frappe.generate_hash(length=10)

	def before_insert(self):
		self.set_folder_name()
		self.set_is_private()
		content = self.flags.pop("content", None) or self.__dict__.pop("content", None)
		if self.is_folder:
			return
		self.validate_url_start()
		if content is not None:
			self.save_file(content=content, decode=bool(self.__dict__.pop("decode", False)))
		elif not self.is_remote_file:
			self.generate_content_hash()

	def after_insert(self):
		if not self.is_folder:
			self.create_attachment_record()

	def validate(self):
		checks = (self.validate_attachment_references, self.validate_file_url)
		fillers = (self.set_file_name, self.set_file_type, self.handle_is_private_changed)
		for step in () if self.is_folder else checks + fillers:
			step()

	def on_trash(self):
		is_fixed = self.is_home_folder or self.is_attachments_folder
		if is_fixed:
			frappe.throw(_("Cannot delete Home and Attachments folders"))
		if self.is_folder and frappe.db.exists("File", {"folder": self.name}):
			frappe.throw(_("Folder {0} is not empty").format(self.name))
		if not self.is_folder:
			self.delete_bytes_of_last_row()
			self.add_comment_in_reference_doc("Attachment Removed", escape_html(self.file_name))

	# Checks

	def validate_attachment_references(self):
		name = self.attached_to_name
		is_name = bool(name) and isinstance(name, str | int)
		if self.attached_to_doctype and not is_name:
			frappe.throw(_("Attached To Name must be a string or an integer"))

	def validate_url_start(self):
		if self.file_url and not self.file_url.startswith((*REMOTE, *PREFIXES)):
			frappe.throw(_("URL must start with http:// or https://"), title=_("Invalid URL"))

	def validate_file_url(self):
		"""Only a stored file or a web address; never a path into the machine."""
		if not self.file_url:
			frappe.throw(_("File {0} does not exist").format(""), OSError)
		self.validate_url_start()
		if self.is_remote_file:
			return
		base = Path(frappe.get_site_path("private" if self.is_private else "public", "files")).resolve()
		if not Path(self.get_full_path()).resolve().is_relative_to(base):
			frappe.throw(_("The File URL you've entered is incorrect"), title=_("Invalid File URL"))

	def set_folder_name(self):
		if not self.folder and not self.is_home_folder:
			self.folder = "Home/Attachments" if self.attached_to_doctype else "Home"

	def set_is_private(self):
		if self.file_url and not self.is_remote_file:
			self.is_private = int(self.file_url.startswith("/private"))

	def set_file_name(self):
		if not self.file_name and self.file_url:
			self.file_name = unquote(os.path.basename(urlparse(self.file_url).path))
		self.file_name = UNSAFE.sub("", self.file_name or "")

	def set_file_type(self):
		extension = os.path.splitext(self.file_name)[1]
		kind = mimetypes.guess_extension(mimetypes.guess_type(self.file_name)[0] or "") or extension
		self.file_type = (extension or kind).lstrip(".").upper() or None

	def handle_is_private_changed(self):
		"""Move the bytes when the file becomes public or private."""
		if self.is_remote_file or not self.has_value_changed("is_private") or self.is_new():
			return
		source = self.get_doc_before_save().get_full_path()
		self.file_url = f"{PREFIXES[self.is_private]}{os.path.basename(source)}"
		target = self.get_full_path()
		os.rename(source, target)
		frappe.db.after_rollback.add(lambda: os.rename(target, source))

	# Bytes

	def get_full_path(self) -> str:
		"""Where the bytes lie."""
		path = self.file_url or self.file_name
		if self.is_remote_file:
			return path
		if not path.startswith(PREFIXES):
			frappe.throw(_("There is some problem with the file url: {0}").format(path))
		folder = "private" if path.startswith("/private") else "public"
		return frappe.get_site_path(folder, "files", path.split("/files/", 1)[1])

	def exists_on_disk(self) -> bool:
		"""Are the bytes there?"""
		return os.path.exists(self.get_full_path())

	def get_content(self, encodings: list[str] | None = None) -> bytes | str:
		"""Text where the bytes are text, else the bytes."""
		if self.is_folder:
			frappe.throw(msg=_("Cannot get file contents of a Folder"))
		if self.is_remote_file:
			raise NotImplementedError("File.get_content of a remote file")
		data = self.get("content") or Path(self.get_full_path()).read_bytes()
		for encoding in encodings or ["utf-8-sig", "utf-8"]:
			if isinstance(data, bytes):
				with suppress(UnicodeDecodeError):
					data = data.decode(encoding)
		self._content = data
		return data

	def save_file(
		self, content=None, decode: bool = False, ignore_existing_file_check: bool = False, overwrite=False
	):
		"""Store the bytes, or point to the ones that are stored already."""
		if decode:
			raise NotImplementedError("File.save_file(decode=True)")
		data = content.encode() if isinstance(content, str) else content
		self.set_file_name()
		self.content_hash = get_content_hash(data)
		self.file_size = self.check_max_file_size(data)
		if not ignore_existing_file_check and (known := self._find_same()):
			self.file_url, self.file_name = known.file_url, known.file_name
			return
		self.file_name = self._get_free_name()
		self.file_url = f"{PREFIXES[int(bool(self.is_private))]}{self.file_name}"
		self.write_file(data)

	def _find_same(self):
		same = {"content_hash": self.content_hash, "is_private": int(bool(self.is_private))}
		for row in frappe.get_all("File", same, ["file_url", "file_name"], order_by="creation asc"):
			if frappe.get_doc({"doctype": "File", **row}).exists_on_disk():
				return row
		return None

	def _get_free_name(self) -> str:
		"""The name, or the name with the last digits of the hash where another file has it."""
		stem, extension = os.path.splitext(self.file_name)
		folder = frappe.get_site_path("private" if self.is_private else "public", "files")
		if not os.path.exists(os.path.join(folder, self.file_name)):
			return self.file_name
		return f"{stem}{self.content_hash[-6:]}{extension}"

	def write_file(self, data: bytes):
		"""Write the bytes; a rollback takes them away again."""
		path = Path(self.get_full_path())
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_bytes(data)
		frappe.db.after_rollback.add(lambda: path.unlink(missing_ok=True))

	def check_max_file_size(self, data: bytes) -> int:
		"""Size of the bytes; too many are refused."""
		limit = (frappe.get_system_settings("max_file_size") or 0) * 1024 * 1024 or 25 * 1024 * 1024
		if len(data) > limit:
			frappe.throw(
				_("File size exceeded the maximum allowed size of {0} MB").format(limit // 1048576),
				exc=frappe.ValidationError,
			)
		return len(data)

	def generate_content_hash(self):
		"""Hash of what an earlier row stored; fails where nothing is stored."""
		if self.content_hash or not self.file_url:
			return
		data = Path(self.get_full_path()).read_bytes()
		self.content_hash, self.file_size = get_content_hash(data), len(data)

	def delete_bytes_of_last_row(self):
		"""Delete the bytes when no other row points to them."""
		others = {"file_url": self.file_url, "name": ("!=", self.name)}
		if self.file_url and not self.is_remote_file and not frappe.db.exists("File", others):
			Path(self.get_full_path()).unlink(missing_ok=True)

	# The document it is attached to

	def create_attachment_record(self):
		url = self.file_url if self.is_remote_file else quote(self.file_url)
		text = f'<a href="{url}" target="_blank">{escape_html(self.file_name or self.file_url)}</a>'
		if self.is_private:
			text += ' <i class="fa fa-lock text-warning"></i>'
		self.add_comment_in_reference_doc("Attachment", text)

	def add_comment_in_reference_doc(self, comment_type: str, text: str):
		"""Note on the document's timeline that the file came or went."""
		place = (self.attached_to_doctype, self.attached_to_name)
		if all(place) and frappe.db.exists(*place):
			frappe.get_doc(*place).add_comment(comment_type, text)

	def get_url(self) -> str:
		"""The whole address."""
		return get_url(self.file_url)


def get_content_hash(content: bytes | str) -> str:
	"""Fingerprint of a file's bytes."""
	data = content.encode() if isinstance(content, str) else content
	return hashlib.md5(data, usedforsecurity=False).hexdigest()


def has_permission(doc, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""A file is as open as the document it is attached to; without one it is its owner's."""
	who, is_reading = user or frappe.session.user, ptype in ("read", "select")
	is_public = is_reading and not doc.is_private
	is_own = who != "Guest" and doc.owner == who
	if who == "Administrator" or is_public or is_own:
		return True
	is_attached = all((doc.attached_to_doctype, doc.attached_to_name))
	return is_attached and _is_document_open(doc, "read" if is_reading else "write", who)


def _is_document_open(doc, ptype: str, user: str) -> bool:
	try:
		return bool(
			frappe.get_doc(doc.attached_to_doctype, doc.attached_to_name).has_permission(ptype, user=user)
		)
	except frappe.DoesNotExistError:
		frappe.clear_last_message()
		return False


def get_permission_query_conditions(user: str | None = None) -> str:
	"""In a list: public files, one's own, and those of DocTypes that one may read."""
	who = user or frappe.session.user
	if who == "Administrator":
		return ""
	own = f"`tabFile`.`owner` = {frappe.db.escape(who)}"
	if frappe.get_cached_value("User", who, "user_type") != "System User":
		return f"({own})"
	readable = ", ".join(frappe.db.escape(name) for name in frappe.permissions.get_doctypes_with_read())
	return (
		f"((`tabFile`.`is_private` = 0) or (`tabFile`.`attached_to_doctype` is null and {own})"
		f" or (`tabFile`.`attached_to_doctype` in ({readable or repr('')})))"
	)


def on_doctype_update() -> None:
	"""Attachments are found by document."""
	frappe.db.add_index("File", ["attached_to_doctype", "attached_to_name"])
	frappe.db.add_index("File", ["file_url(100)"])
