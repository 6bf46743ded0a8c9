"""The zip: checked by a stranger, handed to who asked alone, logged, and deleted by the clock."""

import io
import subprocess
import sys
import zipfile

import frappe
import pytest
from frappe.utils import add_days, now_datetime

from salesflow_app.dossier import exports, retention
from salesflow_app.evidence import keys
from salesflow_app.evidence.proof import bundle
from salesflow_app.evidence.proof import dossier as proof
from salesflow_app.evidence.proof.findings import INCOMPLETE, TAMPERED, WHOLE, get_verdict
from salesflow_app.outbox import entries, worker
from salesflow_app.sealing import asking
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.dossier import helpers
from salesflow_app.tests.site.evidence.test_bundle import WITHOUT_FRAPPE
from salesflow_app.tests.site.refusals import refuse


def check(files: dict[str, bytes]) -> list:
	return list(proof.check(files, keys.get_mac_keys()))


def test_stranger_checks_it_by_one_command(users, sealed, tmp_path):
	helpers.attach(sealed, "Paper.txt", b"what was agreed")
	content = helpers.read(helpers.export(users.om, sealed))
	with zipfile.ZipFile(io.BytesIO(content)) as archive:
		archive.extractall(tmp_path)
	command = [sys.executable, "-c", WITHOUT_FRAPPE, str(tmp_path / "verify.py")]
	done = subprocess.run(command, capture_output=True, text=True, cwd="/")
	assert done.returncode == 0 and "Result: whole" in done.stdout, done.stdout + done.stderr
	(paper,) = (path for path in (tmp_path / "files").iterdir() if path.suffix == ".txt")
	paper.write_bytes(b"what was agreed!")
	done = subprocess.run(command, capture_output=True, text=True, cwd="/")
	assert done.returncode == 1 and "was changed" in done.stdout
	(tmp_path / "whole.zip").write_bytes(content)
	assert get_verdict(asking.find(bundle=tmp_path / "whole.zip")) == WHOLE


