"""Addresses of the pages about budgets."""

from django.urls import path

from finance.views.budgets import home, setup, versions, virements

urlpatterns = [
    path("my-budgets/", home.my_budgets, name="my_budgets"),
    path("my-budgets/<str:reference>/", home.centre, name="budget_centre"),
    path("my-budgets/<str:reference>/spent/", home.spent, name="centre_spent"),
    path("my-budgets/<str:reference>/committed/", home.committed, name="centre_committed"),
    path("my-budgets/<str:reference>/virements/", home.moved, name="centre_moved"),
    path("my-budgets/<str:reference>/forecast/", home.forecast, name="forecast"),
    path("budgets/", versions.budgets, name="budgets"),
    path("budgets/add/", versions.add, name="add_budget"),
    path("budgets/<str:reference>/", versions.budget, name="budget"),
    path("budgets/<str:reference>/change/", versions.change, name="change_budget"),
    path("budgets/<str:reference>/copy/", versions.copy, name="copy_budget"),
    path("budgets/<str:reference>/phase/", versions.phase, name="phase_budget"),
    path("budgets/<str:reference>/lines/add/", versions.add_line, name="add_budget_line"),
    path("budgets/<str:reference>/lines/<int:pk>/", versions.line, name="budget_line"),
    path("budgets/<str:reference>/submit/", versions.submit, name="submit_budget"),
    path("budgets/<str:reference>/withdraw/", versions.withdraw, name="withdraw_budget"),
    path("budgets/<str:reference>/delete/", versions.delete, name="delete_budget"),
    path("virements/", virements.virements, name="virements"),
    path("virements/add/", virements.add, name="add_virement"),
    path("virements/<str:reference>/", virements.virement, name="virement"),
    path("virements/<str:reference>/agree/", virements.agree, name="agree_virement"),
    path("virements/<str:reference>/reject/", virements.reject, name="reject_virement"),
    path("virements/<str:reference>/withdraw/", virements.withdraw, name="withdraw_virement"),
    path("forecasts/", setup.rounds, name="forecasts"),
    path("forecasts/add/", setup.open_round, name="open_forecasts"),
    path("forecasts/<str:code>/lock/", setup.lock_round, name="lock_forecasts"),
    path("budget-holders/", setup.holders, name="budget_holders"),
    path("budget-holders/add/", setup.add_holder, name="add_budget_holder"),
    path("budget-holders/<str:reference>/", setup.holder, name="budget_holder"),
    path("budget-controls/", setup.controls, name="budget_controls"),
    path("budget-controls/add/", setup.add_control, name="add_budget_control"),
    path("budget-controls/<str:reference>/", setup.control, name="budget_control"),
    path("phasing-profiles/", setup.profiles, name="phasing_profiles"),
    path("phasing-profiles/add/", setup.add_profile, name="add_phasing_profile"),
    path("phasing-profiles/<str:reference>/", setup.profile, name="phasing_profile"),
]
