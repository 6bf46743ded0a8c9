// Work Proposal: a price sheet of any layout is read. The dialog shows what the server made of it; the user corrects
// the mapping and confirms. Nothing is computed here.

frappe.provide("salesflow");

salesflow.read_price_sheet = function (frm, file) {
	const args = { work_proposal: frm.docname, file };
	return frappe
		.call({ method: "salesflow_app.conversions.price_sheet_to_work_proposal.preview", type: "POST", args, freeze: true })
		.then(({ message }) => new salesflow.PriceSheetDialog(frm, file, message));
};

salesflow.PriceSheetDialog = class {
	constructor(frm, file, seen) {
		Object.assign(this, { frm, file, asked: 0 });
		this.make();
		this.show(seen);
		this.dialog.show();
	}

	make() {
		const later = frappe.utils.debounce(() => this.take_values(), 300);
		const html = (fieldname) => ({ fieldname, fieldtype: "HTML" });
		this.dialog = new frappe.ui.Dialog({
			title: __("Read Price Sheet"),
			size: "extra-large",
			fields: [
				html("sheets"),
				{
					fieldname: "header_row",
					fieldtype: "Int",
					label: __("Header Row"),
					description: __("Number of the row with the headings"),
					change: () => this.guess_again(),
				},
				{ fieldtype: "Section Break", label: __("Columns") },
				html("columns"),
				{ fieldtype: "Section Break", label: __("For All Rows") },
				{
					fieldname: "item",
					fieldtype: "Link",
					options: "Item",
					label: __("Item"),
					description: __("What the rows without an item code stand for"),
					get_query: () => ({
						query: "erpnext.controllers.queries.item_query",
						filters: { is_sales_item: 1, has_variants: 0 },
					}),
					change: later,
				},
				{
					fieldname: "uom",
					fieldtype: "Select",
					label: __("UOM"),
					description: __("Where a row has none; if empty, the item's own"),
					change: later,
				},
				{ fieldtype: "Column Break" },
				{
					fieldname: "billing",
					fieldtype: "Select",
					label: __("Billing"),
					options: ["One-time", "Monthly"].map((value) => ({ value, label: __(value) })),
					change: later,
				},
				{
					fieldname: "mode",
					fieldtype: "Select",
					label: __("Rows"),
					options: [
						{ value: "replace", label: __("Replace the price offer") },
						{ value: "add", label: __("Add to the price offer") },
					],
					change: later,
				},
				{
					fieldname: "is_fraction",
					fieldtype: "Check",
					label: __("Discounts are parts of one: 0.1 means 10 %"),
					change: later,
				},
				{ fieldtype: "Section Break", fieldname: "words_section", label: __("Units and Groups") },
				html("words"),
				{ fieldtype: "Section Break", label: __("Result") },
				html("result"),
			],
			primary_action_label: __("Import"),
			primary_action: () => this.import_rows(),
		});
	}

	get_box(fieldname) {
		return this.dialog.fields_dict[fieldname].$wrapper.empty();
	}

	// What the server sent

	show(seen) {
		this.seen = seen;
		this.mapping = seen.mapping;
		this.is_showing = true;
		const names = ["header_row", "item", "uom", "billing", "mode", "is_fraction"];
		this.dialog.set_df_property("uom", "options", ["", ...seen.uoms]);
		const done = () => (this.is_showing = false);
		Promise.all(names.map((name) => this.set_value(name, this.mapping[name]))).then(done, done);
		this.show_sheets();
		this.show_columns();
		this.show_words();
		this.show_result();
		const is_ready = seen.count && !seen.problem_count;
		this.dialog.get_primary_btn().prop("disabled", !is_ready);
	}

	set_value(name, value) {
		if ((this.dialog.get_value(name) || "") !== (value || "")) return this.dialog.set_value(name, value);
	}

	show_sheets() {
		const box = this.get_box("sheets");
		$("<label class='control-label'>").text(__("Sheets")).appendTo(box);
		for (const name of this.seen.sheets) {
			const row = $("<div class='d-flex flex-wrap' style='gap: 4px 24px'>").appendTo(box);
			this.add_check(row, name, "sheets", name);
			if (this.mapping.sheets.includes(name)) {
				this.add_check(row, __("its rows are optional"), "optional_sheets", name);
			}
		}
	}

	add_check(row, label, key, name) {
		const is_on = this.mapping[key].includes(name);
		const check = $("<input type='checkbox'>").prop("checked", is_on);
		$("<label class='mb-1'>").append(check, document.createTextNode(` ${label}`)).appendTo(row);
		check.on("change", () => this.toggle(key, name, check.prop("checked")));
	}

	show_columns() {
		const style = "display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 12px";
		const box = $(`<div style='${style}'>`).appendTo(this.get_box("columns"));
		for (const column of this.seen.columns) {
			const card = $("<div class='border rounded p-2'>").appendTo(box);
			const heading = column.heading || __("(no heading)");
			$("<div class='bold ellipsis'>").text(`${column.letter}: ${heading}`).attr("title", heading).appendTo(card);
			const samples = column.samples.join(" · ") || __("(empty)");
			$("<div class='text-muted small ellipsis mb-1'>").text(samples).attr("title", samples).appendTo(card);
			const icon = $("<div class='select-icon' style='position: absolute; right: 8px; top: 4px; pointer-events: none'>");
			icon.html(frappe.utils.icon("select", "sm"));
			$("<div style='position: relative'>").append(this.make_choice(column), icon).appendTo(card);
		}
	}

	make_choice(column) {
		const label = __("Field of column {0}", [column.letter]);
		const select = $("<select class='form-control input-xs'>").attr("aria-label", label);
		for (const [value, text] of [["", __("Not imported")], ...this.seen.fields]) {
			$("<option>").val(value).text(text).appendTo(select);
		}
		select.val(column.field).on("change", () => {
			this.mapping.columns[column.letter] = select.val();
			this.refresh();
		});
		return select;
	}

	show_words() {
		const { units, groups, uoms } = this.seen;
		const box = this.get_box("words");
		this.dialog.set_df_property("words_section", "hidden", !units?.length && !groups?.length);
		const unit = { fieldtype: "Select", options: ["", ...(uoms || [])] };
		this.add_words(box, __("What the units of the sheet stand for"), units, "uoms", unit);
		const item = { ...this.dialog.fields_dict.item.df, description: "" };
		this.add_words(box, __("Items of the groups, where they are not the one for all rows"), groups, "items", item);
	}

	add_words(box, title, words, key, field) {
		if (!words?.length) return;
		$("<div class='control-label mb-2'>").text(title).appendTo(box);
		const style = "display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 0 12px";
		const grid = $(`<div style='${style}'>`).appendTo(box);
		for (const { word, count, value } of words) {
			const label = frappe.utils.escape_html(`${word} (${count})`);
			const df = { ...field, fieldname: "word", label, only_select: 1, change: null };
			const control = frappe.ui.form.make_control({ parent: $("<div>").appendTo(grid), df, render_input: true });
			Promise.resolve(control.set_value(value)).then(() => {
				df.change = () => {
					if ((control.get_value() || "") === (this.mapping[key][word] ?? value)) return;
					this.mapping[key][word] = control.get_value() || "";
					this.refresh();
				};
			});
		}
	}

	show_result() {
		const { hint, note, problems, problem_count, differences, difference_count } = this.seen;
		const box = this.get_box("result");
		if (hint) return this.add_list(box, "orange", hint, []);
		if (note) this.add_list(box, "orange", note, []);
		if (problem_count) this.add_list(box, "red", __("To be corrected ({0})", [problem_count]), problems);
		if (difference_count) {
			const title = __("Amounts in the sheet that differ ({0})", [difference_count]);
			this.add_list(box, "orange", title, differences);
		}
		this.add_rows(box);
		for (const [label, amount] of this.seen.totals) {
			$("<div class='bold'>").text(`${label}: ${amount}`).appendTo(box);
		}
		for (const { reason, count, rows } of this.seen.left_out) {
			const title = __("Left out: {0} ({1})", [reason, count]);
			const details = $("<details class='mt-2'>").appendTo(box);
			$("<summary class='text-muted'>").text(title).appendTo(details);
			$("<div class='small text-muted'>").text(rows.join(", ")).appendTo(details);
		}
	}

	add_list(box, colour, title, lines) {
		const alert = $("<div class='mb-3'>").appendTo(box);
		$(`<div class='indicator ${colour}'>`).text(title).appendTo(alert);
		for (const line of lines.slice(0, 20)) $("<div class='small ml-3'>").text(line).appendTo(alert);
	}

	add_rows(box) {
		const { rows, count } = this.seen;
		if (!rows.length) return;
		$("<div class='text-muted mb-1'>").text(__("The first {0} of {1} rows", [rows.length, count])).appendTo(box);
		const table = $("<table class='table table-bordered small'>");
		const scroll = $("<div style='overflow-x: auto' tabindex='0'>").append(table).appendTo(box);
		scroll.attr("aria-label", __("Result"));
		const names = ["place", "item_code", "description", "qty", "uom", "rate", "discount_percentage", "billing", "is_optional", "amount"];
		const labels = ["Cell", "Item", "Description", "Quantity", "UOM", "Rate", "Discount %", "Billing", "Optional", "Amount"];
		const head = $("<tr>").appendTo($("<thead>").appendTo(table));
		labels.forEach((label) => $("<th>").text(__(label)).appendTo(head));
		const body = $("<tbody>").appendTo(table);
		for (const row of rows) {
			const line = $("<tr>").appendTo(body);
			const shown = { ...row, billing: __(row.billing), is_optional: row.is_optional ? __("Yes") : "" };
			names.forEach((name) => $("<td>").text(shown[name] ?? "").appendTo(line));
		}
	}

	// What the user changes

	toggle(key, name, is_on) {
		const others = this.mapping[key].filter((each) => each !== name);
		const chosen = is_on ? [...others, name] : others;
		if (key === "sheets" && !chosen.length) return this.show_sheets();
		this.mapping[key] = this.seen.sheets.filter((each) => chosen.includes(each));
		if (key === "sheets" && !others.length) return this.refresh();
		if (key === "sheets" && !this.has_rate()) return this.refresh({ sheets: [name], item: this.mapping.item });
		this.refresh();
	}

	has_rate() {
		return Object.values(this.mapping.columns).includes("rate");
	}

	guess_again() {
		const header_row = cint(this.dialog.get_value("header_row"));
		if (this.is_showing || !header_row || header_row === this.mapping.header_row) return;
		this.refresh({ sheets: this.mapping.sheets, header_row, item: this.mapping.item });
	}

	take_values() {
		if (this.is_showing) return;
		const names = ["item", "uom", "billing", "mode", "is_fraction"];
		const values = Object.fromEntries(names.map((name) => [name, this.dialog.get_value(name) || ""]));
		if (names.every((name) => (this.mapping[name] || "") === values[name])) return;
		Object.assign(this.mapping, values, { is_fraction: cint(values.is_fraction) });
		this.refresh();
	}

	refresh(mapping = this.mapping) {
		const asked = ++this.asked;
		const args = { work_proposal: this.frm.docname, file: this.file, mapping };
		this.dialog.get_primary_btn().prop("disabled", true);
		return frappe.call({ method: "salesflow_app.conversions.price_sheet_to_work_proposal.preview", type: "POST", args }).then(({ message }) => {
			if (asked === this.asked && message) this.show(message);
		});
	}

	import_rows() {
		const args = { work_proposal: this.frm.docname, file: this.file, mapping: this.mapping };
		const call = { method: "salesflow_app.conversions.price_sheet_to_work_proposal.import_mapped", type: "POST", args, freeze: true };
		return frappe.call(call).then(({ message }) => {
			this.dialog.hide();
			salesflow.tell_imported(message);
			return this.frm.reload_doc();
		});
	}
};
