"""The page of a personal link, at /review/<token>, then at /review."""

from salesflow_app.portal import review

no_cache = 1
sitemap = 0


def get_context(context):
	review.show(context)
