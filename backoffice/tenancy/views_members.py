"""Members of the authority: who they are, what they may do, and how they get in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from backoffice.audit.queries import history_of
from backoffice.errors import Missing
from backoffice.reports import Column, export_response
from backoffice.tenancy import services
from backoffice.tenancy.forms_members import InviteForm, MemberFilter, ReasonForm, RolesForm
from backoffice.tenancy.mail import mail_is_configured
from backoffice.tenancy.models import Member
from backoffice.tenancy.permissions import all_permissions
from backoffice.tenancy.roles import ROLES
from backoffice.tenancy.sign_in_links import Purpose, has_signed_in
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from backoffice.ui.tables import DayColumn, ListTable, StatusColumn, TextColumn

VIEW, CHANGE = "members.view", "members.change"
MEANINGS = {"active": "done", "suspended": "attention", "left": "off"}


def labels(roles: list[str]) -> str:
    return ", ".join(ROLES[role].label if role in ROLES else role for role in roles)


class MemberTable(ListTable):
    name = TextColumn("Name", url=lambda member: page_of(member))
    email = TextColumn("Email address")
    roles = TextColumn("Roles", orderable=False)
    state = StatusColumn("State", meanings=MEANINGS)
    joined_on = DayColumn("Since")
    left_on = DayColumn("Left")

    caption = "Members"

    def render_roles(self, record: Member) -> str:
        return labels(record.roles)


def page_of(member: Member) -> str:
    return reverse("members:member", args=[member.identity])


def member_named(identity: UUID) -> Member:
    member = Member.objects.filter(identity=identity).first()
    if member is None:
        raise Missing("There is no such member.")
    return member


@authority_page(VIEW)
def members(request: Any) -> HttpResponseBase:
    """Everybody who works, or worked, here."""
    return list_page(
        request,
        title="Members",
        nouns=("member", "members"),
        queryset=Member.objects.order_by("name"),
        table=MemberTable,
        filterset=MemberFilter,
        export=_export,
        template="members/list.html",
        may_change=request.actor.can(CHANGE),
    )


def _export(request: Any, table: ListTable, filterset: Any) -> HttpResponseBase:
    columns = [Column(name, label, kind) for name, label, kind in table.export_columns()]
    return export_response(
        request,
        filename="members",
        title="Members",
        columns=columns,
        rows=table.export_rows(),
        format=request.GET["format"],
    )


@authority_page(VIEW)
def roles(request: Any) -> HttpResponse:
    """The one table of roles: what each may do, in sentences."""
    sentences = all_permissions()
    shown = [
        (role, [text for name, text in sentences.items() if name in role.permissions])
        for role in ROLES.values()
    ]
    return render(request, "members/roles.html", {"title": "Roles", "roles": shown})


@authority_page(VIEW)
def member(request: Any, identity: UUID) -> HttpResponse:
    """One member: roles, state and what was changed about them by whom."""
    found = member_named(identity)
    may_change = request.actor.can(CHANGE)
    active = found.state == Member.State.ACTIVE
    facts = [
        Fact("Email address", found.email),
        Fact(
            "Roles",
            labels(found.roles),
            reverse("members:change_roles", args=[identity]) if may_change else "",
        ),
        Fact("Since", formats.day(found.joined_on)),
        Fact("Last link", formats.moment(found.sign_in_link_at) if found.sign_in_link_at else "None"),
    ]
    if found.left_on:
        facts.append(Fact("Left", formats.day(found.left_on)))
    context = {
        "title": found.name,
        "member": found,
        "meaning": MEANINGS[found.state],
        "facts": facts,
        "roles": [ROLES[role] for role in found.roles if role in ROLES],
        "may_change": may_change,
        "active": active,
        "signed_in_before": has_signed_in(found.identity),
        "changes": history_of(found),
    }
    return render(request, "members/member.html", context)


@never_cache
@authority_page(CHANGE)
def invite_member(request: Any) -> HttpResponse:
    """Invite somebody; their link is mailed, or shown once to be handed over."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            invited = services.invite(actor=request.actor, today=request.business_date, **form.cleaned_data)
            return _after_invitation(request, invited)
    context = {
        "title": "Invite a person",
        "submit": "Invite",
        "cancel": reverse("members:list"),
        "roles": ROLES.values(),
        "by_mail": mail_is_configured(),
    }
    return render_form(request, "members/invite.html", context, form)


