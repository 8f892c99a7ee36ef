import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0001_initial'),
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letterhead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='letterhead', to='companies.company')),
                ('legal_name', models.CharField(blank=True, max_length=200, verbose_name='legal name')),
                ('line1', models.CharField(blank=True, max_length=200, verbose_name='street and number')),
                ('line2', models.CharField(blank=True, max_length=200, verbose_name='address supplement')),
                ('postal_code', models.CharField(blank=True, max_length=20, verbose_name='postal code')),
                ('city', models.CharField(blank=True, max_length=200, verbose_name='city')),
                ('country', models.CharField(default='DE', max_length=2, verbose_name='country')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('website', models.CharField(blank=True, max_length=200, verbose_name='website')),
                ('directors', models.CharField(blank=True, max_length=300, verbose_name='managing directors')),
                ('register_entry', models.CharField(blank=True, max_length=200, verbose_name='register entry')),
                ('tax_number', models.CharField(blank=True, max_length=40, verbose_name='tax number')),
                ('vat_id', models.CharField(blank=True, max_length=40, verbose_name='VAT id')),
                ('bank_name', models.CharField(blank=True, max_length=200, verbose_name='bank')),
                ('iban', models.CharField(blank=True, max_length=40, verbose_name='IBAN')),
                ('bic', models.CharField(blank=True, max_length=11, verbose_name='BIC')),
                ('accent', models.CharField(default='#1f2933', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$')], verbose_name='accent colour')),
                ('logo', models.BinaryField(null=True)),
                ('logo_kind', models.CharField(blank=True, choices=[('png', 'PNG'), ('jpg', 'JPEG'), ('svg', 'SVG')], max_length=4)),
                ('delivery_notes_have_prices', models.BooleanField(default=False, verbose_name='prices on delivery notes')),
                ('texts', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'letterhead',
                'verbose_name_plural': 'letterheads',
            },
        ),
        migrations.CreateModel(
            name='KeptPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='documents.document')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('is_archivable', models.BooleanField(verbose_name='PDF/A-3')),
                ('has_data', models.BooleanField(verbose_name='e-invoice')),
                ('made_at', models.DateTimeField(verbose_name='made')),
            ],
            options={
                'verbose_name': 'paper',
                'verbose_name_plural': 'papers',
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256', ''), _negated=True), name='kept_paper_has_digest')],
            },
        ),
    ]
