import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0001_initial'),
        ('companies', '__first__'),
        ('documents', '0001_initial'),
        ('platforms', '0001_initial'),
        ('shipping', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SendingRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sending_runs', to='platforms.platform')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='running', max_length=10, verbose_name='state')),
                ('round', models.PositiveIntegerField(default=0)),
                ('taken', models.PositiveIntegerField(default=0, verbose_name='taken')),
                ('problem', models.TextField(blank=True)),
                ('problem_code', models.CharField(blank=True, max_length=60)),
                ('problem_is_permanent', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('changed_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
            ],
            options={
                'verbose_name': 'upload of status reports',
                'verbose_name_plural': 'uploads of status reports',
                'indexes': [models.Index(fields=['platform', '-started_at'], name='sending_run_newest')],
            },
        ),
        migrations.CreateModel(
            name='PlatformRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='platform_rules', to='companies.company')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('platform', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='platforms.platform', verbose_name='platform')),
                ('trigger', models.CharField(choices=[('converted', 'converted into a document of the kind'), ('posted', 'a document of the kind was posted'), ('shipped', 'shipped, whatever became of the document'), ('cancelled', "the order's document was cancelled here")], default='converted', max_length=20, verbose_name='when')),
                ('document_kind', models.CharField(blank=True, choices=[('offer', 'Offer'), ('order', "Customer's order"), ('confirmation', 'Order confirmation'), ('delivery_note', 'Delivery note'), ('invoice', 'Invoice'), ('credit_note', 'Credit note')], default='invoice', max_length=20, verbose_name='kind of document')),
                ('condition', models.TextField(blank=True, verbose_name='condition')),
                ('kind', models.CharField(choices=[('FULFILLMENT', 'FULFILLMENT'), ('ORDER', 'ORDER'), ('PAYMENT', 'PAYMENT'), ('INVOICE', 'INVOICE')], default='FULFILLMENT', max_length=30, verbose_name='status')),
                ('value', models.CharField(choices=[('COMPLETE', 'COMPLETE'), ('IN_PROGRESS', 'IN PROGRESS'), ('CANCELLED', 'CANCELLED'), ('RETURNED', 'RETURNED'), ('RETURNED_PARTIALLY', 'PARTLY RETURNED'), ('PAID', 'PAID'), ('PAID_PARTIALLY', 'PARTLY PAID'), ('REMINDED', 'REMINDED'), ('REFUNDED', 'REFUNDED'), ('REFUNDED_PARTIALLY', 'PARTLY REFUNDED'), ('UPLOADED', 'UPLOADED')], default='COMPLETE', max_length=30, verbose_name='value')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
            ],
            options={
                'verbose_name': 'rule for platforms',
                'verbose_name_plural': 'rules for platforms',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('company', 'name'), name='platform_rule_name_once')],
            },
        ),
        migrations.CreateModel(
            name='StatusRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platforms.platform')),
                ('order_reference', models.CharField(max_length=100, verbose_name='order number')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='status_records', to='documents.document')),
                ('shipment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='status_records', to='shipping.shipment')),
                ('package_number', models.PositiveIntegerField(default=0, verbose_name='parcel')),
                ('kind', models.CharField(choices=[('FULFILLMENT', 'FULFILLMENT'), ('ORDER', 'ORDER'), ('PAYMENT', 'PAYMENT'), ('INVOICE', 'INVOICE')], max_length=30, verbose_name='status')),
                ('value', models.CharField(choices=[('COMPLETE', 'COMPLETE'), ('IN_PROGRESS', 'IN PROGRESS'), ('CANCELLED', 'CANCELLED'), ('RETURNED', 'RETURNED'), ('RETURNED_PARTIALLY', 'PARTLY RETURNED'), ('PAID', 'PAID'), ('PAID_PARTIALLY', 'PARTLY PAID'), ('REMINDED', 'REMINDED'), ('REFUNDED', 'REFUNDED'), ('REFUNDED_PARTIALLY', 'PARTLY REFUNDED'), ('UPLOADED', 'UPLOADED')], max_length=30, verbose_name='value')),
                ('rule_name', models.CharField(blank=True, max_length=100, verbose_name='rule')),
                ('state', models.CharField(choices=[('open', 'open'), ('sending', 'being sent'), ('accepted', 'accepted'), ('verified', 'confirmed'), ('rejected', 'rejected'), ('ignored', 'ignored')], default='open', max_length=10, verbose_name='state')),
                ('content', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('sending', models.PositiveIntegerField(default=1)),
                ('run', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='records', to='status.sendingrun')),
                ('try_at', models.DateTimeField(null=True, verbose_name='next try')),
                ('waiting_for', models.CharField(blank=True, max_length=50)),
                ('answer_code', models.CharField(blank=True, max_length=60)),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('remarks', models.JSONField(default=list)),
                ('ignore_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
                ('verified_at', models.DateTimeField(null=True, verbose_name='confirmed')),
            ],
            options={
                'verbose_name': 'status report',
                'verbose_name_plural': 'status reports',
                'indexes': [models.Index(fields=['company', '-created_at', '-id'], name='status_record_newest'), models.Index(fields=['company', 'state', '-created_at', '-id'], name='status_record_by_state'), models.Index(fields=['company', 'order_reference'], name='status_record_by_order'), models.Index(fields=['platform', 'state', 'created_at'], name='status_record_to_send'), models.Index(condition=models.Q(('run__isnull', False)), fields=['run', 'try_at'], name='status_record_of_run')],
                'constraints': [models.UniqueConstraint(fields=('company', 'platform', 'order_reference', 'kind', 'value', 'package_number', 'document'), name='status_record_once')],
            },
        ),
        migrations.CreateModel(
            name='StatusAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='status.statusrecord')),
                ('sending', models.PositiveIntegerField()),
                ('reference', models.CharField(max_length=100)),
                ('content', models.JSONField(default=dict)),
                ('progress', models.CharField(blank=True, max_length=20)),
                ('calls', models.PositiveIntegerField(default=0)),
                ('answer_code', models.CharField(blank=True, max_length=60)),
                ('answer', models.TextField(blank=True)),
                ('remarks', models.JSONField(default=list)),
                ('handed_over_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('verified_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'ordering': ['sending'],
                'constraints': [models.UniqueConstraint(fields=('record', 'sending'), name='status_attempt_once')],
            },
        ),
    ]