def test_every_change_of_the_zip_is_seen(users, sealed):
	files = helpers.unpack(helpers.read(helpers.export(users.om, sealed)))
	assert get_verdict(check(files)) == WHOLE and not [f for f in check(files) if f.level > 0]
	nested = next(name for name in files if name.startswith("evidence/") and name.endswith(".zip"))
	for name in ("dossier.json", "manifest.json", "manifest.sig", nested):
		changed = bytearray(files[name])
		changed[len(changed) // 2] ^= 1
		assert get_verdict(check({**files, name: bytes(changed)})) == TAMPERED, name
	assert get_verdict(check({**files, "files/more.txt": b"more"})) == TAMPERED
	listed = files["manifest.json"].replace(b'"files": {', b'"files": {"files/more.txt": "00",')
	assert get_verdict(check({**files, "manifest.json": listed})) == TAMPERED
	for name in files:
		without = {key: value for key, value in files.items() if key != name}
		if name != "dossier.json":  # without it, it is no dossier
			assert get_verdict(check(without)) == INCOMPLETE, name


def test_a_byte_of_the_zip_itself_is_seen_or_changes_nothing(users, sealed, tmp_path):
	content = helpers.read(helpers.export(users.om, sealed))
	whole, path = helpers.unpack(content), tmp_path / "changed.zip"
	for position in range(100, len(content), len(content) // 40):
		changed = bytearray(content)
		changed[position] ^= 0xFF
		path.write_bytes(bytes(changed))
		if get_verdict(asking.find(bundle=path)) == WHOLE:
			assert bundle.read(path) == whole, position


def test_zips_that_lie_are_no_bundles(tmp_path, monkeypatch):
	path = tmp_path / "twice.zip"
	with pytest.warns(UserWarning), zipfile.ZipFile(path, "w") as archive:
		archive.writestr("dossier.json", "{}")
		archive.writestr("dossier.json", "{}")
	with pytest.raises(bundle.NoBundle, match="two files of the same name"):
		bundle.read(path)
	bomb = helpers.pack({"big": b"\0" * 10_000_000})
	with pytest.raises(bundle.NoBundle, match="too large"):
		bundle.read_zip(bomb, "bomb", most_bytes=1_000_000)


def test_a_missing_file_is_named_and_stops_nothing(users, sealed):
	file = helpers.attach(sealed, "Gone.txt", b"gone soon")
	with open(file.get_full_path(), "rb") as there:
		assert there.read()
	frappe.db.set_value("File", file.name, "file_url", "/private/files/never-there.txt")
	log = helpers.export(users.om, sealed)
	assert log.missing == 1
	found = check(helpers.unpack(helpers.read(log)))
	assert get_verdict(found) == INCOMPLETE
	assert "/private/files/never-there.txt: was missing" in str(found[0])
	told = frappe.get_all("Notification Log", {"for_user": users.om, "link": log.file_url}, pluck="subject")
	assert len(told) == 1 and "1 files are missing" in told[0]


def test_names_lead_nowhere_and_uploads_are_not_opened(users, sealed):
	bomb = helpers.pack({"dossier.json": b"\0" * 50_000_000})
	for name in ("evidence.zip", "Vertrag – Ümläut 契約.zip"):
		helpers.attach(sealed, name, bomb + name.encode())
	row = helpers.attach(sealed, "x.txt", b"x").name
	frappe.db.set_value("File", row, "file_url", "/private/files/../../site_config.json")
	log = helpers.export(users.om, sealed)
	files = helpers.unpack(helpers.read(log))
	assert get_verdict(check(files)) == INCOMPLETE  # site_config.json is no file of the deal
	assert not any("site_config" in name or ".." in name or not name.isascii() for name in files)
	assert sum(name.endswith(".zip") for name in files if name.startswith("files/")) == 2


def test_the_same_request_twice_is_one_export_and_another_user_gets_their_own(users, sealed):
	first, again = helpers.ask(users.om, sealed), helpers.ask(users.om, sealed)
	other = helpers.ask(users.sm, sealed)
	assert first == again != other
	for request in (first, first, other):
		worker.work(request)
	logs = frappe.get_all(exports.LOG, {"reference_name": sealed.name}, ["exported_by", "file_url"])
	assert {log.exported_by for log in logs} == {users.om, users.sm} and len(logs) == 2
	assert len({log.file_url for log in logs}) == 2
	assert helpers.ask(users.om, sealed) != first  # what was delivered is asked for anew


def test_only_who_asked_reads_the_file(users, sealed):
	log = helpers.export(users.om, sealed)
	file = frappe.get_doc("File", {"file_url": log.file_url})
	assert file.is_private and file.owner == users.om
	for user, may in ((users.om, True), (users.sm, False), (users.sys, False), (users.a1, False)):
		with deals.as_user(user):
			assert bool(frappe.has_permission("File", "read", file)) == may, user
			if not may:
				with pytest.raises(frappe.DoesNotExistError):
					exports.get_state(log.request)


def test_the_log_says_who_took_what_and_nobody_changes_it(users, sealed):
	log = helpers.export(users.ac, sealed, kind="invoice")
	assert (log.exported_by, log.form, log.filters) == (users.ac, "Zip", '{"kind": "invoice"}')
	assert log.entry_count == 1 and log.left_out > 0 and len(log.file_hash) == 64
	for change in (lambda: log.update({"exported_by": users.om}).save(), log.delete):
		refuse(change, words="permanent record")


def test_who_may_no_longer_read_it_gets_nothing(users, sealed):
	reader = factories.make_user("Sales Manager")
	request = helpers.ask(reader, sealed)
	frappe.db.set_value("User", reader, "enabled", 0)
	worker.work(request)
	assert frappe.db.get_value(entries.DOCTYPE, request, "state") == entries.NOT_SENT
	assert not frappe.db.exists(exports.LOG, {"request": request})


def test_a_long_export_has_the_time_of_the_long_queue(users, sealed, monkeypatch):
	queues = {}
	monkeypatch.setattr(
		entries.background, "enqueue", lambda _method, queue, entry, **_options: queues.update({entry: queue})
	)
	for kind in (entries.DOSSIER, entries.MAIL):
		entries.wake(kind, kind)
	assert queues == {entries.DOSSIER: "long", entries.MAIL: "short"}
	request = frappe.get_doc(entries.DOCTYPE, helpers.ask(users.sm, sealed))
	assert frappe.utils.time_diff_in_seconds(request.next_try, request.creation) > 20 * 60


def test_export_needs_the_right_to_take_data_out(users, sealed):
	opportunity = factories.make_opportunity(users.customer_a)
	with deals.as_user(users.su):  # ERPNext lets a Sales User print an Opportunity, and not export it
		refuse(exports.start, "Opportunity", opportunity.name, "Zip", words="no right to export")
		assert exports.start("Opportunity", opportunity.name, "PDF")
	with deals.as_user(users.a1), pytest.raises(frappe.PermissionError):
		exports.start("SOW", sealed.name, "Zip")


def test_pdf_has_every_entry(users, deal, real_paper, monkeypatch):
	from pypdf import PdfReader

	monkeypatch.setattr("salesflow_app.dossier.paper.PART", 30)
	deal.add_comment("Comment", "<script>alert(1)</script> They like it")
	log = helpers.export(users.om, deal, exports.PDF)
	pages = PdfReader(io.BytesIO(helpers.read(log))).pages
	text = "".join("".join(page.extract_text().split()) for page in pages)  # lines break where they may
	assert deal.name in text and "Theylikeit" in text
	assert f"part2of{-(-log.entry_count // 30)}" in text
	times = {entry.at.strftime("%Y-%m-%d%H:%M") for entry in helpers.collect(users.om, deal).entries}
	assert not [each for each in times if each not in text]


def test_zip_without_its_paper_says_so_and_is_whole(users, sealed, monkeypatch):
	def fail(_dossier):
		frappe.throw("Too long for paper")

	monkeypatch.setattr("salesflow_app.dossier.paper.make_pdf", fail)
	files = helpers.unpack(helpers.read(helpers.export(users.om, sealed)))
	assert files["dossier-pdf.txt"] == b"Too long for paper" and get_verdict(check(files)) == WHOLE


def test_exports_are_deleted_by_the_clock_and_the_log_stays(users, sealed, settings):
	old, new = helpers.export(users.om, sealed), helpers.export(users.sm, sealed)
	frappe.db.set_value("File", {"file_url": old.file_url}, "creation", add_days(now_datetime(), -31))
	settings(dossier_days=0)
	retention.delete_old_exports()
	assert frappe.db.exists("File", {"file_url": old.file_url})
	settings(dossier_days=30)
	retention.delete_old_exports()
	assert not frappe.db.exists("File", {"file_url": old.file_url})
	assert frappe.db.exists("File", {"file_url": new.file_url}) and helpers.read(new)
	assert frappe.db.exists(exports.LOG, old.name)
	with pytest.raises(FileNotFoundError):
		helpers.read(old)
