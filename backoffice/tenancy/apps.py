from django.apps import AppConfig

SENTENCES = {
    "tenants_address_unproven": (
        "This address cannot be added here until it is confirmed whose it is.",
        "Ask those who run the service to confirm it with the person, then invite them again.",
    ),
}


class TenancyConfig(AppConfig):
    name = "backoffice.tenancy"
    label = "tenancy"
    verbose_name = "Members"

    def ready(self) -> None:
        from backoffice.constraints import register_sentences
        from backoffice.tenancy import checks, daily, signed_in  # noqa: F401 - registers them
        from backoffice.ui.navigation import NavItem, SubItem, register

        register_sentences(SENTENCES)
        register(
            NavItem(
                function="members",
                label="Members",
                url_name="members:list",
                permission=("members.view",),
                order=95,
                always=True,
                sub=[
                    SubItem("People who work here", "members:list", "members.view"),
                    SubItem("Roles", "members:roles", "members.view"),
                ],
            )
        )
