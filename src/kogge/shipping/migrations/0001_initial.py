import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0001_initial'),
        ('companies', '__first__'),
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='consignment', to='documents.document')),
                ('is_complete', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('document', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='documents.document')),
                ('package_number', models.PositiveIntegerField(verbose_name='parcel')),
                ('state', models.CharField(choices=[('open', 'open'), ('fixed', 'ready'), ('voided', 'voided')], default='open', max_length=10, verbose_name='state')),
                ('carrier_code', models.CharField(blank=True, max_length=100, verbose_name='carrier code')),
                ('carrier_name', models.CharField(blank=True, max_length=100, verbose_name='carrier name')),
                ('delivery_service', models.CharField(blank=True, max_length=100, verbose_name='delivery service')),
                ('tracking_number', models.CharField(blank=True, max_length=100, verbose_name='tracking number')),
                ('weight_g', models.PositiveIntegerField(null=True, verbose_name='weight in grams')),
                ('shipped_at', models.DateTimeField(null=True, verbose_name='shipped')),
                ('printed_at', models.DateTimeField(null=True, verbose_name='printed')),
                ('reported_at', models.DateTimeField(null=True, verbose_name='reported to the platform')),
                ('fixed_at', models.DateTimeField(null=True, verbose_name='ready since')),
                ('void_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('request_key', models.CharField(max_length=100, null=True)),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
            ],
            options={
                'verbose_name': 'shipment',
                'verbose_name_plural': 'shipments',
                'indexes': [models.Index(fields=['company', 'tracking_number'], name='shipment_by_tracking'), models.Index(fields=['company', '-created_at', '-id'], name='shipment_newest'), models.Index(condition=models.Q(('printed_at__isnull', True), ('state', 'open')), fields=['company', 'created_at'], name='shipment_to_print'), models.Index(condition=models.Q(('reported_at__isnull', True), ('state', 'fixed')), fields=['company', 'fixed_at'], name='shipment_unreported')],
                'constraints': [models.UniqueConstraint(fields=('document', 'package_number'), name='shipment_package_once'), models.UniqueConstraint(condition=models.Q(('request_key__isnull', False)), fields=('company', 'request_key'), name='shipment_request_once')],
            },
        ),
        migrations.CreateModel(
            name='TrackingImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('open', 'to be taken over'), ('done', 'taken over')], default='open', max_length=10, verbose_name='state')),
                ('rows', models.JSONField(default=list)),
                ('outcomes', models.JSONField(default=list)),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='taken over')),
            ],
            options={
                'verbose_name': 'import of tracking numbers',
                'verbose_name_plural': 'imports of tracking numbers',
                'indexes': [models.Index(fields=['company', '-uploaded_at'], name='tracking_import_newest')],
                'constraints': [models.UniqueConstraint(fields=('company', 'digest'), name='tracking_import_once')],
            },
        ),
        migrations.CreateModel(
            name='PackedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='packed_items', to='documents.document')),
                ('reference', models.CharField(max_length=100)),
                ('ordered', models.PositiveIntegerField()),
                ('packed', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('document', 'reference'), name='packed_item_once'), models.CheckConstraint(condition=models.Q(('packed__lte', models.F('ordered'))), name='packed_item_at_most_ordered')],
            },
        ),
        migrations.CreateModel(
            name='ShipmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shipment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shipping.shipment')),
                ('reference', models.CharField(max_length=100)),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
            ],
            options={
                'verbose_name': 'content of a shipment',
                'verbose_name_plural': 'contents of shipments',
                'constraints': [models.UniqueConstraint(fields=('shipment', 'reference'), name='shipment_line_once'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='shipment_line_holds_something')],
            },
        ),
    ]
