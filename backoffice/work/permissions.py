PERMISSIONS = {
    "work.view": "See the own list of work.",
}
