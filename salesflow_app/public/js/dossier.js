// Opportunity, SOW, Sales Order and Customer: the way to the dossier of the deal.

(() => {
	const refresh = (frm) => {
		if (frm.is_new() || !frappe.boot.salesflow) return;
		const slug = frappe.router.slug(frm.doctype);
		frm.add_custom_button(__("Dossier"), () => frappe.set_route("salesflow-dossier", slug, frm.docname), __("View"));
	};
	for (const doctype of ["Opportunity", "SOW", "Sales Order", "Customer"]) frappe.ui.form.on(doctype, { refresh });
})();
