import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cloud_accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.tenant')),
                ('registration', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.registration')),
                ('sequence', models.BigIntegerField()),
                ('order_reference', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('problem_code', models.CharField(blank=True, max_length=50)),
                ('payload_encrypted', models.BinaryField()),
                ('raw_encrypted', models.BinaryField()),
            ],
            options={
                'db_table': 'cloud_feed_entry',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'registration', 'sequence'), name='cloud_feed_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='FeedOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.tenant')),
                ('registration', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.registration')),
                ('order_reference', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('sequence', models.BigIntegerField()),
                ('order_updated_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'cloud_feed_order',
                'indexes': [models.Index(fields=['registration', '-order_updated_at'], name='cloud_feed_order_newest')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'registration', 'order_reference'), name='cloud_feed_order_once')],
            },
        ),
    ]
