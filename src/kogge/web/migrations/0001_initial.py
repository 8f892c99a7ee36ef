import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                ('list_key', models.CharField(max_length=150)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('query', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'list_key', 'name'), name='saved_view_once')],
            },
        ),
        migrations.CreateModel(
            name='TableLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='table_layouts', to=settings.AUTH_USER_MODEL)),
                ('list_key', models.CharField(max_length=150)),
                ('layout', models.JSONField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'list_key'), name='table_layout_once')],
            },
        ),
    ]
