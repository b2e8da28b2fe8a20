"""Which rule of the database does something break?"""

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction


def broken(model, wrong):
    """Names of the model's constraints that ``wrong()`` breaks, as the database says."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        wrong()
    said = str(error.value)
    return [rule.name for rule in model._meta.constraints if rule.name in said or said.endswith(_columns(model, rule))]


def of_flat(label):
    """Names of all constraints of a flat, in the order of the alphabet."""
    return sorted(rule.name for model in apps.get_app_config(label).get_models() for rule in model._meta.constraints)


def _columns(model, rule):
    """What SQLite says in place of the name of a unique constraint."""
    columns = (
        [model._meta.get_field(name).column for name in rule.fields]
        if isinstance(rule, models.UniqueConstraint)
        else []
    )
    return ": " + ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
