PERMISSIONS = {
    "jobs.view_all": "See the jobs of everybody in the authority.",
}
