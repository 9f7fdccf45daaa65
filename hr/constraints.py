"""Sentences of what hr's triggers refuse (hr/migrations/0002_dates_within.sql); models hold their own."""

SENTENCES = {
    "hr_unit_no_circle": (
        "A unit cannot stand under itself or under a unit below it.",
        "Choose a unit that is not below this one.",
    ),
    "hr_assignment_within_employment": (
        "An assignment lies within its employment: it cannot start before the first day or go on after "
        "the last.",
        "Change the assignment's dates, or the employment's.",
    ),
    "hr_assignment_within_post": (
        "An assignment lies within its post: the post is not there on all of these days.",
        "Change the assignment's dates, or the post's.",
    ),
    "hr_assignment_at_most_full_time": (
        "The assignments of one employment add up to more than full time.",
        "Lower the FTE, or end the other assignment first.",
    ),
    "hr_assignment_warrant": (
        "The post needs a warrant: only an officer or a special constable can hold it.",
        "Choose another post, or ask for the post to be reviewed.",
    ),
    "hr_payplacement_within_employment": (
        "A pay point lies within its employment: it cannot start before the first day or go on after the "
        "last.",
        "Change the pay point's dates, or the employment's.",
    ),
}
