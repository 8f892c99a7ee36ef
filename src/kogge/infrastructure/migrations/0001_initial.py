from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Executor',
            fields=[
                ('executor_id', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('beat_at', models.DateTimeField()),
                ('is_worker', models.BooleanField()),
            ],
            options={
                'db_table': 'engine_heartbeat',
            },
        ),
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('holder', models.CharField(max_length=120)),
                ('until_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'engine_lease',
            },
        ),
    ]
