// What SalesFlow's forms and lists share. The facts come from the server at login (desk/boot.py); nothing is decided here.

frappe.provide("salesflow");

salesflow.get_facts = (doctype) => (frappe.boot.salesflow || {})[doctype] || {};

salesflow.get_state = (frm) => frm.doc[salesflow.get_facts(frm.doctype).state_field];

// Ask for the reason that a workflow action needs, and store it. Return this from `before_workflow_action`.
// `more` are fields of the document that are asked for with it.
salesflow.ask_reason = function (frm, more = [], action = frm.selected_workflow_action) {
	const reasons = salesflow.get_facts(frm.doctype).reasons || {};
	const fieldname = (reasons[salesflow.get_state(frm)] || {})[action];
	if (!fieldname) return Promise.resolve();

	// The form is frozen while an action runs: unfreeze it for the user, and freeze it again afterwards.
	frappe.dom.unfreeze();
	return salesflow
		.prompt_reason(frm, action, fieldname, more)
		.then(async ({ reason, ...values }) => {
			frappe.dom.freeze();
			const doc = { doctype: frm.doctype, name: frm.docname };
			if (more.length) await frappe.xcall("frappe.client.set_value", { ...doc, fieldname: values });
			return frappe.xcall("salesflow_app.documents.reasons.give_reason", { ...doc, action, reason });
		})
		.then(() => frm.reload_doc())
		.catch((error) => {
			if (error) frappe.dom.unfreeze();
			return new Promise(() => {}); // the action ends here
		});
};

salesflow.prompt_reason = function (frm, action, fieldname, more = []) {
	return new Promise((resolve, reject) => {
		let is_given = false;
		const dialog = new frappe.ui.Dialog({
			title: __(action),
			fields: [
				...more,
				{
					fieldname: "reason",
					fieldtype: "Small Text",
					label: __(frm.get_docfield(fieldname)?.label || "Reason"),
					reqd: 1,
				},
			],
			primary_action_label: __(action),
			primary_action(values) {
				is_given = true;
				dialog.hide();
				resolve(values);
			},
		});
		dialog.onhide = () => is_given || reject();
		dialog.show();
	});
};

// Once: Frappe refreshes the form of a document that was just made twice, and does not clear it in between.
salesflow.tell = function (frm, html, colour) {
	const text = $("<div>").html(html).text().trim();
	const shown = frm.layout.message.find(".form-message").get();
	if (!shown.some((block) => block.textContent.trim() === text)) frm.set_intro(html, colour);
};

// At the top of the form: what comes next, who does it, and the reason that led here.
salesflow.show_next_step = function (frm) {
	const { next_steps = {}, colours = {}, reasoned = [] } = salesflow.get_facts(frm.doctype);
	const state = salesflow.get_state(frm);
	const step = frm.doc.__onload?.salesflow_next_step || next_steps[state];
	if (frm.is_new() || !step) return;
	const { escape_html } = frappe.utils;
	const sentence = step.sentence.replace("{0}", () => salesflow.get_person(frm, step));
	frm.salesflow_sentence = sentence; // the strip takes it off where it says the same with names
	salesflow.tell(frm, escape_html(sentence), salesflow.get_intro_colour(colours[state]));
	if (frm.doc.reason && reasoned.includes(state)) {
		salesflow.tell(frm, `${__("Reason")}: ${escape_html(frm.doc.reason)}`, "orange");
	}
};

// The approver's page, where a document waits for approval.
salesflow.add_decide_button = function (frm) {
	if (!salesflow.offers(frm, "decide")) return;
	const slug = frappe.router.slug(frm.doctype);
	frm.add_custom_button(__("Review and Decide"), () => frappe.set_route("salesflow-approval", slug, frm.docname));
};

// The client reads the original of what was sent; a form whose fields differ from it says so.
salesflow.show_mismatch = function (frm) {
	if (!frm.doc.__onload?.salesflow_differs) return;
	salesflow.tell(frm, __("The fields below differ from what was sent. Page and PDF show what was sent."), "red");
};

