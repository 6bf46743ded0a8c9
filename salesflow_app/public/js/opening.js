// Two dialogs that stay simple: open a project, add progress. The server decides what they make and who hears.

frappe.provide("salesflow");

salesflow.open_project = function (defaults = {}, on_close = null) {
	const size = frappe.meta.get_docfield("Opportunity", "no_of_employees");
	const key = frappe.utils.get_random(20); // sent twice, it still opens one project
	const dialog = new frappe.ui.Dialog({
		title: __("Open Project"),
		fields: [
			{
				fieldname: "company_name",
				fieldtype: "Data",
				label: __("Company Name"),
				reqd: 1,
				default: defaults.company_name,
				change: () => salesflow.show_known_client(dialog),
			},
			{ fieldname: "known", fieldtype: "HTML" },
			{
				fieldname: "industry",
				fieldtype: "Link",
				options: "Industry Type",
				label: __("Industry"),
				reqd: 1,
			},
			{
				fieldname: "company_size",
				fieldtype: "Select",
				options: size.options,
				label: __("Company Size"),
				reqd: 1,
			},
			{
				fieldname: "wants",
				fieldtype: "Small Text",
				label: __("What They Want"),
				reqd: 1,
				max_height: "90px",
			},
			{
				fieldname: "next_date",
				fieldtype: "Date",
				label: __("Next Date"),
				description: __("Of your next step; you get a task for it"),
			},
		],
		primary_action_label: __("Open Project"),
		async primary_action({ known, ...values }) {
			dialog.disable_primary_action();
			try {
				const args = { ...values, key };
				const opened = await frappe.xcall("salesflow_app.deal.opening.open_project", args);
				dialog.salesflow_is_done = true;
				dialog.hide();
				salesflow.show_opened(opened);
			} finally {
				dialog.enable_primary_action();
			}
		},
	});
	dialog.onhide = () => dialog.salesflow_is_done || on_close?.();
	dialog.show();
	if (defaults.company_name) salesflow.show_known_client(dialog);
	return dialog;
};

// Below the name: whether we know the company, what is open for it, and names that begin alike.
salesflow.show_known_client = async function (dialog) {
	const company_name = (dialog.get_value("company_name") || "").trim();
	const known = dialog.get_field("known").$wrapper.empty().removeClass("mb-3");
	if (!company_name || dialog.salesflow_looked_up === company_name) return;
	dialog.salesflow_looked_up = company_name;
	const answer = await frappe.xcall("salesflow_app.deal.opening.look_up", { company_name });
	if (dialog.salesflow_looked_up !== company_name) return;
	dialog.salesflow_looked_up = null;
	known.addClass("mb-3").html(salesflow.describe_client(answer));
	known.find("[data-client]").on("click", ({ currentTarget }) => {
		dialog.set_value("company_name", $(currentTarget).attr("data-client"));
		return false;
	});
	const { industry, no_of_employees } = answer.facts || {};
	if (industry && !dialog.get_value("industry")) dialog.set_value("industry", industry);
	if (no_of_employees && !dialog.get_value("company_size")) {
		dialog.set_value("company_size", no_of_employees);
	}
};

salesflow.describe_client = function ({ client, open_deals = [], similar = [] }) {
	const { escape_html, get_form_link } = frappe.utils;
	const small = (html) => `<div class="small text-muted">${html}</div>`;
	if (!client) {
		const texts = similar.map(escape_html);
		const names = texts.map((name) => `<a href="#" data-client="${name}">${name}</a>`);
		return names.length ? small(__("Do you mean {0}?", [names.join(", ")])) : "";
	}
	const link = get_form_link(client.doctype, client.name, true, escape_html(client.title));
	const deals = open_deals.map(({ name }) => get_form_link("Opportunity", name, true, escape_html(name)));
	return [
		small(__("Known as {0} {1}", [__(client.doctype), link])),
		deals.length ? small(__("Already open: {0}", [deals.join(", ")])) : "",
	].join("");
};

salesflow.show_opened = function ({ name, title, look_alikes }) {
	const project = frappe.utils.escape_html(title);
	frappe.show_alert({ message: __("The project with {0} is open.", [project]), indicator: "green" });
	if (!look_alikes.length) return frappe.set_route("Form", "Opportunity", name);
	const dialog = new frappe.ui.Dialog({
		title: __("Similar Past Deals"),
		fields: [{ fieldname: "deals", fieldtype: "HTML", options: salesflow.get_look_alikes_html(look_alikes) }],
		primary_action_label: __("Go to the Opportunity"),
		primary_action: () => dialog.hide(),
	});
	dialog.onhide = () => frappe.set_route("Form", "Opportunity", name);
	dialog.show();
};

