// Delivery Note: traceability, papers and clearance, station by station. The server checks every step again.

frappe.ui.form.on("Delivery Note", {
	setup(frm) {
		salesflow.set_people_query(frm, "salesflow_packed_by");
	},

	refresh(frm) {
		const is_used = salesflow.uses_clearance(frm);
		frm.toggle_display(["salesflow_shipment_section", "salesflow_papers_section"], is_used);
		if (salesflow.keeps_prices(frm)) salesflow.hide_prices(frm);
		if (!is_used) return;
		salesflow.show_shipping_step(frm);
		salesflow.freeze_shipment(frm);
	},

	// Whoever records the traceability has packed, and packed today, unless stated otherwise.
	salesflow_traceability(frm) {
		if (!frm.doc.salesflow_traceability) return;
		if (!frm.doc.salesflow_packed_by) frm.set_value("salesflow_packed_by", frappe.session.user);
		if (!frm.doc.salesflow_packed_on) frm.set_value("salesflow_packed_on", frappe.datetime.get_today());
	},

	before_workflow_action: (frm) => salesflow.ask_reason(frm),
});

salesflow.has_stations = (frm) =>
	frappe.workflow.get_state_fieldname(frm.doctype) === salesflow.get_facts(frm.doctype).state_field;

salesflow.uses_clearance = (frm) => !frm.doc.is_return && salesflow.has_stations(frm);

// Goods that come back have prices too.
salesflow.keeps_prices = (frm) => salesflow.has_stations(frm) && !frappe.boot.salesflow_sees_prices;

// Money of any kind: whoever packs and ships needs none of it, and the server keeps what they send in it.
salesflow.hide_prices = function (frm) {
	const is_money = ({ fieldtype, fieldname }) =>
		fieldtype === "Currency" || /discount_percentage|taxes|in_words|margin_rate/.test(fieldname);
	frm.toggle_display(
		frm.meta.fields.filter(is_money).map(({ fieldname }) => fieldname),
		false,
	);
	const grid = frm.get_field("items").grid;
	grid.docfields
		.filter(is_money)
		.forEach(({ fieldname }) => grid.update_docfield_property(fieldname, "hidden", 1));
	grid.reset_grid();
};

salesflow.show_shipping_step = function (frm) {
	if (frm.doc.docstatus !== 0 || frm.is_new()) return;
	const reason = frm.doc.salesflow_clearance_reason;
	if (reason) frm.set_intro(frappe.utils.escape_html(`${__("Back to packing")}: ${reason}`), "orange");
	salesflow.show_next_step(frm);
	const missing = (frm.doc.salesflow_papers || []).filter((row) => !row.attachment).map((row) => row.paper);
	if (missing.length) {
		const sentence = __("Papers missing: {0}.", [missing.join(", ")]);
		frm.set_intro(frappe.utils.escape_html(sentence), "orange");
	}
};

salesflow.freeze_shipment = function (frm) {
	const has_no_state = frm.is_new() || !salesflow.get_state(frm);
	const is_packing = has_no_state || salesflow.offers(frm, "pack");
	const takes_papers = has_no_state || salesflow.offers(frm, "add_papers");
	["salesflow_packed_by", "salesflow_packed_on", "salesflow_traceability", "items"].forEach((fieldname) =>
		frm.set_df_property(fieldname, "read_only", is_packing ? 0 : 1),
	);
	frm.set_df_property("salesflow_papers", "read_only", takes_papers ? 0 : 1);
};
