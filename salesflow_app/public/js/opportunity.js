// Opportunity: the way to the Discovery, advice only for who may write it, and why a deal was lost only for the leader.

frappe.ui.form.on("Opportunity", {
	setup(frm) {
		frm.custom_make_buttons = { ...frm.custom_make_buttons, Discovery: "Discovery" };
		frm.set_query("salesflow_account_manager", () => ({
			query: "salesflow_app.people.roles.search_account_managers",
		}));
	},

	refresh(frm) {
		frm.salesflow_was_lost = !frm.is_new() && frm.doc.status === "Lost";
		const may_advise = frm.is_new() || frm.doc.__onload?.salesflow_may_advise;
		frm.set_df_property("salesflow_advice", "read_only", may_advise ? 0 : 1);
		const is_open = !["Lost", "Closed", "Converted"].includes(frm.doc.status);
		if (!frm.is_new() && is_open && frappe.model.can_create("Discovery")) {
			const method = "salesflow_app.conversions.opportunity_to_discovery.make_discovery";
			salesflow.add_make_button(frm, __("Discovery"), method);
		}
		if (!frm.is_new() && frm.perm[0]?.write) {
			frm.add_custom_button(__("Add Progress"), () => {
				salesflow.add_progress(frm.docname, () => frm.reload_doc());
			});
		}
		if (frappe.model.can_create("Opportunity")) {
			frm.page.add_menu_item(__("Open Project"), () => salesflow.open_project());
		}
		salesflow.show_look_alikes(frm);
		frm.toggle_display(["lost_detail_section", "lost_reasons", "competitors", "order_lost_reason"], false);
		salesflow.show_lost(frm);
	},
});

// ERPNext asks for the lost reasons at each save of a lost deal. They are asked for once, when it is lost.
const checks = frappe.ui.form.get_event_handler_list("Opportunity", "validate");
checks.forEach((check, index) => {
	checks[index] = (frm, ...rest) =>
		frm.salesflow_was_lost && frm.doc.status === "Lost" ? undefined : check(frm, ...rest);
});