def _after_invitation(request: Any, invited: Member) -> HttpResponse:
    if has_signed_in(invited.identity):  # they work elsewhere too, or did: the password is theirs already
        return done(request, f"{invited.name} has been added.", to=page_of(invited))
    try:
        issued = services.issue_link(actor=request.actor, member=invited, reason="Invitation")
    except services.NotYours as refused:
        return done(
            request,
            f"{invited.name} has been added. {refused.message} {refused.next_step}",
            to=page_of(invited),
        )
    return _show(request, issued)


@never_cache
@authority_page(CHANGE)
def link(request: Any, identity: UUID) -> HttpResponse:
    """Send the invitation again, or have the person start again with a new password and second factor."""
    found = member_named(identity)
    again = has_signed_in(found.identity)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            return _show(request, services.issue_link(actor=request.actor, member=found, **form.cleaned_data))
    context = {
        "title": f"Reset the sign-in of {found.name}" if again else f"Send {found.name} the invitation again",
        "submit": "Make the link",
        "cancel": page_of(found),
        "again": again,
        "by_mail": mail_is_configured(),
    }
    return render_form(request, "members/link.html", context, form)


def _show(request: Any, issued: services.IssuedLink) -> HttpResponse:
    """Say that the link is on its way, or show it, this once."""
    services.deliver(issued)
    if issued.by_mail:
        return done(request, f"A link was mailed to {issued.member.email}.", to=page_of(issued.member))
    context = {
        "title": f"Hand this link to {issued.member.name}",
        "issued": issued,
        "invitation": issued.purpose is Purpose.INVITATION,
        "back": page_of(issued.member),
    }
    return render(request, "members/hand_over.html", context)


@authority_page(CHANGE)
def member_roles(request: Any, identity: UUID) -> HttpResponse:
    """Change what a member may do."""
    found = member_named(identity)
    form = RolesForm(request.POST or None, initial={"roles": found.roles})
    if form.is_valid():
        with form.refusals():
            services.change_roles(actor=request.actor, member=found, **form.cleaned_data)
            return done(request, f"The roles of {found.name} are changed.", to=page_of(found))
    context = {
        "title": f"Roles of {found.name}",
        "submit": "Save the roles",
        "cancel": page_of(found),
        "roles": ROLES.values(),
    }
    return render_form(request, "members/change_roles.html", context, form)


@authority_page(CHANGE)
def suspend_member(request: Any, identity: UUID) -> HttpResponse:
    """Shut a member out for now."""
    return _with_reason(
        request, identity, services.suspend, "Suspend {}", "Suspend", "{} is suspended.",
        "They are shut out from their next click on, and so are tokens that act for them. Their roles stay.",
    )  # fmt: skip


@authority_page(CHANGE)
def restore_member(request: Any, identity: UUID) -> HttpResponse:
    """Let a member back in."""
    return _with_reason(
        request, identity, services.restore, "Let {} back in", "Let them back in", "{} is back, with the same roles.",
        "They have the roles they had. Look at them first.",
    )  # fmt: skip


@authority_page(CHANGE)
def leave_member(request: Any, identity: UUID) -> HttpResponse:
    """End a membership."""

    def leave(**given: Any) -> Member:
        return services.mark_left(today=request.business_date, **given)

    return _with_reason(
        request, identity, leave, "{} leaves", "End the membership", "{} has left.",
        "They are shut out from their next click on. What they did stays in the history under their name.",
    )  # fmt: skip


def _with_reason(
    request: Any, identity: UUID, verb: Callable[..., Member], title: str, submit: str, said: str, lead: str
) -> HttpResponse:
    found = member_named(identity)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            verb(actor=request.actor, member=found, **form.cleaned_data)
            return done(request, said.format(found.name), to=page_of(found))
    context = {"title": title.format(found.name), "lead": lead, "submit": submit, "cancel": page_of(found)}
    return render_form(request, "ui/form_page.html", context, form)
