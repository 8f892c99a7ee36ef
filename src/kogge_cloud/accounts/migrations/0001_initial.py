import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, unique=True)),
                ('application_id', models.CharField(max_length=200)),
                ('client_id', models.CharField(max_length=200)),
                ('secrets_encrypted', models.BinaryField()),
                ('redirect_uri', models.CharField(blank=True, max_length=500)),
                ('authorize_url', models.CharField(blank=True, max_length=500)),
                ('is_draft', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'cloud_application',
            },
        ),
        migrations.CreateModel(
            name='Tenant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'cloud_tenant',
            },
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clients', to='cloud_accounts.tenant')),
                ('client_id', models.CharField(max_length=100, unique=True)),
                ('secret_hash', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'cloud_client',
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='cloud_accounts.tenant')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('region', models.CharField(max_length=10)),
                ('marketplaces', models.JSONField(default=list)),
                ('state', models.CharField(max_length=30)),
                ('state_reason', models.TextField(blank=True)),
                ('seller_reference', models.CharField(blank=True, max_length=100)),
                ('credentials_encrypted', models.BinaryField(null=True)),
                ('authorized_at', models.DateTimeField(null=True)),
                ('method', models.CharField(blank=True, max_length=10)),
                ('secret_created_at', models.DateTimeField(null=True)),
                ('listed_until', models.DateTimeField(null=True)),
                ('feed_head', models.BigIntegerField(default=0)),
                ('acknowledged_sequence', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'cloud_registration',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'name'), name='cloud_registration_name_once'), models.UniqueConstraint(fields=('tenant', 'reference'), name='cloud_registration_reference_once'), models.UniqueConstraint(condition=models.Q(('seller_reference', ''), _negated=True), fields=('tenant', 'kind', 'seller_reference'), name='cloud_registration_seller_once')],
            },
        ),
    ]
