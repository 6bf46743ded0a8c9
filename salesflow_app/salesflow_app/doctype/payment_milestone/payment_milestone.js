// Payment Milestone: the step from done to billed, and what billing will get.

frappe.ui.form.on("Payment Milestone", {
	setup(frm) {
		salesflow.set_connections(frm, { "Sales Invoice": "Sales Invoice" });
	},

	refresh(frm) {
		salesflow.show_next_step(frm);
		salesflow.show_readers(frm);
		salesflow.show_frozen(frm, ["files"]);
		if (salesflow.offers(frm, "make_sales_invoice") && frappe.model.can_create("Sales Invoice")) {
			const method = "salesflow_app.conversions.payment_milestone_to_sales_invoice.make_sales_invoice";
			const make = () => salesflow.make_and_open(frm, method, "Sales Invoice");
			frm.add_custom_button(__("Sales Invoice"), make, __("Create"));
		}
		frm.trigger("show_billing_notice");
	},

	before_workflow_action(frm) {
		const is_hold = frm.selected_workflow_action === "Hold";
		return salesflow.ask_reason(frm, is_hold ? [get_hold_until(frm)] : []);
	},

	show_billing_notice(frm) {
		if (frm.is_new()) return;
		const name = frm.docname;
		frappe.xcall("salesflow_app.milestone.notice.preview", { name }).then((notice) => {
			if (frm.docname === name) frm.get_field("billing_notice").$wrapper.html(get_notice_html(notice));
		});
	},
});

const get_hold_until = (frm) => ({
	fieldname: "hold_until",
	fieldtype: "Date",
	label: __("Hold Until"),
	default: frm.doc.hold_until,
	min_date: new Date(),
});

function get_notice_html({ is_over, missing, warnings, blocks, text_html }) {
	const complete = is_over ? "" : get_line_html("green", __("Billing has everything it needs."));
	return `
		<div class="salesflow-notice">
			${missing.map(get_missing_html).join("") || complete}
			${warnings.map((text) => get_line_html("orange", escape_html(text))).join("")}
			<div class="mt-4">${text_html}</div>
			<div class="row mt-4">${blocks.map(get_block_html).join("")}</div>
		</div>`;
}

function get_missing_html({ field_label, doctype, name, way_out }) {
	const where = name
		? `<a href="${frappe.utils.get_form_link(doctype, name)}">${__(doctype)} ${escape_html(name)}</a>`
		: __(doctype);
	return get_line_html("red", `<b>${__(field_label)}</b>, ${where}: ${escape_html(__(way_out))}`);
}

const get_line_html = (colour, html) =>
	`<p class="mb-2"><span class="indicator ${colour}"><span>${html}</span></span></p>`;

function get_value_html(value) {
	const text = escape_html(value);
	return /^https?:\/\//.test(value) ? `<a href="${text}">${__("Go There")}</a>` : text;
}

function get_block_html([title, rows]) {
	const lines = rows.map(
		([label, value]) => `
			<tr>
				<td class="text-muted align-top pr-3" style="width: 40%">${escape_html(label)}</td>
				<td style="white-space: pre-line; overflow-wrap: anywhere">${get_value_html(value)}</td>
			</tr>`,
	);
	return `
		<div class="col-md-6 mb-4">
			<h5>${escape_html(title)}</h5>
			<table class="table table-sm table-borderless mb-0"><tbody>${lines.join("")}</tbody></table>
		</div>`;
}

const { escape_html } = frappe.utils;
