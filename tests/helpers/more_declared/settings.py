"""The settings of the service, and an application that declares more."""

from analytics_project import settings

globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.helpers.more_declared.apps.MoreDeclared"]
