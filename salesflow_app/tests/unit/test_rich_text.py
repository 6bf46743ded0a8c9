"""Rich text of the client's pages and prints: what stays, what goes."""

import pytest

from salesflow_app.text.rich_text import clean, is_empty

KEPT = [
	"<p>One <strong>two</strong></p>",
	'<ol><li data-list="bullet">One</li></ol>',
	'<p class="ql-align-center">Middle</p>',
	'<table><tbody><tr><td colspan="2">Cell</td></tr></tbody></table>',
	'<img src="/files/plan.png" alt="Plan">',
]
DROPPED = [
	"<script>alert(1)</script>",
	"<style>p { display: none }</style>",
	"<iframe src='file:///etc/passwd'></iframe>",
	"<svg onload=alert(1)></svg>",
	"<img src=x onerror=alert(1)>",
	"<img src='http://169.254.169.254/latest'>",
	"<img src='//evil.example/x.png'>",
	"<img src='/private/files/secret.png'>",
	"<img src='/files/../private/files/secret.png'>",
	"<img src='/files/x.svg'>",
	"<meta name='pdfkit-header-html' content='/etc/passwd'>",
	"<link rel=stylesheet href='https://evil.example/x.css'>",
	"<object data='x'></object>",
	"<base href='https://evil.example/'>",
	"<form action='https://evil.example/'><input name=password></form>",
]


@pytest.mark.parametrize("html", KEPT)
def test_formatting_of_the_editor_stays(html):
	assert clean(html) == html


@pytest.mark.parametrize("html", DROPPED)
def test_what_runs_or_calls_out_goes(html):
	assert is_empty(html)
	assert clean(f"<p>a</p>{html}<p>b</p>") == "<p>a</p><p>b</p>"


def test_no_handler_style_id_or_foreign_class_stays():
	html = (
		'<p onclick="x()" style="color:red" id="header-html" class="visible-pdf ql-indent-1 hidden">Text</p>'
	)
	assert clean(html) == '<p class="ql-indent-1">Text</p>'


@pytest.mark.parametrize(
	"link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"]
)
def test_links_lead_to_pages_and_mail_only(link):
	assert link not in clean(f'<a href="{link}">x</a>')


def test_safe_links_do_not_tell_where_the_reader_came_from():
	assert 'rel="noopener noreferrer"' in clean('<a href="https://example.com">x</a>')


@pytest.mark.parametrize("text", ['"<script>alert(1)</script>"', '{"a": "<img src=x onerror=y>"}'])
def test_text_that_is_json_is_cleaned_too(text):
	assert "<" not in clean(text)


def test_cleaning_twice_changes_nothing():
	html = clean("<p>5 < 6 & 7 {next} <b>x</b></p><img src=x>")
	assert clean(html) == html


@pytest.mark.parametrize("html", [None, "", "<p></p>", "<p><br></p>", "<p>&nbsp; </p>"])
def test_nothing_to_see_is_empty(html):
	assert is_empty(html)
