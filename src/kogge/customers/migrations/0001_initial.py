import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='customer_statuses', to='companies.company')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('number_range', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.numberrange')),
            ],
            options={
                'verbose_name': 'address status',
                'verbose_name_plural': 'address statuses',
                'constraints': [models.UniqueConstraint(fields=('company', 'name'), name='customer_status_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='customers', to='companies.company')),
                ('number', models.CharField(max_length=40, verbose_name='customer number')),
                ('status', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='customers.customerstatus')),
                ('name', models.TextField(blank=True, verbose_name='name')),
                ('company_name', models.TextField(blank=True, verbose_name='company name')),
                ('email', models.TextField(blank=True, verbose_name='e-mail')),
                ('email_is_relay', models.BooleanField(default=False)),
                ('phone', models.TextField(blank=True, verbose_name='phone')),
                ('vat_id', models.CharField(blank=True, max_length=40, verbose_name='VAT id')),
                ('vat_id_state', models.CharField(choices=[('unchecked', 'not checked'), ('plausible', 'form and check digits are right'), ('implausible', 'form or check digits are wrong')], default='unchecked', max_length=20, verbose_name='check of the VAT id')),
                ('vat_id_checked_at', models.DateTimeField(null=True)),
                ('match_key', models.CharField(blank=True, max_length=64)),
                ('email_key', models.CharField(blank=True, max_length=64)),
                ('block_key', models.CharField(blank=True, max_length=64)),
                ('is_collective', models.BooleanField(default=False)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='customers.customer')),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'customer',
                'verbose_name_plural': 'customers',
                'indexes': [models.Index(fields=['company', 'match_key'], name='customer_by_match_key'), models.Index(fields=['company', 'email_key'], name='customer_by_email_key'), models.Index(fields=['company', '-created_at'], name='customer_newest'), models.Index(condition=models.Q(('merged_into', None), models.Q(('block_key', ''), _negated=True)), fields=['company', 'block_key'], name='customer_by_block')],
                'constraints': [models.UniqueConstraint(fields=('company', 'number'), name='customer_number_once')],
            },
        ),
        migrations.CreateModel(
            name='NotDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='not_duplicate_once')],
            },
        ),
        migrations.CreateModel(
            name='PostalAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='customers.customer')),
                ('kind', models.CharField(choices=[('invoice', 'Invoice address'), ('delivery', 'Delivery address')], max_length=10)),
                ('fingerprint', models.CharField(max_length=64)),
                ('name', models.TextField(blank=True)),
                ('company_name', models.TextField(blank=True)),
                ('line1', models.TextField(blank=True)),
                ('line2', models.TextField(blank=True)),
                ('line3', models.TextField(blank=True)),
                ('postal_code', models.TextField(blank=True)),
                ('city', models.TextField(blank=True)),
                ('district', models.TextField(blank=True)),
                ('region', models.TextField(blank=True)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('phone', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'address',
                'verbose_name_plural': 'addresses',
                'constraints': [models.UniqueConstraint(fields=('customer', 'kind', 'fingerprint'), name='postal_address_once')],
            },
        ),
    ]
