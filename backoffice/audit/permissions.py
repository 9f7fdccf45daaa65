PERMISSIONS = {
    "audit.view": "See who changed what, when and why, in the functions the roles open.",
}
