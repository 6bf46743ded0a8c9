// A lost Opportunity or Quotation: the words are never here, they are with the leader (deal/lost_data.py).

frappe.provide("salesflow");

salesflow.show_lost = function (frm) {
	if (frm.is_new() || frm.doc.status !== "Lost") return;
	const sections = ["lost_detail_section", "lost_reasons_section"];
	frm.toggle_display([...sections, "lost_reasons", "competitors", "order_lost_reason"], false);
	const analysis = frm.doc.__onload?.salesflow_lost_analysis;
	if (!analysis) {
		frm.set_intro(__("This deal is lost. Why is known to the leader alone."), "orange");
		return;
	}
	frm.set_intro(__("This deal is lost. Why is in the Lost Analysis, for you alone."), "orange");
	frm.add_custom_button(__("Lost Analysis"), () => frappe.set_route("Form", "Lost Analysis", analysis));
};
