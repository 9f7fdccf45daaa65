PERMISSIONS = {
    "documents.view_log": "See who read which document and when.",
}
