import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0001_initial'),
        ('customers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CloudCredentials',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cloud_credentials', to='companies.company')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('client_id', models.CharField(max_length=100, verbose_name='client ID')),
                ('client_secret_encrypted', models.BinaryField()),
            ],
            options={
                'verbose_name': 'credentials',
                'verbose_name_plural': 'credentials',
                'constraints': [models.UniqueConstraint(fields=('company', 'name'), name='cloud_credentials_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Platform',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='platforms', to='companies.company')),
                ('kind', models.CharField(choices=[('amazon', 'Amazon'), ('shopware', 'Shopware 6')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('uses_cloud', models.BooleanField(default=True, verbose_name='use the Cloud')),
                ('region', models.CharField(blank=True, default='EU', max_length=10, verbose_name='region')),
                ('marketplaces', models.JSONField(default=list, verbose_name='marketplaces')),
                ('credentials', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='platforms', to='platforms.cloudcredentials')),
                ('cloud_reference', models.CharField(blank=True, max_length=100, verbose_name='platform reference in the Cloud')),
                ('authorization', models.CharField(choices=[('not_authenticated', 'not authenticated'), ('authenticated', 'authenticated'), ('revoked', 'revoked')], default='not_authenticated', max_length=30, verbose_name='sign-in')),
                ('authorization_reason', models.TextField(blank=True)),
                ('authorized_at', models.DateTimeField(null=True)),
                ('seller_reference', models.CharField(blank=True, max_length=100, verbose_name='seller ID')),
                ('warnings', models.JSONField(default=list)),
                ('state_checked_at', models.DateTimeField(null=True)),
                ('customer_status', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customerstatus', verbose_name='address status of new customers')),
                ('guest_status', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customerstatus', verbose_name='address status of guests')),
                ('uses_collective_customer', models.BooleanField(default=False, verbose_name='one collective customer for all orders')),
            ],
            options={
                'verbose_name': 'platform',
                'verbose_name_plural': 'platforms',
                'constraints': [models.UniqueConstraint(fields=('company', 'name'), name='platform_name_once'), models.UniqueConstraint(condition=models.Q(('cloud_reference', ''), _negated=True), fields=('company', 'cloud_reference'), name='platform_cloud_reference_once')],
            },
        ),
        migrations.CreateModel(
            name='PlatformCustomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='platform_customers', to='platforms.platform')),
                ('reference', models.CharField(max_length=255)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='platform_customers', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('company', 'platform', 'reference'), name='platform_customer_once')],
            },
        ),
    ]
