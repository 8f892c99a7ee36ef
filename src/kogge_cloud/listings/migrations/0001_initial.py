import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cloud_accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.tenant')),
                ('registration', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.registration')),
                ('reference', models.CharField(max_length=100)),
                ('marketplace', models.CharField(max_length=10)),
                ('language', models.CharField(max_length=5)),
                ('digest', models.CharField(max_length=64)),
                ('progress', models.CharField(max_length=20)),
                ('revision', models.BigIntegerField(default=0)),
                ('way', models.CharField(blank=True, max_length=10)),
                ('look_size', models.IntegerField(default=0)),
                ('feed_document_id', models.CharField(blank=True, max_length=200)),
                ('feeds_before', models.JSONField(null=True)),
                ('feed_asked_at', models.DateTimeField(null=True)),
                ('feed_id', models.CharField(blank=True, max_length=100)),
                ('result_document_id', models.CharField(blank=True, max_length=200)),
                ('attempts', models.IntegerField(default=0)),
                ('polls', models.IntegerField(default=0)),
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
                'db_table': 'cloud_listings_transfer',
                'indexes': [models.Index(fields=['registration', 'progress'], name='cloud_listings_progress')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'registration', 'reference'), name='cloud_listings_once')],
            },
        ),
        migrations.CreateModel(
            name='TransferItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('transfer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='cloud_listings.transfer')),
                ('position', models.IntegerField()),
                ('content', models.JSONField()),
                ('state', models.CharField(max_length=10)),
                ('is_listed', models.BooleanField(default=False)),
                ('product_type', models.CharField(blank=True, max_length=100)),
                ('asin', models.CharField(blank=True, max_length=20)),
                ('code', models.CharField(blank=True, max_length=100)),
                ('message', models.TextField(blank=True)),
                ('remarks', models.JSONField(default=list)),
            ],
            options={
                'db_table': 'cloud_listings_item',
                'indexes': [models.Index(fields=['transfer', 'state', 'position'], name='cloud_listings_item_state')],
                'constraints': [models.UniqueConstraint(fields=('transfer', 'position'), name='cloud_listings_item_once')],
            },
        ),
    ]
