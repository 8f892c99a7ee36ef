import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cloud_accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fetch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.tenant')),
                ('registration', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.registration')),
                ('reference', models.CharField(max_length=100)),
                ('order_reference', models.CharField(blank=True, max_length=200)),
                ('is_backfill', models.BooleanField(default=False)),
                ('is_windowed', models.BooleanField(default=False)),
                ('since', models.DateTimeField(null=True)),
                ('until', models.DateTimeField(null=True)),
                ('progress', models.CharField(max_length=20)),
                ('revision', models.BigIntegerField(default=0)),
                ('page_number', models.IntegerField(default=0)),
                ('cursor', models.CharField(blank=True, max_length=200)),
                ('orders_listed', models.BigIntegerField(default=0)),
                ('orders_changed', models.BigIntegerField(default=0)),
                ('failures', models.IntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('retry_at', models.DateTimeField(null=True)),
                ('waiting_for', models.CharField(blank=True, max_length=50)),
                ('problem_code', models.CharField(blank=True, max_length=50)),
                ('problem_message', models.TextField(blank=True)),
                ('problem_is_permanent', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'cloud_fetches_fetch',
                'indexes': [models.Index(fields=['registration', 'finished_at'], name='cloud_fetches_finished')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'registration', 'reference'), name='cloud_fetches_fetch_once')],
            },
        ),
    ]
