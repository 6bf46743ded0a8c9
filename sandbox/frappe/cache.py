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
		self.lasting: dict = {}
		self.ends: dict[str, float] = {}

	def follow(self, version: int, is_own: bool) -> None:
		"""Move on to a version; only its writer knows that what he holds is still right."""
		if version <= self.version:
			return
		if not is_own or self.version != version - 1:
			self.data = {}
		self.version = version


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
		site = getattr(frappe.local, "site_path", None) or ""
		if site not in self.stores:
			self.stores[site] = Store()
		return self.stores[site]

	def _get_data(self) -> dict:
		database, store = getattr(frappe.local, "db", None), self._get_store()
		if not database:
			return store.data
		version = database.get_version()
		return store.data if version == store.version else database.own_cache

	def follow(self, version: int, is_own: bool) -> None:
		"""The database has a new version; `is_own` when this process made it."""
		self._get_store().follow(version, is_own)

	def _get_lasting(self, key: str, default=None):
		store = self._get_store()
		if key in store.ends and store.ends[key] <= time.time():
			self._forget(key)
		return store.lasting.get(key, default)

	def _forget(self, key: str) -> bool:
		store = self._get_store()
		store.ends.pop(key, None)
		found = [keep.pop(key, None) for keep in (store.lasting, self._get_data())]
		return any(value is not None for value in found)

	# Values

	def make_key(self, key: str, user: str | bool | None = None, shared: bool = False) -> str:
		"""The key as it is kept; `user=True` is whoever is logged in."""
		if user is True:
			user = frappe.session.user
		return f"user:{user}:{key}" if user else key

	def set_value(self, key, val, user=None, expires_in_sec: int | None = None, shared: bool = False) -> None:
		"""Keep a value, for some seconds when `expires_in_sec` says so."""
		key = self.make_key(key, user)
		self._forget(key)
		if expires_in_sec:
			store = self._get_store()
			store.lasting[key], store.ends[key] = val, time.time() + expires_in_sec
		else:
			self._get_data()[key] = val

	def get_value(self, key, generator: Callable | None = None, user=None, expires=False, shared=False):
		"""The value, else None, else what the generator makes, which is kept."""
		key = self.make_key(key, user)
		value = self._get_lasting(key)
		if value is None:
			value = self._get_data().get(key)
		if value is None and generator:
			value = generator()
			self._get_data()[key] = value
		return value

	def get_keys(self, key: str) -> list[str]:
		"""Keys that begin like this."""
		kept = {**self._get_data(), **self._get_store().lasting}
		return [name for name in kept if name.startswith(key.rstrip("*"))]

	def delete_value(
		self, keys: str | Iterable[str], user=None, make_keys: bool = True, shared=False
	) -> None:
		"""Forget one or several values."""
		for key in (keys,) if isinstance(keys, str) else keys:
			self._forget(self.make_key(key, user) if make_keys else key)

	def delete_keys(self, key: str) -> None:
		"""Forget the values whose keys begin like this."""
		self.delete_value(self.get_keys(key), make_keys=False)

	def exists(self, *names: str, user=None, shared=None) -> int:
		"""How many of the keys there are."""
		return sum(self.get_value(name, user=user) is not None for name in names)

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

	def hdel(self, name: str, key: str | Iterable[str], shared: bool = False) -> None:
		"""Forget one or several keys of a name."""
		for one in (key,) if isinstance(key, str) else key:
			self._get_data().get(name, {}).pop(one, None)

	def hkeys(self, name: str) -> list[str]:
		"""All keys of a name."""
		return list(self._get_data().get(name, {}))


cache = Cache()
