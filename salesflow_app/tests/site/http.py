"""The site's web server as a real process, and clients that talk to it as a browser would."""

import json
import re
import subprocess
import sys
import time

import frappe
import requests
from frappe.utils.password import update_password

from salesflow_app.tests.site.connection import SITE, get_environment, get_sites_folder
from salesflow_app.tests.site.mailserver import get_free_port

PASSWORD = "Nordwind-Test-2026!"
SECONDS_TO_START = 60


class Server:
	"""`bench serve` on a free port. What tests want it to see has to be committed."""

	def __init__(self, **environment: str):
		self.environment = environment
		self.port = get_free_port()
		self.url = f"http://127.0.0.1:{self.port}"
		self._process = None
		self._logins: dict[str, Client] = {}

	def start(self) -> None:
		command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site", SITE, "serve"]
		self._process = subprocess.Popen(
			[*command, "--port", str(self.port), "--noreload"],
			cwd=get_sites_folder(),
			env={**get_environment(), **self.environment},
			stdout=subprocess.DEVNULL,
			stderr=subprocess.DEVNULL,
		)
		self._wait()

	def _wait(self) -> None:
		for _second in range(SECONDS_TO_START * 4):
			if self._process.poll() is not None:
				raise RuntimeError(f"The web server of {SITE} ended with {self._process.returncode}")
			try:
				requests.get(f"{self.url}/api/method/ping", timeout=10)
				return
			except requests.ConnectionError:
				time.sleep(0.25)
		raise RuntimeError(f"The web server of {SITE} did not answer within {SECONDS_TO_START} seconds")

	def stop(self) -> None:
		if self._process:
			self._process.terminate()
			self._process.wait(timeout=20)

	def guest(self) -> "Client":
		"""A browser in which nobody is logged in."""
		return Client(self.url)

	def as_user(self, email: str) -> "Client":
		"""A browser in which this user is logged in; a second one shares the login, as two tabs do."""
		client = Client(self.url)
		client.adopt(self._logins.get(email))
		if client.get_user() != email:
			client = Client(self.url).login(email, self._get_password(email))
			self._logins[email] = client
		return client

	def _get_password(self, email: str) -> str:
		update_password(email, PASSWORD)
		frappe.db.commit()
		return PASSWORD


class Client(requests.Session):
	"""A browser session: cookies, CSRF token, and paths instead of whole addresses."""

	def __init__(self, url: str):
		super().__init__()
		self.url = url
		self.csrf_token = ""

	def request(self, method, url, **kwargs) -> requests.Response:
		kwargs.setdefault("timeout", 60)
		return super().request(method, url if "://" in url else self.url + url, **kwargs)

	def login(self, email: str, password: str) -> "Client":
		answer = self.post("/api/method/login", data={"usr": email, "pwd": password})
		assert answer.ok, f"{email} cannot log in: {answer.text[:300]}"
		self.read_csrf_token("/app" if answer.json().get("message") == "Logged In" else "/salesflow")
		return self

	def adopt(self, other: "Client | None") -> None:
		"""Take over the login of another client."""
		if other:
			self.cookies.update(other.cookies)
			self.headers.update(other.headers)
			self.csrf_token = other.csrf_token

	def get_user(self) -> str:
		"""Who the server says is logged in."""
		answer = self.get("/api/method/frappe.auth.get_logged_user")
		return answer.json().get("message", "Guest") if answer.ok else "Guest"

	def read_csrf_token(self, path: str) -> None:
		"""Take the token from a page, as a browser does; from then on it is sent along."""
		found = re.search(r'csrf_token\s*=\s*"([0-9a-f]{16,})"', self.get(path).text)
		assert found, f"{path} gives its reader no CSRF token"
		self.csrf_token = found.group(1)
		self.headers["X-Frappe-CSRF-Token"] = self.csrf_token

	def api_get(self, method: str, **params) -> requests.Response:
		"""GET of a whitelisted method, or of `/api/resource/...`."""
		return self.get(_get_path(method), params=_as_form(params))

	def api_post(self, method: str, **data) -> requests.Response:
		"""POST to a whitelisted method; to `/api/resource/<doctype>` to insert."""
		if method.startswith("/api/resource"):
			return self.post(method, json=data)
		return self.post(_get_path(method), data=_as_form(data))

	def api_put(self, doctype: str, name: str, **values) -> requests.Response:
		"""REST update of a document."""
		return self.put(f"/api/resource/{doctype}/{name}", json=values)

	def api_delete(self, doctype: str, name: str) -> requests.Response:
		return self.delete(f"/api/resource/{doctype}/{name}")


def get_refusal(answer: requests.Response) -> str:
	"""The sentences a user reads in an answer."""
	try:
		body = answer.json()
	except ValueError:
		return answer.text
	lines = [json.loads(line).get("message", "") for line in json.loads(body.get("_server_messages") or "[]")]
	return "\n".join(lines) or str(body.get("exception") or body.get("message") or "")


def _get_path(method: str) -> str:
	return method if method.startswith("/") else f"/api/method/{method}"


def _as_form(values: dict) -> dict:
	return {k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in values.items()}
