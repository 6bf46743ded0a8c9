"""Transactions, savepoints, what runs after a commit, jobs, mails, caches and defaults."""

import frappe

from salesflow_app.tests.site.probes import probe


def _todo(text: str = "probe of transactions"):
	return frappe.get_doc({"doctype": "ToDo", "description": text}).insert()


@probe
def savepoint_takes_back_what_came_after():
	kept = _todo()
	frappe.db.savepoint("here")
	gone = _todo()
	frappe.db.rollback(save_point="here")
	return [bool(frappe.db.exists("ToDo", kept.name)), bool(frappe.db.exists("ToDo", gone.name))]


@probe
def savepoints_stand_in_each_other():
	frappe.db.savepoint("one")
	one = _todo()
	frappe.db.savepoint("two")
	_todo()
	frappe.db.rollback(save_point="two")
	three = _todo()
	frappe.db.rollback(save_point="one")
	return [bool(frappe.db.exists("ToDo", doc.name)) for doc in (one, three)]


@probe
def savepoint_that_is_not_there():
	return frappe.db.rollback(save_point="no_such_point")


@probe
def rollback_takes_everything_back():
	todo = _todo()
	frappe.db.rollback()
	return bool(frappe.db.exists("ToDo", todo.name))


@probe
def after_rollback_runs_once():
	said = []
	frappe.db.after_rollback.add(lambda: said.append("rolled back"))
	frappe.db.rollback()
	frappe.db.rollback()
	return said


@probe
def after_commit_does_not_run_at_a_rollback():
	said = []
	frappe.db.after_commit.add(lambda: said.append("committed"))
	frappe.db.rollback()
	return said


@probe
def unique_field_twice():
	values = {"doctype": "Industry Type", "industry": "Probing"}
	frappe.get_doc(values).insert()
	frappe.db.savepoint("first_try")
	try:
		frappe.get_doc(values).insert()
	except frappe.DuplicateEntryError as error:
		frappe.db.rollback(save_point="first_try")
		return [type(error).__name__, bool(frappe.db.exists("Industry Type", "Probing"))]


@probe
def insert_that_may_be_there_already():
	values = {"doctype": "Industry Type", "industry": "Probing"}
	frappe.get_doc(values).insert()
	return frappe.get_doc(values).insert(ignore_if_duplicate=True).name


@probe
def job_waits_for_the_commit():
	from salesflow_app.tests.site.jobs import kept

	with kept() as jobs:
		frappe.enqueue("frappe.ping", enqueue_after_commit=True)
		before = len(jobs)
		frappe.db.after_commit.run()
		return [before, [job.name for job in jobs]]


@probe
def job_that_does_not_wait():
	from salesflow_app.tests.site.jobs import kept

	with kept() as jobs:
		frappe.enqueue("frappe.ping", some="argument")
		return [[job.name, job.kwargs, job.user] for job in jobs]


@probe
def job_that_runs_now():
	return frappe.enqueue("frappe.ping", now=True)


@probe
def mail_is_queued():
	frappe.sendmail(
		recipients=["a@probe.example"],
		subject="Probe",
		message="<p>Hello</p>",
		reference_doctype="User",
		reference_name="Guest",
	)
	queue = frappe.get_last_doc("Email Queue")
	return [queue.status, [(row.recipient, row.status) for row in queue.recipients], queue.reference_doctype]


@probe
def mail_without_recipients():
	frappe.sendmail(recipients=[], subject="Probe", message="x")
	return frappe.db.count("Email Queue", {"creation": (">", frappe.utils.now())})


@probe
def document_of_the_cache_is_the_saved_one():
	todo = _todo()
	frappe.get_cached_doc("ToDo", todo.name)
	todo.priority = "High"
	todo.save()
	return [
		frappe.get_cached_doc("ToDo", todo.name).priority,
		frappe.get_cached_value("ToDo", todo.name, "priority"),
	]


@probe
def defaults_of_user_and_site():
	frappe.db.set_default("probe_default", "site")
	frappe.defaults.set_user_default("probe_default", "user", "Administrator")
	return [
		frappe.db.get_default("probe_default"),
		frappe.defaults.get_user_default("probe_default"),
		frappe.defaults.get_global_default("probe_default"),
	]


@probe
def value_of_the_cache():
	frappe.cache.set_value("probe", {"a": 1})
	frappe.cache.hset("probe_hash", "k", [1])
	found = [
		frappe.cache.get_value("probe"),
		frappe.cache.hget("probe_hash", "k"),
		frappe.cache.get_value("nothing"),
	]
	frappe.cache.delete_value("probe")
	frappe.cache.hdel("probe_hash", "k")
	return [*found, frappe.cache.get_value("probe"), frappe.cache.hget("probe_hash", "k")]


@probe
def error_is_logged():
	log = frappe.log_error(title="Probe", message="what went wrong")
	return [log.method, log.error]
