from django.urls import path

from hr.views import assignments, employments, home, increments, pay, people, posts, scales, units

app_name = "hr"

urlpatterns = [
    path("", home.home, name="home"),
    path("people/", people.people, name="people"),
    path("people/ticked", people.ticked, name="people_ticked"),
    path("people/new", people.add, name="person_add"),
    path("people/<slug:reference>/", people.person, name="person"),
    path("people/<slug:reference>/change", people.change, name="person_change"),
    path("people/<slug:reference>/link", people.link, name="person_link"),
    path("people/<slug:reference>/unlink", people.unlink, name="person_unlink"),
    path("people/<slug:reference>/employment", employments.start, name="employment_start"),
    path("employments/<slug:reference>/change", employments.change, name="employment_change"),
    path("employments/<slug:reference>/leave", employments.leave, name="employment_leave"),
    path("employments/<slug:reference>/assign", assignments.assign_to_post, name="assign"),
    path("employments/<slug:reference>/assignments/<int:pk>", assignments.change, name="assignment_change"),
    path(
        "employments/<slug:reference>/assignments/<int:pk>/remove",
        assignments.remove,
        name="assignment_remove",
    ),
    path("employments/<slug:reference>/pay-point", pay.pay_point, name="pay_point"),
    path("employments/<slug:reference>/bank-account", pay.bank_account, name="bank_account"),
    path("employments/<slug:reference>/hold", increments.hold, name="increment_hold"),
    path("employments/<slug:reference>/release", increments.release, name="increment_release"),
    path("increments/", increments.increments, name="increments"),
    path("units/", units.units, name="units"),
    path("units/new", units.add, name="unit_add"),
    path("units/<slug:reference>/", units.unit, name="unit"),
    path("units/<slug:reference>/change", units.change, name="unit_change"),
    path("posts/", posts.posts, name="posts"),
    path("posts/new", posts.add, name="post_add"),
    path("posts/<slug:reference>/", posts.post, name="post"),
    path("posts/<slug:reference>/change", posts.change, name="post_change"),
    path("pay-scales/", scales.pay_scales, name="pay_scales"),
    path("pay-scales/new", scales.add, name="pay_scale_add"),
    path("pay-scales/<slug:reference>/", scales.pay_scale, name="pay_scale"),
    path("pay-scales/<slug:reference>/change", scales.change, name="pay_scale_change"),
    path("pay-scales/<slug:reference>/rate", scales.rate, name="rate"),
]
