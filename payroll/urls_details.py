"""Addresses of pay details, settings and legislation; included by `payroll.urls`."""

from django.urls import path

from payroll.views import details, legislation, settings

urlpatterns = [
    path("details/", details.people, name="details"),
    path("details/people/<slug:reference>/", details.person, name="person_details"),
    path("details/people/<slug:reference>/history", details.history, name="details_history"),
    path("details/people/<slug:reference>/<slug:kind>/set", details.set_record, name="set_record"),
    path("details/<slug:kind>/", details.records, name="records"),
    path("details/<slug:kind>/<slug:reference>/end", details.end_record, name="end_record"),
    path("details/<slug:kind>/<slug:reference>/remove", details.remove_record, name="remove_record"),
    path("settings/", settings.home, name="settings"),
    path("settings/employer/", settings.employer, name="employer"),
    path("settings/employer/change", settings.change_employer, name="change_employer"),
    path("settings/calendar/", settings.calendar, name="calendar"),
    path("settings/calendar/plan", settings.plan_calendar, name="plan_calendar"),
    path("settings/calendar/<slug:slug>/", settings.pay_day, name="pay_day"),
    path("settings/bank-holidays/", settings.bank_holidays, name="bank_holidays"),
    path("settings/bank-holidays/add", settings.add_bank_holiday, name="add_bank_holiday"),
    path("settings/bank-holidays/<int:pk>/remove", settings.remove_bank_holiday, name="remove_bank_holiday"),
    path("settings/pension-rates/", settings.rates, name="employer_rates"),
    path("settings/pension-rates/set", settings.set_rate, name="set_employer_rate"),
    path("settings/elements/", settings.elements, name="elements"),
    path("settings/elements/add", settings.add_element, name="add_element"),
    path("settings/elements/standard", settings.standard_elements, name="standard_elements"),
    path("settings/elements/<int:pk>/", settings.element, name="element"),
    path("legislation/", legislation.current, name="legislation"),
    path("legislation/<str:tax_year>/", legislation.show, name="legislation_year"),
    path("legislation/<str:tax_year>/set", legislation.override, name="override_law"),
]
