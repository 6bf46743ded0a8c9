app_name = "salesflow_app"
app_title = "SalesFlow"
app_publisher = "SalesFlow"
app_description = "Carries a client deal through ERPNext, from the first call to the last payment"
app_email = "hello@salesflow.example"
app_license = "gpl-3.0"
required_apps = ["frappe/erpnext"]

before_install = "salesflow_app.setup.install.before_install"
after_install = "salesflow_app.setup.install.after_install"
after_sync = "salesflow_app.setup.install.after_sync"
before_migrate = "salesflow_app.setup.install.before_migrate"
after_migrate = "salesflow_app.setup.install.after_migrate"
before_uninstall = "salesflow_app.setup.uninstall.before_uninstall"
