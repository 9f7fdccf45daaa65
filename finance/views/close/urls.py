"""Addresses of the close."""

from django.urls import path

from finance.views.close import accruals, checklist, exceptions, periods, reopenings

urlpatterns = [
    path("periods/", periods.periods, name="periods"),
    path("periods/add/", periods.add_year, name="add_year"),
    path("periods/<str:code>/", periods.period, name="period"),
    path("periods/<str:code>/start-closing/", periods.start_closing, name="start_closing"),
    path("periods/<str:code>/close/", periods.close, name="close_period"),
    path("periods/<str:code>/lock/", periods.lock, name="lock_period"),
    path("periods/<str:code>/open/", reopenings.ask, name="open_period"),
    path("periods/<str:code>/exceptions/add/", exceptions.add, name="add_exception"),
    path("periods/<str:code>/tasks/add/", checklist.add_task, name="add_period_task"),
    path("period-exceptions/<str:reference>/withdraw/", exceptions.withdraw, name="withdraw_exception"),
    path("reopenings/<str:reference>/", reopenings.reopening, name="reopening"),
    path("reopenings/<str:reference>/decide/", reopenings.decide, name="decide_reopening"),
    path("reopenings/<str:reference>/withdraw/", reopenings.withdraw_it, name="withdraw_reopening"),
    path("close-calendar/", checklist.calendar, name="close_calendar"),
    path("period-tasks/<str:reference>/", checklist.task, name="close_task"),
    path("period-tasks/<str:reference>/done/", checklist.do, name="do_close_task"),
    path("period-tasks/<str:reference>/undo/", checklist.undo, name="undo_close_task"),
    path("period-tasks/<str:reference>/give/", checklist.give, name="give_close_task"),
    path("close-tasks/", checklist.templates, name="close_tasks"),
    path("close-tasks/add/", checklist.add_template, name="add_close_task"),
    path("close-tasks/load/", checklist.load, name="load_close_tasks"),
    path("close-tasks/<str:reference>/change/", checklist.change_template, name="change_close_task"),
    path("accruals/", accruals.accruals, name="accruals"),
    path("accruals/add/", accruals.add, name="add_accrual"),
    path("accruals/post-reversals/", accruals.post_reversals, name="post_reversals"),
    path("accruals/<str:reference>/", accruals.accrual, name="accrual"),
]
