// What SalesFlow's forms and lists share. The facts come from the server at login (desk/boot.py); nothing is decided here.

frappe.provide("salesflow");

salesflow.get_facts = (doctype) => (frappe.boot.salesflow || {})[doctype] || {};

salesflow.get_state = (frm) => frm.doc[salesflow.get_facts(frm.doctype).state_field];

// Ask for the reason that a workflow action needs, and store it. Return this from `before_workflow_action`.
salesflow.ask_reason = function (frm, action = frm.selected_workflow_action) {
	const reasons = salesflow.get_facts(frm.doctype).reasons || {};
	const fieldname = (reasons[salesflow.get_state(frm)] || {})[action];
	if (!fieldname) return Promise.resolve();

	// The form is frozen while an action runs: unfreeze it for the user, and freeze it again afterwards.
	frappe.dom.unfreeze();
	return salesflow
		.prompt_reason(frm, action, fieldname)
		.then((reason) => {
			frappe.dom.freeze();
			const args = { doctype: frm.doctype, name: frm.docname, action, reason };
			return frappe.xcall("salesflow_app.documents.reasons.give_reason", args);
		})
		.then(() => frm.reload_doc())
		.catch((error) => {
			if (error) frappe.dom.unfreeze();
			return new Promise(() => {}); // the action ends here
		});
};

salesflow.prompt_reason = function (frm, action, fieldname) {
	return new Promise((resolve, reject) => {
		let is_given = false;
		const dialog = new frappe.ui.Dialog({
			title: __(action),
			fields: [
				{
					fieldname: "reason",
					fieldtype: "Small Text",
					label: __(frm.get_docfield(fieldname)?.label || "Reason"),
					reqd: 1,
				},
			],
			primary_action_label: __(action),
			primary_action({ reason }) {
				is_given = true;
				dialog.hide();
				resolve(reason);
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
	salesflow.tell(frm, escape_html(sentence), salesflow.get_intro_colour(colours[state]));
	if (frm.doc.reason && reasoned.includes(state)) {
		salesflow.tell(frm, `${__("Reason")}: ${escape_html(frm.doc.reason)}`, "orange");
	}
};

// The client reads the original of what was sent; a form whose fields differ from it says so.
salesflow.show_mismatch = function (frm) {
	if (!frm.doc.__onload?.salesflow_differs) return;
	frm.set_intro(__("The fields below differ from what was sent. Page and PDF show what was sent."), "red");
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

// Redraft the text from the currently approved master document.
salesflow.add_refresh_button = function (frm) {
	if (!salesflow.offers(frm, "refresh_text") || !frm.perm[0].write) return;
	const args = { doctype: frm.doctype, name: frm.docname };
	const refresh = () =>
		frappe
			.call({ method: "salesflow_app.text.drafting.refresh", type: "POST", args, freeze: true })
			.then(() => frm.reload_doc());
	const question = __(
		"Text from the master document will be replaced by its current version. Text that you edited stays. Continue?",
	);
	frm.add_custom_button(__("Refresh Text from Master"), () => frappe.confirm(question, refresh), __("Tools"));
};

salesflow.get_indicator = function (doctype, doc) {
	const { state_field, colours = {} } = salesflow.get_facts(doctype);
	const state = doc[state_field];
	return state && [__(state), colours[state] || "gray", `${state_field},=,${state}`];
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
