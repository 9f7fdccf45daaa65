PERMISSIONS = {
    "reports.run": "Run the reports of the functions the roles open.",
}
