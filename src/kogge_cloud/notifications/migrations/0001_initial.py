import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cloud_accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.tenant')),
                ('registration', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.registration')),
                ('progress', models.CharField(max_length=20)),
                ('queue_arn', models.CharField(blank=True, max_length=1000)),
                ('destination_id', models.CharField(blank=True, max_length=200)),
                ('subscription_id', models.CharField(blank=True, max_length=200)),
                ('problem_code', models.CharField(blank=True, max_length=50)),
                ('problem_message', models.TextField(blank=True)),
                ('problem_is_permanent', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('last_received_at', models.DateTimeField(null=True)),
                ('received', models.BigIntegerField(default=0)),
            ],
            options={
                'db_table': 'cloud_notifications_subscription',
                'indexes': [models.Index(fields=['subscription_id'], name='cloud_notifications_by_id')],
            },
        ),
    ]
