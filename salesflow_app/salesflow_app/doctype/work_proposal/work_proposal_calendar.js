// The calendar of Work Proposal: the days on which proposals expire. The server says which (desk/calendar.py); nothing is moved here.

frappe.views.calendar["Work Proposal"] = {
	field_map: {
		start: "day",
		end: "end_day",
		id: "name",
		title: "title",
		allDay: "all_day",
		color: "color",
		convertToUserTz: "convertToUserTz",
	},
	options: { selectable: false },
	get_events_method: "salesflow_app.desk.calendar.get_events",
};
