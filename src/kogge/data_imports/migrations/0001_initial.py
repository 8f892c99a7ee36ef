import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0001_initial'),
        ('companies', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('kind', models.CharField(choices=[('customers', 'Customers'), ('articles', 'Articles'), ('documents', 'Open documents')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('state', models.CharField(choices=[('draft', 'to be looked at'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='draft', max_length=10, verbose_name='state')),
                ('content', models.BinaryField(null=True)),
                ('headings', models.JSONField(default=list)),
                ('choices', models.JSONField(default=dict)),
                ('position', models.PositiveIntegerField(default=0)),
                ('records', models.PositiveIntegerField(default=0, verbose_name='records')),
                ('counts', models.JSONField(default=dict)),
                ('problem', models.TextField(blank=True)),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
            ],
            options={
                'verbose_name': 'import of old data',
                'verbose_name_plural': 'imports of old data',
                'indexes': [models.Index(fields=['company', '-uploaded_at', '-id'], name='data_import_newest'), models.Index(condition=models.Q(('state', 'running')), fields=['state'], name='data_import_running')],
            },
        ),
        migrations.CreateModel(
            name='ImportResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data_import', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='data_imports.dataimport')),
                ('position', models.PositiveIntegerField()),
                ('row', models.PositiveIntegerField(verbose_name='row')),
                ('key', models.CharField(blank=True, max_length=200, verbose_name='number')),
                ('verdict', models.CharField(choices=[('failed', 'not taken over'), ('created', 'created'), ('unchanged', 'unchanged')], max_length=10, verbose_name='result')),
                ('reason', models.CharField(blank=True, max_length=40, verbose_name='reason')),
                ('values', models.JSONField(default=dict)),
                ('subject_id', models.BigIntegerField(null=True)),
            ],
            options={
                'verbose_name': 'record',
                'verbose_name_plural': 'records',
                'indexes': [models.Index(fields=['data_import', 'verdict', 'position'], name='import_result_by_verdict'), models.Index(fields=['data_import', 'key'], name='import_result_by_key')],
                'constraints': [models.UniqueConstraint(fields=('data_import', 'position'), name='import_result_once')],
            },
        ),
    ]
