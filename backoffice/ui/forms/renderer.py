from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """FORM_RENDERER: error summary, then fields. Widgets stand in `templates/django/forms/widgets/`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
