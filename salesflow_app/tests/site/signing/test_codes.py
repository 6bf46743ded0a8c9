"""The six digits before an answer. A wrong one changes nothing and is counted; the ids are those of the threat model."""

import frappe
import pytest

from salesflow_app.signing import codes, links
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.portal.helpers import get_events, get_state
from salesflow_app.tests.site.signing import helpers


def get_wrong(code: str) -> str:
	return f"{(int(code) + 1) % 10**6:06}"


def ask(visitor, doc) -> str:
	assert visitor.do("send_code").ok
	return helpers.write_code_mail(doc)


def test_answer_without_a_code_is_refused(sow, visit):
	visitor = visit(sow)
	for answer in (
		visitor.sign(sow),
		visitor.do(helpers.DECLINE, doctype="SOW", name=sow.name, content_hash=sow.content_hash, reason="No"),
		visitor.do(helpers.CHANGES, doctype="SOW", name=sow.name, content_hash=sow.content_hash, wishes="No"),
	):
		assert answer.status_code == 403 and "confirm your email" in get_refusal(answer)
	assert get_state(sow) == "Sent"


def test_code_then_signature(sow, visit):
	visitor = visit(sow)
	visitor.give_code(sow)
	assert "Sign this document" in visitor.reload()
	answer = visitor.sign(sow)
	assert answer.ok, get_refusal(answer)
	assert get_state(sow) == "Signed"
	entry = frappe.get_last_doc("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "signed"})
	payload = frappe.parse_json(entry.payload)
	assert (entry.actor, entry.actor_kind) == (sow.signatory_email, "Client")
	assert payload["method"] == "personal link and email code"
	assert payload["link"] == helpers.get_link(sow).name
	assert {"code_sent", "code_passed"} <= set(get_events(sow))
	page = visitor.reload()
	for words in ("Thank you", "What happens next", "Nora New, CEO", entry.name):
		assert words in page


def test_t14_six_wrong_codes_void_the_right_one(sow, visit):
	visitor = visit(sow)
	code = ask(visitor, sow)
	for number in range(6):
		answer = visitor.do("check_code", code=get_wrong(code))
		assert answer.status_code == 417, number
		assert "code" in get_refusal(answer)
	assert visitor.do("check_code", code=code).status_code == 417
	assert get_events(sow).count("code_failed") in (6, 7)
	assert helpers.get_link(sow).code_attempts == codes.TRIES
	assert visitor.sign(sow).status_code == 403


def test_t14_count_survives_the_refusal_of_the_same_request(sow, visit):
	visitor = visit(sow)
	code = ask(visitor, sow)
	left = [get_refusal(visitor.do("check_code", code=get_wrong(code))) for _number in range(2)]
	assert "Tries left: 4" in left[0] and "Tries left: 3" in left[1]


def test_t15_code_works_once(sow, visit):
	visitor = visit(sow)
	code = visitor.give_code(sow)
	answer = visitor.do("check_code", code=code)
	assert answer.status_code == 417 and "already used" in get_refusal(answer)


def test_t16_code_is_too_old_after_ten_minutes(sow, visit):
	visitor = visit(sow)
	code = ask(visitor, sow)
	late = codes._get_moment(minutes=-1)
	frappe.db.set_value(links.DOCTYPE, helpers.get_link(sow).name, "code_expires_at", late)
	frappe.db.commit()
	answer = visitor.do("check_code", code=code)
	assert answer.status_code == 417 and "older than 10 minutes" in get_refusal(answer)
	assert get_events(sow).count("code_failed") == 1


def test_code_is_of_no_use_in_another_browser(sow, visit):
	token = helpers.make_token(sow)
	mine, other = visit(token=token), visit(token=token)
	code = ask(mine, sow)
	answer = other.do("check_code", code=code)
	assert answer.status_code == 417 and "another browser" in get_refusal(answer)
	assert mine.do("check_code", code=code).ok
	assert other.sign(sow).status_code == 403
	assert mine.sign(sow).ok


def test_browser_that_gave_the_code_has_an_hour(sow, visit):
	visitor = visit(sow)
	visitor.give_code(sow)
	past = codes._get_moment(minutes=-1)
	frappe.db.set_value(links.DOCTYPE, helpers.get_link(sow).name, "verified_until", past)
	frappe.db.commit()
	assert visitor.sign(sow).status_code == 403


def test_t19_three_codes_in_a_quarter_of_an_hour(sow, visit):
	visitor, second = visit(sow), visit(sow)
	answers = [(visitor, second)[number % 2].do("send_code") for number in range(50)]
	assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 47
	assert "Please wait" in get_refusal(answers[-1])
	frappe.db.rollback()
	rows = frappe.db.count("Salesflow Outbox Entry", {"reference_name": sow.name, "event": codes.EVENT})
	assert rows == 3


def test_t20_code_goes_to_the_address_on_record_alone(sow, visit, mails):
	visitor = visit(sow)
	evil = "evil@elsewhere.example"
	assert visitor.do("send_code", email=evil, recipients=[evil], cc=evil, to=evil).ok
	frappe.db.rollback()
	row = frappe.get_last_doc("Salesflow Outbox Entry", {"reference_name": sow.name, "event": codes.EVENT})
	assert evil not in frappe.as_json(row)
	from salesflow_app.mails import review_code

	moment = frappe._dict(frappe.parse_json(row.payload), entry=row.name, creation=row.creation)
	assert review_code.write(sow, moment).recipients == [sow.signatory_email]


@pytest.mark.parametrize(
	"code", ["", " ", "abc", "1" * 10000, "\u202e123456", "{{ 7*7 }}", "' OR 1=1 -- ", "١٢٣٤٥٦"]
)
def test_whatever_is_no_code_is_a_wrong_code(sow, visit, code):
	visitor = visit(sow)
	ask(visitor, sow)
	answer = visitor.do("check_code", code=code)
	assert answer.status_code == 417 and "code" in get_refusal(answer)
	assert "Traceback" not in answer.text


def test_late_mail_brings_no_code(sow, visit):
	from frappe.utils import add_to_date, now_datetime

	from salesflow_app.mails import review_code
	from salesflow_app.outbox.worker import NotSent

	visit(sow).do("send_code")
	frappe.db.rollback()
	row = frappe.get_last_doc("Salesflow Outbox Entry", {"reference_name": sow.name, "event": codes.EVENT})
	late = add_to_date(now_datetime(), minutes=-11)
	moment = frappe._dict(frappe.parse_json(row.payload), entry=row.name, creation=late)
	with pytest.raises(NotSent, match="minutes ago"):
		review_code.write(sow, moment)
