PERMISSIONS = {
    "api.manage_tokens": "Make and revoke the tokens other systems use.",
}
