PERMISSIONS = {
    "hr.view_people": "See people, their employments, posts and pay points.",
    "hr.change_people": "Add and change people, employments, assignments and pay points.",
    "hr.view_bank_details": "See bank account numbers whole.",
    "hr.change_bank_details": "Change where net pay goes.",
    "hr.import_people": "Load units, posts, people and their pay points from files.",
    "hr.change_pay_scales": "Add pay scales and change what their points pay.",
    "hr.change_structure": "Add and change units and posts.",
}
