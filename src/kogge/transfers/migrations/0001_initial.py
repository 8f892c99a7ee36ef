import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('articles', '0001_initial'),
        ('companies', '0001_initial'),
        ('companies', '__first__'),
        ('platforms', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='transfers', to='platforms.platform')),
                ('areas', models.JSONField()),
                ('state', models.CharField(choices=[('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='running', max_length=20, verbose_name='state')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('total', models.IntegerField(default=0)),
                ('accepted', models.IntegerField(default=0)),
                ('rejected', models.IntegerField(default=0)),
                ('failed', models.IntegerField(default=0)),
                ('problem_code', models.CharField(blank=True, max_length=100)),
                ('problem', models.TextField(blank=True)),
                ('problem_is_permanent', models.BooleanField(default=False)),
                ('waiting_until_at', models.DateTimeField(null=True)),
                ('waiting_for', models.CharField(blank=True, max_length=50)),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('changed_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'transfer',
                'verbose_name_plural': 'transfers',
                'indexes': [models.Index(fields=['platform', 'state', 'id'], name='transfer_by_state'), models.Index(fields=['state', 'changed_at'], name='transfer_stranded')],
            },
        ),
        migrations.CreateModel(
            name='TransferSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='transfer_settings', to='platforms.platform')),
                ('offers_all', models.BooleanField(default=False, verbose_name='offer every article')),
                ('stock_kept_back', models.PositiveIntegerField(default=0, verbose_name='stock buffer')),
                ('stock_cap', models.PositiveIntegerField(blank=True, null=True, verbose_name='at most')),
            ],
            options={
                'verbose_name': 'settings of offers',
                'verbose_name_plural': 'settings of offers',
            },
        ),
        migrations.CreateModel(
            name='PriceRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='price_rules', to='platforms.platform')),
                ('position', models.PositiveIntegerField()),
                ('marketplace', models.CharField(max_length=10, verbose_name='marketplace')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('factor', models.BigIntegerField(default=10000, verbose_name='factor')),
                ('surcharge_minor', models.BigIntegerField(default=0, verbose_name='surcharge')),
                ('ending', models.PositiveIntegerField(blank=True, null=True, verbose_name='ending')),
            ],
            options={
                'verbose_name': 'price rule',
                'verbose_name_plural': 'price rules',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('platform', 'marketplace'), name='price_rule_once')],
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='platforms.platform')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='articles.article')),
                ('sku', models.CharField(max_length=200, verbose_name='SKU')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_fba', models.BooleanField(default=False, verbose_name='shipped by the platform')),
                ('state', models.CharField(choices=[('unsent', 'not sent yet'), ('sending', 'being sent'), ('accepted', 'accepted'), ('rejected', 'refused'), ('failed', 'failed')], default='unsent', max_length=20, verbose_name='state')),
                ('accepted', models.JSONField(default=dict)),
                ('refused', models.JSONField(default=dict)),
                ('code', models.CharField(blank=True, max_length=100)),
                ('message', models.TextField(blank=True, verbose_name='message')),
                ('remarks', models.JSONField(default=list)),
                ('transfer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='transfers.transfer')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='last sent')),
            ],
            options={
                'verbose_name': 'offer',
                'verbose_name_plural': 'offers',
                'indexes': [models.Index(fields=['platform', 'state', 'sku'], name='offer_by_state')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'sku'), name='offer_sku_once')],
            },
        ),
        migrations.CreateModel(
            name='TransferPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('transfer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='transfers.transfer')),
                ('position', models.IntegerField()),
                ('marketplace', models.CharField(max_length=10)),
                ('items', models.JSONField()),
                ('is_taken', models.BooleanField(default=False)),
                ('results_after', models.IntegerField(default=-1)),
                ('is_done', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('transfer', 'position'), name='transfer_part_once')],
            },
        ),
    ]