salesflow.get_intro_colour = (colour) => (["green", "orange", "red"].includes(colour) ? colour : "blue");

salesflow.get_person = function (frm, { who, person }) {
	const value = person && frm.doc[person];
	return value ? `${who} (${frappe.user_info(value).fullname})` : who;
};

// Show the content read-only in the states in which the server keeps it as it is.
salesflow.show_frozen = function (frm, open_fields = []) {
	const is_frozen = (salesflow.get_facts(frm.doctype).frozen || []).includes(salesflow.get_state(frm));
	frm.meta.fields
		.filter((df) => !frappe.model.no_value_type.includes(df.fieldtype) || df.fieldtype === "Table")
		.filter((df) => !df.read_only && !open_fields.includes(df.fieldname))
		.forEach((df) => frm.set_df_property(df.fieldname, "read_only", is_frozen && !frm.is_new() ? 1 : 0));
};

salesflow.offers = function (frm, button) {
	const states = (salesflow.get_facts(frm.doctype).buttons || {})[button] || [];
	return !frm.is_new() && states.includes(salesflow.get_state(frm));
};

// Above the form: who of the client may see its documents in the portal, and where that is changed.
salesflow.show_readers = function (frm) {
	const { customer, people = [] } = frm.doc.__onload?.salesflow_readers || {};
	if (frm.is_new()) return;
	const { escape_html } = frappe.utils;
	const rows = people.map(salesflow.describe_reader).map((text) => `<li>${escape_html(text)}</li>`);
	const nobody = __("Nobody yet. Whoever a proposal or SOW is sent to is added.");
	const link = customer && frappe.utils.get_form_link("Customer", customer, true, escape_html(customer));
	const change = link ? `<p>${__("To give or take away access: Portal Users of {0}", [link])}</p>` : "";
	const list = rows.length ? `<ul>${rows.join("")}</ul>` : `<p>${nobody}</p>`;
	frm.dashboard.add_section(list + change, __("Who Can See This"));
	frm.dashboard.show();
};

salesflow.describe_reader = function ({ user, full_name, given_by, given_on, is_open }) {
	const name = full_name && full_name !== user ? `${full_name} (${user})` : user;
	if (!is_open) return __("{0}: cannot, until our staff add them", [name]);
	if (!given_by || !given_on) return name;
	return __("{0}, added by {1} on {2}", [name, given_by, frappe.datetime.str_to_user(given_on)]);
};

// A new, unsaved document from this one.
salesflow.add_make_button = function (frm, label, method, group = __("Create")) {
	frm.add_custom_button(label, () => frappe.model.open_mapped_doc({ method, frm }), group);
};

// Connections offer a new document only where a button makes it, with all that this one knows.
salesflow.set_connections = function (frm, buttons = {}) {
	const groups = frm.meta.__dashboard?.transactions || [];
	const never = groups.flatMap(({ items }) => items).map((doctype) => [doctype, () => false]);
	frm.can_make_methods = Object.fromEntries(never);
	frm.custom_make_buttons = buttons;
};

// A document that the server makes and saves; `method` answers with its name.
salesflow.make_and_open = function (frm, method, doctype, args = { source_name: frm.docname }) {
	return frappe
		.call({ method, type: "POST", args, freeze: true })
		.then(({ message }) => message && frappe.set_route("Form", doctype, message));
};

// Below each rich text of a draft: does it follow the master and the fields of the document, or did a person write it?
salesflow.show_sources = function (frm) {
	const from_master = (frm.doc.texts_from_master || "").split(" ");
	const is_draft = salesflow.offers(frm, "refresh_text");
	const follows = __("From the master. Follows the fields of this document until it is sent; editing it ends that.");
	frm.meta.fields
		.filter((df) => df.fieldtype === "Text Editor" && !df.read_only_depends_on)
		.forEach(({ fieldname }) => {
			const source = from_master.includes(fieldname) ? follows : __("Edited. Stays as it is.");
			frm.set_df_property(fieldname, "description", is_draft && frm.doc[fieldname] ? source : "");
		});
};

