from django.apps import AppConfig


class HrConfig(AppConfig):
    """Units, posts, people and what they are paid on."""

    name = "hr"
    verbose_name = "HR"

    def ready(self) -> None:
        """Offer the kernel's registries what HR has."""
        from backoffice.constraints import register_sentences
        from backoffice.ui.navigation import NavItem, SubItem
        from backoffice.ui.navigation import register as register_navigation
        from hr import imports, links, reports, search, setting_up, work
        from hr.constraints import SENTENCES

        register_sentences(SENTENCES)
        imports.register_all()
        links.register_all()
        reports.register_all()
        search.register()
        setting_up.register()
        work.register_all()
        register_navigation(
            NavItem(
                function="hr",
                label="HR",
                url_name="hr:home",
                permission=("hr.view_people",),
                order=20,
                sub=[
                    SubItem("Overview", "hr:home", "hr.view_people"),
                    SubItem("People", "hr:people", "hr.view_people"),
                    SubItem("Units", "hr:units", "hr.view_people"),
                    SubItem("Posts", "hr:posts", "hr.view_people"),
                    SubItem("Pay scales", "hr:pay_scales", "hr.view_people"),
                    SubItem("Increments", "hr:increments", "hr.view_people"),
                ],
            )
        )
