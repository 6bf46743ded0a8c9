"""The page of one SOW, at /salesflow/sows/<name>."""

from salesflow_app.clients.access import CONSENT_TEXTS
from salesflow_app.portal.history import get_readable_sow
from salesflow_app.portal.page import show_document
from salesflow_app.portal.sow_view import get_page_view

no_cache = 1
sitemap = 0


def get_context(context):
	context.consent_texts = CONSENT_TEXTS
	show_document(context, "SOW", get_page_view, find=get_readable_sow)
