"""The history of a sales team comes in from four CSV files: all of it, once, and nothing of a bad row."""

import csv
import io
from pathlib import Path

import frappe
import pytest
from frappe.utils import getdate

from salesflow_app.demo import crm_import
from salesflow_app.demo.crm_import import deals
from salesflow_app.people import teams
from salesflow_app.tests.site import cast

OWN = Path(crm_import.__file__).parent.parent / "inputs" / "crm"
SILENT = ("ToDo", "Email Queue", "Communication", "Salesflow Outbox Entry", "Salesflow Lost Analysis")


class Folder:
	"""Four small files with names that are new each time, to be spoilt by the tests."""

	def __init__(self, path: Path):
		self.path = path
		mark = frappe.generate_hash(length=6)
		self.mark = mark
		self.rows = {
			"accounts.csv": [
				"account,sector,year_established,revenue,employees,office_location,subsidiary_of".split(","),
				[f"Won {mark}", "technolgy", "1996", "1100.04", "2822", "Philipines", ""],
				[f"Open {mark}", "medical", "1986", "647.18", "9", "Kenya", f"Won {mark}"],
			],
			"products.csv": [
				["product", "series", "sales_price"],
				[f"Big {mark} Pro", f"Big {mark}", "4821"],
			],
			"sales_teams.csv": [
				["sales_agent", "manager", "regional_office"],
				[f"Agnes {mark}", f"Martha {mark}", f"Region {mark}"],
				[f"Bert {mark}", f"Martha {mark}", f"Region {mark}"],
			],
			"sales_pipeline.csv": [
				"opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value".split(
					","
				),
				self.get_deal("1", "Won", account="Won", closed="3/1/2017", value="1054"),
				self.get_deal("2", "Lost", account="Open", closed="3/1/2017", value="0"),
				self.get_deal("3", "Engaging", account="Open"),
				self.get_deal("4", "Engaging"),
				self.get_deal("5", "Prospecting", account="Won", engaged=""),
			],
		}

	def get_deal(self, key, stage, account="", engaged="10/20/2016", closed="", value="") -> list[str]:
		name = f"{account} {self.mark}" if account else ""
		product = f"Big{self.mark}Pro"
		return [self.get_key(key), f"Agnes {self.mark}", product, name, stage, engaged, closed, value]

	def get_key(self, key: str) -> str:
		return f"{self.mark.upper()}{key}"

	def spoil(self, file: str, line: int, column: str, text: str) -> None:
		rows = self.rows[file]
		rows[line - 1][rows[0].index(column)] = text

	def load(self) -> crm_import.Report:
		for file, rows in self.rows.items():
			text = io.StringIO()
			csv.writer(text).writerows(rows)
			(self.path / file).write_text(text.getvalue(), encoding="utf-8")
		return crm_import.run(self.path, cast.get_company(), echo=lambda line: None)

	def get(self, key: str):
		return frappe.get_doc("Opportunity", deals.PREFIX + self.get_key(key))


@pytest.fixture
def folder(tmp_path, users) -> Folder:
	return Folder(tmp_path)


def test_deals_become_opportunities_with_industry_size_status_and_value(folder):
	report = folder.load()
	assert report.made["Opportunity"] == 5 and not report.bad
	won, lost, engaging, prospecting = (folder.get(key) for key in "1235")
	assert (won.status, won.opportunity_amount, won.base_opportunity_amount) == ("Converted", 1054, 1054)
	assert (won.industry, won.no_of_employees) == ("Technology", "1000+")
	assert (won.transaction_date, won.expected_closing) == (getdate("2016-10-20"), getdate("2017-03-01"))
	assert (won.opportunity_from, won.customer_name) == ("Customer", f"Won {folder.mark}")
	assert (lost.status, lost.no_of_employees, lost.opportunity_from) == ("Lost", "1-10", "Lead")
	assert (engaging.status, engaging.salesflow_in_negotiation) == ("Open", 1)
	assert (prospecting.status, prospecting.salesflow_in_negotiation) == ("Open", 0)
	assert [row.item_code for row in won.items] == [f"Big {folder.mark} Pro"]


def test_imported_deals_can_be_worked_with(folder, as_user):
	folder.load()
	for key in "12345":
		doc = folder.get(key)
		with as_user(doc.opportunity_owner):
			doc.save()
	assert folder.get("1").status == "Converted"


def test_teams_become_sales_persons_with_users(folder):
	folder.load()
	agnes, bert, martha = (
		crm_import.get_email(f"{name} {folder.mark}") for name in ("Agnes", "Bert", "Martha")
	)
	assert teams.get_leader(agnes) == martha
	assert set(teams.get_team(bert)) == {agnes, bert, martha}
	assert "Sales Manager" in frappe.get_roles(martha) and "Sales Manager" not in frappe.get_roles(agnes)


def test_a_deal_without_account_stays_with_its_agent(folder):
	report = folder.load()
	lead = frappe.get_doc("Lead", folder.get("4").party_name)
	assert lead.company_name == f"Account not named yet (Agnes {folder.mark})"
	assert report.noticed["a deal has no account and stays with its sales agent's lead"] == 1


def test_misspelt_names_are_put_right_and_reported(folder):
	report = folder.load()
	lines = "\n".join(report.get_lines())
	assert "1 times: sector “technolgy” was taken for “technology”." in lines
	assert f"5 times: product “Big{folder.mark}Pro” was taken for “Big {folder.mark} Pro”." in lines
	assert "office_location “Philipines” was taken for “Philippines”" in lines


