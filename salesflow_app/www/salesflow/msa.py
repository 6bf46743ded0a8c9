"""The page of one MSA, at /salesflow/msas/<name>."""

from salesflow_app.clients.access import CONSENT_TEXTS
from salesflow_app.portal.msa_view import get_page_view
from salesflow_app.portal.page import show_document

no_cache = 1
sitemap = 0


def get_context(context):
	context.consent_texts = CONSENT_TEXTS
	show_document(context, "Contract", get_page_view)
