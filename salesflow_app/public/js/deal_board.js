// The Kanban board of deals asks for what a move needs before the card is dropped. The server says what that is (desk/board.py).

frappe.provide("salesflow");

salesflow.MOVE = "frappe.desk.doctype.kanban_board.kanban_board.update_order_for_single_card";

// Frappe's board has no hook before a move: its one request is held until the questions are answered.
salesflow.watch_board = function () {
	if (salesflow.call_without_board) return;
	const call = (salesflow.call_without_board = frappe.call);
	frappe.call = function (options, ...rest) {
		const is_move = options?.method === salesflow.MOVE && cur_list?.doctype === "Opportunity";
		const { from_colname, to_colname } = options?.args || {};
		if (!is_move || from_colname === to_colname) return call.call(this, options, ...rest);
		return salesflow.ask_before_move(options);
	};
};

salesflow.ask_before_move = function (options) {
	const held = $.Deferred();
	const { docname: name, to_colname: status } = options.args;
	frappe
		.xcall("salesflow_app.desk.board.get_needs", { name, status })
		.then((needs) => salesflow.ask_for_needs(name, needs))
		.then(() => salesflow.call_without_board(options).then(held.resolve, held.reject))
		.catch(() => void held.reject()); // returned, it would be a rejection that nobody handles
	return held.promise();
};

// Rejects where the move cannot be, or the user thinks better of it; the card goes back then.
salesflow.ask_for_needs = function (name, { refusal, lost, advice }) {
	if (refusal) {
		frappe.msgprint({ title: __("Not Moved"), message: refusal, indicator: "orange" });
		return Promise.reject();
	}
	if (lost) return salesflow.ask_while_moving(__("Set as Lost"), salesflow.get_lost_fields(), (v) => salesflow.lose(name, v));
	if (advice) {
		const field = { fieldname: "advice", fieldtype: "Small Text", label: __("Your Advice (may be left empty)") };
		return salesflow.ask_while_moving(__("Move Deal"), [field], (values) => salesflow.advise(name, values));
	}
	return Promise.resolve();
};

salesflow.get_lost_fields = () => [
	{
		fieldname: "lost_reasons",
		fieldtype: "Table MultiSelect",
		label: __("Lost Reasons"),
		options: "Opportunity Lost Reason Detail",
		reqd: 1,
	},
	{ fieldname: "competitors", fieldtype: "Table MultiSelect", label: __("Competitors"), options: "Competitor Detail" },
	{ fieldname: "detailed_reason", fieldtype: "Small Text", label: __("Detailed Reason") },
	{
		fieldtype: "HTML",
		options: `<p class="text-muted small">${__("Only the leader will see why.")}</p>`,
	},
];

salesflow.lose = function (name, { lost_reasons, competitors = [], detailed_reason }) {
	const args = { lost_reasons_list: lost_reasons, competitors, detailed_reason };
	const method = "declare_enquiry_lost";
	return frappe.xcall("run_doc_method", { dt: "Opportunity", dn: name, method, args: JSON.stringify(args) });
};

salesflow.advise = function (name, { advice }) {
	if (!advice) return Promise.resolve();
	const args = { doctype: "Opportunity", name, fieldname: "salesflow_advice", value: advice };
	return frappe.xcall("frappe.client.set_value", args);
};

salesflow.ask_while_moving = function (title, fields, store) {
	frappe.dom.unfreeze();
	return new Promise((resolve, reject) => {
		let is_answered = false;
		const dialog = new frappe.ui.Dialog({
			title,
			fields,
			primary_action_label: title,
			primary_action(values) {
				is_answered = true;
				dialog.hide();
				frappe.dom.freeze();
				store(values).then(resolve, reject);
			},
		});
		dialog.onhide = () => {
			if (is_answered) return;
			frappe.dom.freeze(); // the board unfreezes when the move has failed
			reject();
		};
		dialog.show();
	});
};

salesflow.watch_board();
