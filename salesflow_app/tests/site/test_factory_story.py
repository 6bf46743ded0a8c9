"""The factory story plays from lead to closed order, twice on the same site."""

from salesflow_app.demo import factory
from salesflow_app.demo.stage import Stage


def test_story_plays_and_plays_again(settings, capsys):
	settings()
	for _time in range(2):
		factory.run(Stage("factory"))
	assert "Closed" in capsys.readouterr().out
