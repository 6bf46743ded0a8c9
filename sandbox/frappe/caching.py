"""What `frappe.cache` keeps: in this process, for as long as the site's database says the same.

Every committed change, by whatever process, begins a new version of the database. Values belong to the version
that they were read from, so a process never reads what another one has made stale. Values with a life time are
no copies of the database and stay.
"""

import time
from collections.abc import Callable, Iterable

import frappe


class Store:
	"""The values of one site."""

	def __init__(self):
		self.version = -1
		self.data: dict = {}
		self.lasting: dict[str, tuple] = {}


class Cache:
	"""Redis as Frappe offers it: `frappe.cache.get_value(...)`, also as `frappe.cache().get_value(...)`."""

	def __init__(self):
		self.stores: dict[str, Store] = {}

	def __call__(self) -> "Cache":
		return self

	def __getattr__(self, name: str):
		if name.startswith("__"):
			raise AttributeError(name)
		raise NotImplementedError(f"frappe.cache.{name} is not offered by the sandbox")

	def _get_store(self) -> Store:
		return self.stores.setdefault(getattr(frappe.local, "site_path", None) or "", Store())

	def _get_data(self) -> dict:
		database, store = getattr(frappe.local, "db", None), self._get_store()
		if not database or database.get_version() == store.version:
			return store.data
		return database.own_cache

	def follow(self, version: int, is_own: bool) -> None:
		"""The database has a new version; only who made it knows that what he holds is still right."""
		store = self._get_store()
		if version > store.version:
			if not is_own or store.version != version - 1:
				store.data = {}
			store.version = version

	# Values

	def make_key(self, key: str, user: str | bool | None = None) -> str:
		"""The key as it is kept; `user=True` is whoever is logged in."""
		user = frappe.session.user if user is True else user
		return f"user:{user}:{key}" if user else key

	def set_value(self, key, val, user=None, expires_in_sec: int | None = None, shared: bool = False) -> None:
		"""Keep a value, for some seconds when `expires_in_sec` says so."""
		key = self.make_key(key, user)
		if expires_in_sec:
			self._get_store().lasting[key] = (val, time.time() + expires_in_sec)
		else:
			self._get_data()[key] = val

	def get_value(self, key, generator: Callable | None = None, user=None, expires=False, shared=False):
		"""The value, else None, else what the generator makes, which is kept."""
		key = self.make_key(key, user)
		value, end = self._get_store().lasting.get(key, (None, 0))
		if end < time.time():
			value = self._get_data().get(key)
		if value is None and generator:
			value = self._get_data()[key] = generator()
		return value

	def delete_value(
		self, keys: str | Iterable[str], user=None, make_keys: bool = True, shared=False
	) -> None:
		"""Forget one or several values."""
		for key in (keys,) if isinstance(keys, str) else keys:
			key = self.make_key(key, user) if make_keys else key
			self._get_store().lasting.pop(key, None)
			self._get_data().pop(key, None)

	def delete_keys(self, key: str) -> None:
		"""Forget the values whose keys begin like this."""
		kept = [*self._get_data(), *self._get_store().lasting]
		self.delete_value([name for name in kept if name.startswith(key.rstrip("*"))], make_keys=False)

	def flushall(self) -> None:
		"""Forget everything of this site."""
		self.stores.pop(getattr(frappe.local, "site_path", None) or "", None)

	# Hashes

	def hset(self, name: str, key: str, value, shared: bool = False) -> None:
		"""Keep a value under a name and a key."""
		self._get_data().setdefault(name, {})[key] = value

	def hget(self, name: str, key: str, generator: Callable | None = None, shared: bool = False):
		"""The value under a name and a key, else what the generator makes, which is kept."""
		value = self._get_data().get(name, {}).get(key)
		if value is None and generator:
			value = generator()
			self.hset(name, key, value)
		return value

	def hdel(self, name: str, key: str, shared: bool = False) -> None:
		"""Forget a key of a name."""
		self._get_data().get(name, {}).pop(key, None)


cache = Cache()
