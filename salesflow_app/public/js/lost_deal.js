// A lost Opportunity or Quotation: the reasons are never here, they are with the leader (deal/lost_data.py).

frappe.provide("salesflow");

salesflow.show_lost = function (frm) {
	if (frm.is_new() || frm.doc.status !== "Lost") return;
	const sections = ["lost_detail_section", "lost_reasons_section"];
	frm.toggle_display([...sections, "lost_reasons", "competitors", "order_lost_reason"], false);
	const analysis = frm.doc.__onload?.salesflow_lost_analysis;
	if (!analysis) {
		frm.set_intro(__("This deal is lost. Only the leader can see why."), "orange");
		return;
	}
	frm.set_intro(__("This deal is lost. The Lost Analysis, which only you can read, says why."), "orange");
	frm.add_custom_button(__("Lost Analysis"), () => frappe.set_route("Form", "Salesflow Lost Analysis", analysis));
};
