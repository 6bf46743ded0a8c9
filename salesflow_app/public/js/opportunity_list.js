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
	frappe.listview_settings["Opportunity"] = settings;
})();