salesflow.get_look_alikes_html = function (look_alikes) {
	const { escape_html, get_form_link } = frappe.utils;
	const rows = look_alikes.map((deal) => {
		const margin = deal.margin && __("Margin {0}", [deal.margin]);
		const facts = [deal.industry, deal.size, deal.amount, deal.date, margin];
		const lines = [
			`<div>${get_form_link("Opportunity", deal.name, true, escape_html(deal.client))}
				<span class="indicator-pill no-indicator-dot ${deal.colour}">${escape_html(deal.outcome)}</span></div>`,
			`<div class="small text-muted">${facts.filter(Boolean).map(escape_html).join(" · ")}</div>`,
		];
		if (deal.wants) lines.push(`<div class="small">${escape_html(deal.wants)}</div>`);
		if (deal.advice) lines.push(`<div class="small">${__("Advice")}: ${escape_html(deal.advice)}</div>`);
		return `<li class="mb-2">${lines.join("")}</li>`;
	});
	return `<ul class="list-unstyled mb-0">${rows.join("")}</ul>`;
};

// On the form of an open deal; asked for once it stands, so that the form does not wait.
salesflow.show_look_alikes = async function (frm) {
	const field = frm.get_field("salesflow_look_alikes");
	if (!field) return;
	const opportunity = frm.docname;
	const method = "salesflow_app.deal.look_alikes.get_look_alikes";
	const { look_alikes } = frm.is_new() ? { look_alikes: [] } : await frappe.xcall(method, { opportunity });
	if (frm.docname !== opportunity) return;
	field.$wrapper.html(salesflow.get_look_alikes_html(look_alikes));
	frm.toggle_display(["salesflow_look_alikes_section", "salesflow_look_alikes"], look_alikes.length > 0);
};

salesflow.add_progress = async function (opportunity, on_done) {
	await frappe.model.with_doctype("Salesflow Opportunity Progress");
	const fields = ["salesflow_in_negotiation", "salesflow_next_date"];
	const { message: known } = await frappe.db.get_value("Opportunity", opportunity, fields);
	const key = frappe.utils.get_random(20);
	const activity = frappe.meta.get_docfield("Salesflow Opportunity Progress", "activity");
	const is_to_come = known.salesflow_next_date > frappe.datetime.get_today();
	const dialog = new frappe.ui.Dialog({
		title: __("Add Progress"),
		fields: [
			{ fieldname: "note", fieldtype: "Small Text", label: __("Progress"), reqd: 1, max_height: "90px" },
			{
				fieldname: "activity",
				fieldtype: "Select",
				label: __("Activity"),
				options: activity.options,
				default: "Call",
			},
			{
				fieldname: "next_date",
				fieldtype: "Date",
				label: __("Next Date"),
				default: is_to_come ? known.salesflow_next_date : null,
			},
			{ fieldname: "flags", fieldtype: "Section Break", hide_border: 1 },
			{
				fieldname: "in_negotiation",
				fieldtype: "Check",
				label: __("In Negotiation"),
				default: known.salesflow_in_negotiation,
			},
			{ fieldname: "flags_column", fieldtype: "Column Break" },
			{
				fieldname: "share",
				fieldtype: "Check",
				label: __("Share"),
				description: __("Sends this to the team by mail"),
			},
		],
		primary_action_label: __("Add Progress"),
		async primary_action(values) {
			dialog.disable_primary_action();
			try {
				const args = { opportunity, ...values, key };
				const { shared } = await frappe.xcall("salesflow_app.deal.progress.add", args);
				dialog.hide();
				const message = shared ? __("Added, and shared with the team.") : __("Added.");
				frappe.show_alert({ message, indicator: "green" });
				on_done?.();
			} finally {
				dialog.enable_primary_action();
			}
		},
	});
	// Both fit beside each other on a phone too.
	const columns = dialog.get_field("in_negotiation").$wrapper.closest(".section-body").find(".form-column");
	columns.addClass("col-6").css({ maxWidth: "50%", marginTop: 0, paddingTop: 0, border: "none" });
	dialog.show();
};
