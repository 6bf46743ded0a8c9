"""What the processes of `test_by_link.py` do, each in one transaction."""

from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.outbox import worker
from salesflow_app.portal import by_link
from salesflow_app.signing import links
from salesflow_app.tests.site.feedback.helpers import GIVE


@retry_on_conflict
def give(link: str, name: str, mark: int) -> dict:
	"""Answer as the browser of the link."""
	values = {"name": name, "mark_1": mark, "mark_2": mark, "mark_3": mark}
	return by_link.give_opinion(links._find({"name": link}), GIVE, values)


def ask(entry: str) -> None:
	"""Work off one row of the outbox."""
	worker.work(entry)
