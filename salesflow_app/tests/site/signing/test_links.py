"""The personal link itself: its token, what it opens, and what ends it. The ids are those of the threat model."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.mails import answer_reminder, proposal_sent, sow_sent
from salesflow_app.portal.browser import HEADERS
from salesflow_app.signing import codes, links, opening
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.signing import helpers

OVER = {
	"replaced": "This link has been replaced",
	"revoked": "This link was withdrawn",
	"expired": "This link has expired",
	"answered": "Already answered",
	"unknown": "This link does not work",
}


def assert_shows_nothing(visitor, doc, title: str, code: int = 410) -> None:
	"""The page says so, and nothing of the document; an answer is refused too."""
	page = visitor.reload()
	assert title in page and visitor.page.status_code == code
	for word in (doc.title, doc.name, doc.content_hash, "data-act", "Alma"):
		assert word not in page
	answer = visitor.sign(doc)
	assert not answer.ok and "Traceback" not in answer.text
	assert doc.title not in answer.text


def test_mail_brings_a_personal_link_to_whoever_has_no_login(users, sow, proposal, http):
	frappe.db.set_value("User", users.a1, "last_login", "2026-01-01 10:00:00")
	mine = deals.make_sent_sow(users)
	for module, doc in ((sow_sent, sow), (proposal_sent, proposal), (answer_reminder, sow)):
		mail = module.write(doc, frappe._dict())
		assert mail.message.button[1] == f"{helpers.get_home()}/review/{mail.secret}"
		assert "personal" in mail.message.closing
	assert sow_sent.write(mine, frappe._dict()).message.button[1].endswith(f"/salesflow/sows/{mine.name}")
	assert not frappe.db.exists("Email Queue", {"message": ("like", "%Complete Registration%")})


def test_t06_token_is_long_and_only_its_hash_is_stored(sow):
	token = helpers.make_token(sow)
	link = helpers.get_link(sow)
	assert len(token) >= 22 and token not in frappe.as_json(link)
	assert links.find_by_token(token).name == link.name
	for wrong in ("", "x", token[:-1], token[1:], token + "A", token * 9, token.swapcase(), "\x00" * 43):
		assert links.find_by_token(wrong) is None


def test_t06_guesses_get_one_answer_and_then_a_limit(http, monkeypatch, site):
	frappe.cache.delete_value("salesflow-guesses:127.0.0.1")
	client = http.guest()
	answers = [client.get(f"/review/{'x' * 42}{number}") for number in range(3)]
	answers.append(client.get("/review"))
	assert {answer.status_code for answer in answers} == {404}
	assert len({answer.text for answer in answers[:3]}) == 1
	for _number in range(opening.MOST_GUESSES):
		last = client.get("/review/" + "y" * 43)
	assert last.status_code == 429 and OVER["unknown"] in last.text
	frappe.cache.delete_value("salesflow-guesses:127.0.0.1")


def test_t07_token_and_code_stand_in_the_mail_alone(users, mails):
	sow = deals.make_sent_sow(users, signatory_email=helpers.get_new_address())
	mail = mails.find("Statement of Work", to=sow.signatory_email)[-1]
	token = helpers.read_token(mail)
	link = links.find_by_token(token)
	codes.send_code(link, "s" * 64)
	code = mails.find("Your code", to=sow.signatory_email)[-1]
	digits = next(word for word in code.text.split() if word.isdigit() and len(word) == 6)
	for doctype in (
		"Communication",
		"Comment",
		"Version",
		"Error Log",
		links.DOCTYPE,
		"Salesflow Outbox Entry",
		"Salesflow Evidence Entry",
	):
		kept = frappe.as_json(frappe.get_all(doctype, ["*"]))
		assert token not in kept, doctype
		assert f">{digits}<" not in kept and f'"{digits}"' not in kept, doctype


def test_t09_token_leaves_the_address_and_nobody_hears_of_it(sow, visit):
	visitor = visit(sow)
	first, last = visitor.page.history[0], visitor.page
	assert (first.status_code, first.headers["Location"].rstrip("/").endswith("/review")) == (302, True)
	assert last.url.endswith("/review") and sow.title in last.text
	for answer in (first, last):
		for name, value in HEADERS.items():
			assert answer.headers[name] == value
	cookie = first.headers["Set-Cookie"]
	assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
	assert 'src="http' not in last.text and "url(http" not in last.text


def test_page_is_the_one_of_the_portal(sow, proposal, visit):
	for doc in (sow, proposal):
		page = visit(doc).page.text
		assert doc.title in page and doc.content_hash in page and "Before you answer" in page
		assert "/salesflow/" not in page.replace("/assets/salesflow_app/", "") and "Log out" not in page


def test_t05_link_opens_its_own_document_alone(make, sow, visit):
	other = make(deals.make_sent_sow)
	visitor = visit(sow)
	assert other.title not in visitor.reload(f"/review?name={other.name}")
	for act, values in (
		(helpers.SIGN, {"full_name": "Nora New", "authority": 1, "consent": 1}),
		(helpers.DECLINE, {"doctype": "SOW", "reason": "Not mine"}),
		(helpers.VIEW, {"doctype": "SOW"}),
	):
		answer = visitor.do(act, name=other.name, content_hash=other.content_hash, **values)
		assert answer.status_code == 404 and other.title not in answer.text
	assert visitor.do("salesflow_app.portal.accept_milestone.accept", name=sow.name).status_code == 404
	assert visitor.do("frappe.client.get_list", name=sow.name, doctype="User").status_code == 404
	frappe.db.rollback()
	assert other.db_get("workflow_state") == "Sent"


def test_t10_expiry_counts_at_each_answer(sow, visit):
	visitor = visit(sow)
	visitor.give_code(sow)
	frappe.db.set_value(links.DOCTYPE, helpers.get_link(sow).name, "expires_at", "2020-01-01T00:00:00+00:00")
	frappe.db.commit()
	answer = visitor.sign(sow)
	assert answer.status_code == 410 and "last day" in get_refusal(answer)
	assert_shows_nothing(visitor, sow, OVER["expired"])
	assert sow.db_get("workflow_state") == "Sent"


def test_t10_last_day_of_the_document_is_the_links_last_day(sow, visit):
	assert links.get_expiry(sow).startswith(str(sow.valid_till))
	visitor = visit(sow)
	sow.db_set("valid_till", add_days(today(), -1))
	frappe.db.commit()
	assert_shows_nothing(visitor, sow, OVER["expired"])


def test_t11_new_version_ends_the_old_link(users, sow, visit):
	visitor = visit(sow)
	with deals.as_user(users.sa):
		revised = deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		frappe.db.commit()
		assert_shows_nothing(visitor, sow, OVER["replaced"])
		sent = deals.do(deals.do(revised, "Mark Ready"), "Send to Client")
	frappe.db.commit()
	assert_shows_nothing(visitor, sow, OVER["replaced"])
	page = visit(sent).page.text
	assert sent.title in page and "Earlier versions" in page


def test_t11_superseded_proposal_ends_its_link(users, proposal, visit):
	visitor = visit(proposal)
	with deals.as_user(users.am):
		proposal = deals.do(frappe.get_doc("Work Proposal", proposal.name), "Supersede")
	frappe.db.commit()
	page = visitor.reload()
	assert OVER["replaced"] in page and proposal.title not in page


def test_t11_declined_and_answered_show_a_sentence_to_everybody_else(users, sow, visit):
	first, second = visit(sow), visit(sow)
	first.give_code(sow)
	answer = first.do(
		helpers.DECLINE, doctype="SOW", name=sow.name, content_hash=sow.content_hash, reason="Too dear"
	)
	assert answer.ok, get_refusal(answer)
	assert "Thank you" in first.reload() and "Too dear" in first.page.text
	assert_shows_nothing(second, sow, OVER["answered"], 200)
	assert "Too dear" not in second.page.text


def test_r57_lost_deal_ends_links_for_good(users, make, visit):
	from salesflow_app.tests.site import factories

	opportunity = factories.make_opportunity(customer=users.customer_a)
	sow = make(deals.make_sent_sow, opportunity=opportunity.name)
	visitor = visit(sow)
	opportunity.reload()
	opportunity.db_set("status", "Lost", notify=True)
	frappe.db.commit()
	assert_shows_nothing(visitor, sow, OVER["revoked"])
	opportunity.reload()
	opportunity.db_set("status", "Open", notify=True)
	frappe.db.commit()
	assert_shows_nothing(visitor, sow, OVER["revoked"])


@pytest.mark.parametrize(
	"change", ["user disabled", "access taken back", "address changed", "contact deleted"]
)
def test_r54_link_ends_with_the_person(users, make, visit, change):
	sow = make(deals.make_sent_sow, signatory_email=helpers.get_new_address())
	visitor, email = visit(sow), sow.signatory_email
	assert sow.title in visitor.page.text
	contact = links.find_confirmed("Customer", users.customer_a, email)
	if change == "user disabled":
		frappe.db.set_value("User", email, "enabled", 0)
	elif change == "access taken back":
		frappe.db.delete("Portal User", {"user": email, "parent": users.customer_a})
	elif change == "address changed":
		frappe.db.set_value("Contact Email", {"parent": contact}, "email_id", "other@client-a.example")
	else:
		frappe.delete_doc("Contact", contact, force=True)
	frappe.db.commit()
	assert_shows_nothing(visitor, sow, OVER["revoked"])
	frappe.db.rollback()
	events = frappe.get_all("Salesflow Evidence Entry", {"reference_name": sow.name}, pluck="event")
	assert "sent" in events
	opening.write_shut_out(helpers.get_link(sow).name)
	tasks = {"reference_name": sow.name, "salesflow_task": "send_again", "status": "Open"}
	assert frappe.get_all("ToDo", tasks, pluck="allocated_to") == [users.am]


def test_t60_links_name_the_configured_host(sow, http):
	client = http.guest()
	client.get("/review", headers={"X-Forwarded-Host": "evil.example"})
	mail = sow_sent.write(sow, frappe._dict())
	assert mail.message.button[1].startswith(helpers.get_home())
	assert "evil" not in mail.message.render()


def test_staff_do_not_read_in_the_clients_place(users, sow, http):
	token = helpers.make_token(sow)
	client = http.as_user(users.am)
	page = client.get(f"/review/{token}").text
	assert "personal link" in page and sow.title not in page
	visitor = helpers.Visitor(client, token)
	assert visitor.sign(sow).status_code == 404


def test_copy_reads_and_does_not_answer(sow, visit, http):
	token = helpers.make_token(sow, "copy@client-a.example", links.READ)
	visitor = visit(token=token)
	page = visitor.page.text
	assert sow.title in page and "read-only access" in page and "Before you answer" not in page
	assert not visitor.sign(sow).ok
	assert visitor.do(helpers.VIEW, doctype="SOW", name=sow.name).ok
	frappe.db.rollback()
	assert sow.db_get("workflow_state") == "Sent"


def test_r47_expiry_is_the_end_of_the_day_where_the_site_is(sow, monkeypatch):
	sow.valid_till = "2026-03-29"
	for zone, expected in (
		("Europe/Berlin", "2026-03-29T21:59:59+00:00"),
		("America/New_York", "2026-03-30T03:59:59+00:00"),
		("Asia/Kolkata", "2026-03-29T18:29:59+00:00"),
	):
		monkeypatch.setattr(links, "get_system_timezone", lambda zone=zone: zone)
		assert links.get_expiry(sow) == expected
