import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cloud_accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.tenant')),
                ('registration', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.registration')),
                ('reference', models.CharField(max_length=100)),
                ('order_reference', models.CharField(max_length=100)),
                ('package_number', models.BigIntegerField()),
                ('content_encrypted', models.BinaryField()),
                ('progress', models.CharField(max_length=20)),
                ('revision', models.BigIntegerField(default=0)),
                ('attempts', models.IntegerField(default=0)),
                ('acceptances', models.IntegerField(default=0)),
                ('looks', models.IntegerField(default=0)),
                ('failures', models.IntegerField(default=0)),
                ('refusal', models.TextField(blank=True)),
                ('batch', models.BigIntegerField(null=True)),
                ('remarks', models.JSONField(default=list)),
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
            ],
            options={
                'db_table': 'cloud_delivery_shipment',
                'indexes': [models.Index(fields=['registration', 'order_reference'], name='cloud_delivery_order'), models.Index(condition=models.Q(('package_number', 0)), fields=['registration', 'progress', 'batch'], name='cloud_delivery_together')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'registration', 'reference'), name='cloud_delivery_once')],
            },
        ),
    ]
