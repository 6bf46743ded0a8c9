"""The page of one Client Feedback, at /salesflow/feedback/<name>."""

from salesflow_app.portal.feedback_view import get_page_view
from salesflow_app.portal.page import show_document

no_cache = 1
sitemap = 0


def get_context(context):
	show_document(context, "Client Feedback", get_page_view)
