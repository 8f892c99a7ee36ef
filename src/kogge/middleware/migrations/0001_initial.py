import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0001_initial'),
        ('companies', '__first__'),
        ('platforms', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SyncSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sync_schedules', to='companies.company')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('interval_minutes', models.PositiveIntegerField(default=15, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10080)], verbose_name='interval in minutes')),
                ('areas', models.JSONField(default=list, verbose_name='areas')),
                ('next_at', models.DateTimeField(verbose_name='next run')),
                ('platforms', models.ManyToManyField(related_name='sync_schedules', to='platforms.platform', verbose_name='platforms')),
            ],
            options={
                'verbose_name': 'schedule',
                'verbose_name_plural': 'schedules',
                'indexes': [models.Index(condition=models.Q(('is_active', True)), fields=['next_at'], name='sync_schedule_due')],
                'constraints': [models.UniqueConstraint(fields=('company', 'name'), name='sync_schedule_name_once')],
            },
        ),
        migrations.CreateModel(
            name='SyncRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('schedule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='middleware.syncschedule')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='running', max_length=10, verbose_name='state')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
            ],
            options={
                'verbose_name': 'synchronisation',
                'verbose_name_plural': 'synchronisations',
                'indexes': [models.Index(fields=['company', '-started_at', '-id'], name='sync_run_newest'), models.Index(condition=models.Q(('state', 'running')), fields=['schedule'], name='sync_run_under_way')],
            },
        ),
        migrations.CreateModel(
            name='SyncStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='middleware.syncrun')),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platforms.platform')),
                ('areas', models.JSONField(verbose_name='areas')),
                ('epoch', models.PositiveBigIntegerField(default=0)),
                ('state', models.CharField(choices=[('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='running', max_length=10, verbose_name='state')),
                ('code', models.CharField(blank=True, max_length=60)),
                ('problem', models.TextField(blank=True, verbose_name='problem')),
                ('position', models.PositiveIntegerField(default=0)),
                ('outcome', models.JSONField(default=dict)),
                ('told_until', models.DateTimeField(null=True)),
                ('missing_columns', models.JSONField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('told_until__isnull', False)), fields=['platform', '-id'], name='sync_step_told')],
            },
        ),
    ]
