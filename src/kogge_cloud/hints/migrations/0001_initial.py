import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cloud_accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.tenant')),
                ('registration', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cloud_accounts.registration')),
                ('order_reference', models.CharField(max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('noted_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('attempts', models.IntegerField(default=0)),
                ('retry_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'cloud_hint',
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['registration', 'changed_at'], name='cloud_hint_waiting')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'registration', 'order_reference'), name='cloud_hint_once')],
            },
        ),
    ]
