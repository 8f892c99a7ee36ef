import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cloud_accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.tenant')),
                ('registration', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.registration')),
                ('progress', models.CharField(max_length=20)),
                ('revision', models.BigIntegerField(default=0)),
                ('attempts', models.IntegerField(default=0)),
                ('feed_document_id', models.CharField(blank=True, max_length=200)),
                ('feeds_before', models.JSONField(null=True)),
                ('feed_asked_at', models.DateTimeField(null=True)),
                ('feed_id', models.CharField(blank=True, max_length=50)),
                ('result_document_id', models.CharField(blank=True, max_length=200)),
                ('polls', models.IntegerField(default=0)),
                ('failures', models.IntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('retry_at', models.DateTimeField(null=True)),
                ('waiting_for', models.CharField(blank=True, max_length=50)),
                ('problem_code', models.CharField(blank=True, max_length=50)),
                ('problem_message', models.TextField(blank=True)),
                ('problem_is_permanent', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('verified_at', models.DateTimeField(null=True)),
                ('reference', models.CharField(max_length=100)),
                ('order_reference', models.CharField(max_length=100)),
                ('number', models.CharField(max_length=100)),
                ('content_encrypted', models.BinaryField()),
            ],
            options={
                'db_table': 'cloud_invoices_invoice',
                'indexes': [models.Index(fields=['registration', 'feed_asked_at'], name='cloud_invoices_asked')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'registration', 'reference'), name='cloud_invoices_once')],
            },
        ),
    ]
