import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0001_initial'),
        ('companies', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audit_entries', to='companies.company')),
                ('at', models.DateTimeField()),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('actor_name', models.CharField(max_length=150)),
                ('action', models.CharField(max_length=100)),
                ('subject_kind', models.CharField(max_length=50)),
                ('subject_id', models.BigIntegerField()),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['company', 'subject_kind', 'subject_id', '-at'], name='audit_by_subject'), models.Index(fields=['company', '-at'], name='audit_newest'), models.Index(fields=['company', 'actor', '-at'], name='audit_by_actor'), models.Index(fields=['company', 'action', '-at'], name='audit_by_action')],
            },
        ),
    ]