def test_a_second_import_makes_nothing_new(folder):
	folder.load()
	counts = {
		doctype: frappe.db.count(doctype) for doctype in ("Opportunity", "User", "Lead", "Customer", "Item")
	}
	report = folder.load()
	assert not sum(report.made.values())
	assert {doctype: frappe.db.count(doctype) for doctype in counts} == counts


def test_history_asks_and_tells_nobody(folder):
	counts = {doctype: frappe.db.count(doctype) for doctype in SILENT}
	folder.load()
	assert {doctype: frappe.db.count(doctype) for doctype in SILENT} == counts


@pytest.mark.parametrize(
	("column", "text", "problem"),
	[
		("engage_date", "13/45/2017", "is not a date like 12/31/2017"),
		("close_date", "1/1/2010", "before the engage_date"),
		("close_date", "", "is empty, but the deal is Won"),
		("close_value", "1,054", "comma"),
		("close_value", "512,77", "comma"),
		("close_value", "nan", "is not a number"),
		("close_value", "-5", "less than 0"),
		("deal_stage", "Maybe", "is not one of Won, Lost, Engaging, Prospecting"),
		("product", "Frobnicator", "has no valid row in products.csv"),
		("sales_agent", "Nobody", "has no valid row in sales_teams.csv"),
		("account", "{{ 7*7 }}", "which a name cannot"),
		("opportunity_id", "<script>", "which a name cannot"),
		("opportunity_id", "X" * 10_000, "10,000 characters are too many"),
	],
)
def test_a_bad_row_is_named_and_nothing_of_it_is_imported(folder, column, text, problem):
	folder.spoil("sales_pipeline.csv", 2, column, text)
	report = folder.load()
	(sentence,) = report.bad
	assert sentence.startswith(f"sales_pipeline.csv, line 2, column {column}: ")
	assert problem in sentence
	assert len(sentence) < 300
	assert not frappe.db.exists("Opportunity", deals.PREFIX + folder.get_key("1"))
	assert not frappe.db.exists("Opportunity Item", {"parent": deals.PREFIX + folder.get_key("1")})
	assert report.made["Opportunity"] == 4


def test_deals_of_a_bad_account_are_bad_too(folder):
	folder.spoil("accounts.csv", 2, "employees", "many")
	report = folder.load()
	assert [line.split(":")[0] for line in report.bad] == [
		"accounts.csv, line 2, column employees",
		"sales_pipeline.csv, line 2, column account",
		"sales_pipeline.csv, line 6, column account",
	]
	assert not frappe.db.exists("Customer", {"customer_name": f"Won {folder.mark}"})


def test_rows_of_the_wrong_width_are_bad(folder):
	folder.rows["sales_pipeline.csv"][1].append("extra")
	folder.rows["sales_pipeline.csv"][2] = folder.rows["sales_pipeline.csv"][2][:4]
	report = folder.load()
	assert "line 2, column close_value: the row has more cells" in report.bad[0]
	assert "line 3, column deal_stage: the row ends before it" in report.bad[1]


def test_a_missing_column_or_file_stops_the_import_with_a_sentence(folder):
	folder.rows["products.csv"][0][2] = "price"
	with pytest.raises(crm_import.FileError, match=r"products\.csv, line 1: .* sales_price is missing"):
		folder.load()
	with pytest.raises(crm_import.FileError, match=r"sales_pipeline\.csv is neither in"):
		crm_import.find_folder(folder.path / "nowhere")


def write_own_files(folder: Path, change) -> Path:
	"""The shipped files, their bytes changed, in another folder."""
	for file in OWN.glob("*.csv"):
		(folder / file.name).write_bytes(change(file.read_bytes()))
	return folder


@pytest.mark.parametrize(
	"change",
	[
		lambda data: data.decode().encode("utf-8-sig"),
		lambda data: data.decode().encode("utf-16"),
		lambda data: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
	],
	ids=["utf-8 with mark", "utf-16", "line ends of old Macs"],
)
def test_files_of_other_programs_are_read(tmp_path, change):
	report = crm_import.Report()
	files = crm_import.read_files(write_own_files(tmp_path, change), report)
	assert not report.bad and (len(files.accounts), len(files.deals)) == (8, 40)


@pytest.mark.parametrize(
	("text", "problem"),
	[("Caf\u00e9".encode("latin-1"), "not in UTF-8"), (b"a\0b", "NUL byte")],
	ids=["latin-1", "nul"],
)
def test_bytes_that_are_no_text_are_named_by_file_and_line(tmp_path, text, problem):
	folder = write_own_files(tmp_path, lambda data: data)
	lines = (OWN / "accounts.csv").read_bytes().splitlines()
	lines[2] = text + lines[2]
	(folder / "accounts.csv").write_bytes(b"\n".join(lines))
	with pytest.raises(crm_import.FileError, match=rf"accounts\.csv, line 3: .*{problem}.*CSV UTF-8"):
		crm_import.read_files(folder, crm_import.Report())


def test_the_shipped_files_are_good():
	report = crm_import.Report()
	files = crm_import.read_files(OWN, report)
	assert not report.bad
	assert (len(files.accounts), len(files.agents), len(files.deals)) == (8, 6, 40)