// At the top of what was not sent yet: the master it was drafted from has been replaced.
salesflow.show_newer_master = function (frm) {
	const newer = frm.doc.__onload?.salesflow_newer_master;
	if (!newer) return;
	const { title, approved, mine } = newer;
	const moved = __("The master “{0}” has moved on: version {1} is approved, this text has version {2}.", [
		title,
		approved,
		mine,
	]);
	const way = salesflow.offers(frm, "refresh_text") ? __("Use Tools > Refresh Text from Master.") : "";
	frm.set_intro(frappe.utils.escape_html(`${moved} ${way}`), "orange");
};

// Redraft the text from the currently approved master document, section by section.
salesflow.add_refresh_button = function (frm) {
	if (!salesflow.offers(frm, "refresh_text") || !frm.perm[0].write) return;
	frm.add_custom_button(__("Refresh Text from Master"), () => salesflow.choose_sections(frm), __("Tools"));
};

salesflow.choose_sections = async function (frm) {
	if (frm.is_dirty()) await frm.save();
	const args = { doctype: frm.doctype, name: frm.docname };
	const { master, sections } = await frappe.xcall("salesflow_app.text.refreshing.preview", args);
	const rows = sections.filter(({ source }) => source !== "own");
	const dialog = new frappe.ui.Dialog({
		title: __("Refresh Text from {0}", [master]),
		size: "large",
		fields: [salesflow.get_refresh_hint(), ...rows.flatMap(salesflow.get_section_fields)],
		primary_action_label: __("Refresh"),
		async primary_action(values) {
			dialog.hide();
			const chosen = rows.filter((_row, number) => values[`section_${number}`]).map(({ key }) => key);
			const method = "salesflow_app.text.drafting.refresh";
			await frappe.call({ method, type: "POST", args: { ...args, sections: chosen }, freeze: true });
			frm.reload_doc();
		},
	});
	dialog.show();
};

salesflow.get_refresh_hint = () => ({
	fieldtype: "HTML",
	options: `<p class="text-muted">${__(
		"Ticked sections follow the master from now on. All others stay as they are and no longer follow it."
	)}</p>`,
});

// One tick for a section, and below it the words that would change.
salesflow.get_section_fields = function ({ heading, source, changes_html }, number) {
	const sources = {
		follows: changes_html ? __("from the master, which has changed") : __("from the master, unchanged"),
		written: __("written by a person: ticking it replaces what they wrote"),
		missing: __("new in the master"),
		gone: __("no longer in the master: ticking it removes it"),
	};
	return [
		{
			fieldtype: "Check",
			fieldname: `section_${number}`,
			label: frappe.utils.escape_html(`${heading} – ${sources[source]}`),
			default: source === "written" ? 0 : 1,
		},
		{
			fieldtype: "HTML",
			options: `<div class="salesflow-diff small text-muted mb-3">${changes_html}</div>`,
		},
	];
};

salesflow.get_indicator = function (doctype, doc) {
	const { state_field, colours = {} } = salesflow.get_facts(doctype);
	const state = doc[state_field];
	const label = doc.offline_answer ? __("{0}, offline", [__(state)]) : __(state);
	return state && [label, colours[state] || "gray", `${state_field},=,${state}`];
};

// Link field filters that several forms use.
salesflow.set_people_query = (frm, ...fieldnames) =>
	fieldnames.forEach((fieldname) =>
		frm.set_query(fieldname, () => ({ filters: { enabled: 1, user_type: "System User" } })),
	);

salesflow.set_account_manager_query = (frm) =>
	frm.set_query("account_manager", () => ({ query: "salesflow_app.people.roles.search_account_managers" }));

salesflow.set_tax_query = (frm) =>
	frm.set_query("taxes_and_charges", () => ({ filters: { company: frm.doc.company, disabled: 0 } }));

