import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('articles', '0001_initial'),
        ('companies', '0001_initial'),
        ('customers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('document_id', models.BigIntegerField(unique=True)),
                ('document_number', models.CharField(max_length=40, verbose_name='number')),
                ('customer_number', models.CharField(max_length=40, verbose_name='customer number')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('booked_at', models.DateTimeField(verbose_name='booked')),
            ],
            options={
                'verbose_name': 'journal entry',
                'verbose_name_plural': 'journal entries',
                'indexes': [models.Index(fields=['company', 'booked_at'], name='journal_by_time')],
            },
        ),
        migrations.CreateModel(
            name='OpenItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('document_id', models.BigIntegerField(unique=True)),
                ('document_number', models.CharField(max_length=40, verbose_name='number')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='open_items', to='customers.customer')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('amount_minor', models.BigIntegerField(verbose_name='amount')),
                ('open_minor', models.BigIntegerField(verbose_name='open')),
                ('due_on', models.DateField(verbose_name='due')),
                ('cleared_at', models.DateTimeField(null=True, verbose_name='cleared')),
            ],
            options={
                'verbose_name': 'open item',
                'verbose_name_plural': 'open items',
                'indexes': [models.Index(condition=models.Q(('cleared_at__isnull', True)), fields=['company', 'due_on'], name='open_item_by_due_day')],
            },
        ),
        migrations.CreateModel(
            name='StockMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('document_id', models.BigIntegerField()),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article')),
                ('warehouse_id', models.BigIntegerField(null=True)),
                ('quantity', models.BigIntegerField(verbose_name='quantity')),
                ('moved_at', models.DateTimeField(verbose_name='moved')),
            ],
            options={
                'indexes': [models.Index(fields=['article', 'moved_at'], name='stock_movement_by_article')],
                'constraints': [models.UniqueConstraint(fields=('document_id', 'article'), name='stock_movement_once')],
            },
        ),
        migrations.CreateModel(
            name='JournalLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='bookkeeping.journalentry')),
                ('account', models.CharField(choices=[('receivable', 'receivable'), ('revenue', 'revenue'), ('tax', 'value added tax')], max_length=20, verbose_name='account')),
                ('place', models.CharField(blank=True, max_length=20, verbose_name='country')),
                ('scheme', models.CharField(blank=True, max_length=20, verbose_name='taxation')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='tax rate')),
                ('amount_minor', models.BigIntegerField(verbose_name='amount')),
            ],
        ),
    ]
