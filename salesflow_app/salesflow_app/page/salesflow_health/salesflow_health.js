// The health of the site: what is wrong with its way out, and one line for all that is in order. The server looks.

frappe.pages["salesflow-health"].on_page_load = (wrapper) => {
	wrapper.page = frappe.ui.make_app_page({ parent: wrapper, title: __("Salesflow Health"), single_column: true });
	wrapper.page.set_secondary_action(__("Look Again"), () => health_page.load(wrapper.page));
};

frappe.pages["salesflow-health"].on_page_show = (wrapper) => health_page.load(wrapper.page);

const health_page = {
	async load(page) {
		const facts = await frappe.xcall("salesflow_app.health.page.get_page");
		const number = facts.wrong.length;
		page.set_indicator(number ? __("{0} to mend", [number]) : __("All in order"), number ? "red" : "green");
		const style = "<style>.salesflow-health .indicator::before { flex-shrink: 0 }</style>";
		$(page.main).html(`${style}<div class="salesflow-health p-3">${facts.wrong.map(health_page.get_line).join("")}${health_page.get_fine(facts)}</div>`);
	},

	get_line({ title, sentence, link }) {
		const { escape_html } = frappe.utils;
		return `
			<p class="mb-3"><span class="indicator red"><span>
				<b>${escape_html(title)}</b>: ${escape_html(sentence)}
				<a style="text-decoration: underline" href="${escape_html(link)}">${__("Go There")}</a>
			</span></span></p>`;
	},

	get_fine: ({ summary }) =>
		`<p><span class="indicator green"><span>${frappe.utils.escape_html(summary)}</span></span></p>`,
};