salesflow.set_item_query = (frm, table = "items") =>
	frm.set_query("item_code", table, () => ({
		query: "erpnext.controllers.queries.item_query",
		filters: { is_sales_item: 1, has_variants: 0 },
	}));

// Amounts in a table are shown in the currency of its document.
salesflow.set_row_currency = (frm, ...tables) =>
	tables.forEach((table) => {
		(frm.doc[table] || []).forEach((row) => (row.currency = frm.doc.currency));
		frm.refresh_field(table);
	});

// The client signed or accepted on paper: somebody records it with its file, somebody else confirms it.
salesflow.add_offline_button = function (frm) {
	if (!salesflow.offers(frm, "record_offline") || !frappe.model.can_create("Salesflow Offline Answer")) return;
	const values = { reference_doctype: frm.doctype, reference_name: frm.docname };
	const record = () => frappe.new_doc("Salesflow Offline Answer", values);
	frm.add_custom_button(__("Offline Answer"), record, __("Create"));
};

// For some seconds after sending, the mail waits: whoever sent it may still recall it.
salesflow.add_recall_button = function (frm) {
	const seconds = frm.doc.__onload?.salesflow_recall_seconds;
	if (!seconds) return;
	const args = { doctype: frm.doctype, name: frm.docname };
	const recall = () =>
		frappe
			.call({ method: "salesflow_app.signing.recall.recall", type: "POST", args, freeze: true })
			.then(() => frm.reload_doc());
	const button = frm.add_custom_button(__("Recall"), recall).addClass("btn-danger");
	setTimeout(() => button.remove(), seconds * 1000);
};

// What the client wrote on their page is answered there: the record shows who said what, and they get a mail.
salesflow.add_question_button = function (frm) {
	const question = frm.doc.__onload?.salesflow_question;
	if (!question || !frm.perm[0].write) return;
	const { escape_html } = frappe.utils;
	frm.set_intro(__("{0} asks: {1}", [escape_html(question.by), escape_html(question.words)]), "orange");
	const fields = [
		{ fieldtype: "HTML", options: `<p>${escape_html(question.words)}</p>` },
		{ fieldname: "answer", fieldtype: "Small Text", label: __("Answer"), reqd: 1 },
	];
	const send = ({ answer }) => {
		const args = { doctype: frm.doctype, name: frm.docname, answer };
		const method = "salesflow_app.signing.questions.reply";
		return frappe.call({ method, type: "POST", args, freeze: true }).then(() => frm.reload_doc());
	};
	const ask = () => frappe.prompt(fields, send, __("Answer Question"), __("Send"));
	frm.add_custom_button(__("Answer Question"), ask).addClass("btn-primary");
};

// The page as the client sees it, to be read only; that staff looked is recorded, and never counts as the client's view.
salesflow.add_preview_button = function (frm) {
	if (!salesflow.offers(frm, "record_offline")) return;
	const query = $.param({ doctype: frm.doctype, name: frm.docname });
	const open = () => window.open(`/review?see_as_client=1&${query}`, "_blank", "noopener");
	frm.add_custom_button(__("See as Client"), open);
};

// The client asked that a colleague answers: staff who know them confirm it.
salesflow.add_delegate_button = function (frm) {
	const asked = frm.doc.__onload?.salesflow_delegate;
	if (!asked || !frm.perm[0].write) return;
	const question = __("{0} asks that {1} ({2}) answers instead. The colleague gets a link, and alone can answer then. Confirm?", [
		asked.by,
		asked.full_name,
		asked.email,
	].map(frappe.utils.escape_html));
	const args = { doctype: frm.doctype, name: frm.docname };
	const method = "salesflow_app.signing.delegation.confirm_delegate";
	const confirm = () => frappe.call({ method, type: "POST", args, freeze: true }).then(() => frm.reload_doc());
	frm.add_custom_button(__("Confirm Delegate"), () => frappe.confirm(question, confirm)).addClass("btn-primary");
};
