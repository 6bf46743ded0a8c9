// Opportunity list: see deals in negotiation at a glance, and find them by industry and company size.

(() => {
	// Cards of a Kanban board show fields that nobody fetches for them.
	const CARD_FIELDS = ["industry", "opportunity_owner", "opportunity_amount", "currency"];
	const settings = frappe.listview_settings["Opportunity"] || {};
	const get_indicator = settings.get_indicator;
	settings.add_fields = [...(settings.add_fields || []), "salesflow_in_negotiation", ...CARD_FIELDS];
	settings.get_indicator = function (doc) {
		const is_open = ["Open", "Quotation", "Replied"].includes(doc.status);
		if (doc.salesflow_in_negotiation && is_open) {
			return [__("In Negotiation"), "blue", "salesflow_in_negotiation,=,1"];
		}
		return get_indicator?.call(this, doc);
	};
	const onload = settings.onload;
	settings.onload = function (listview) {
		onload?.call(this, listview);
		if (frappe.model.can_create("Opportunity")) {
			listview.page.add_inner_button(__("Open Project"), () => salesflow.open_project());
		}
		// Phones and v16 hide the button in the row: there, tick the deal first.
		listview.page.add_actions_menu_item(__("Add Progress"), () => {
			const [doc, ...others] = listview.get_checked_items();
			if (others.length) return frappe.show_alert(__("Select one opportunity."));
			salesflow.add_progress(doc.name, () => listview.refresh());
		});
	};
	settings.button = settings.button || {
		show: () => frappe.model.can_write("Opportunity"),
		get_label: () => __("Progress"),
		get_description: (doc) => __("Add progress to {0}", [doc.name]),
		action: (doc) => salesflow.add_progress(doc.name, () => cur_list?.refresh()),
	};
	frappe.listview_settings["Opportunity"] = settings;
})();
