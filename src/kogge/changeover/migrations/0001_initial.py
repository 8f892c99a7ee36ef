import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('automation', '0001_initial'),
        ('companies', '0001_initial'),
        ('companies', '__first__'),
        ('customers', '0001_initial'),
        ('documents', '0001_initial'),
        ('platforms', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='platforms.platform')),
                ('order_reference', models.CharField(max_length=100, verbose_name='order number')),
                ('legacy_reference', models.CharField(blank=True, max_length=100, verbose_name='AucWebID')),
                ('buyer_reference', models.CharField(blank=True, max_length=255)),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='documents.document', verbose_name='document')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='customers.customer', verbose_name='customer')),
                ('confidence', models.CharField(choices=[('sure', 'sure'), ('likely', 'likely'), ('doubtful', 'doubtful')], max_length=10, verbose_name='confidence')),
                ('clues', models.JSONField(default=list, verbose_name='reasons')),
                ('line_references', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('adopted', 'taken over')], default='proposed', max_length=10, verbose_name='state')),
                ('previous', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('found_at', models.DateTimeField(verbose_name='found')),
                ('adopted_at', models.DateTimeField(null=True, verbose_name='taken over')),
                ('adopted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'adoption',
                'verbose_name_plural': 'adoptions',
                'indexes': [models.Index(fields=['platform', '-confidence', 'order_reference', 'id'], name='adoption_surest'), models.Index(fields=['platform', 'state', 'confidence', 'id'], name='adoption_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('document__isnull', False)), fields=('platform', 'order_reference', 'document'), name='adoption_once'), models.UniqueConstraint(condition=models.Q(('document__isnull', True)), fields=('platform', 'buyer_reference', 'customer'), name='adoption_of_buyer_once')],
            },
        ),
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platforms.platform')),
                ('order_reference', models.CharField(max_length=100, verbose_name='order number')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.document', verbose_name='document')),
                ('placed_at', models.DateTimeField(verbose_name='ordered')),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('verdict', models.CharField(choices=[('different', 'different'), ('only_new', 'only by the Cloud'), ('only_old', 'only by the middleware'), ('same', 'same')], max_length=10, verbose_name='result')),
                ('cause', models.CharField(blank=True, max_length=40, verbose_name='cause')),
                ('differences', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='differences')),
                ('found_at', models.DateTimeField(verbose_name='compared')),
            ],
            options={
                'verbose_name': 'comparison',
                'verbose_name_plural': 'comparisons',
                'indexes': [models.Index(fields=['platform', 'verdict', 'order_reference', 'id'], name='comparison_by_verdict'), models.Index(fields=['platform', 'placed_at'], name='comparison_by_time')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'order_reference'), name='comparison_once')],
            },
        ),
        migrations.CreateModel(
            name='Duplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platforms.platform')),
                ('kept', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.document', verbose_name='to keep')),
                ('surplus', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.document', verbose_name='surplus')),
                ('reason', models.CharField(choices=[('same_order', 'same order number'), ('same_legacy_id', 'same AucWebID'), ('same_purchase', 'same buyer, total and day')], max_length=20, verbose_name='reason')),
                ('state', models.CharField(choices=[('open', 'to be decided'), ('archived', 'surplus document archived'), ('dismissed', 'no duplicate')], default='open', max_length=10, verbose_name='state')),
                ('found_at', models.DateTimeField(verbose_name='found')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'duplicate',
                'verbose_name_plural': 'duplicates',
                'indexes': [models.Index(fields=['platform', '-state', 'id'], name='duplicate_open_first')],
                'constraints': [models.UniqueConstraint(fields=('kept', 'surplus'), name='duplicate_once')],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platforms.platform')),
                ('kind', models.CharField(choices=[('adoption', 'Old documents to take over'), ('adopt_sure', 'Taking over what is sure'), ('duplicates', 'Duplicates'), ('shadow', 'Shadow run')], max_length=20)),
                ('state', models.CharField(choices=[('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='running', max_length=10)),
                ('since', models.DateTimeField(null=True)),
                ('position', models.BigIntegerField(default=0)),
                ('looked_at', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('problem', models.TextField(blank=True)),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['platform', 'kind', '-started_at'], name='inspection_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('platform', 'kind'), name='inspection_running_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platforms.platform')),
                ('recipient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('starts_at', models.DateTimeField(verbose_name='from when on')),
                ('text', models.TextField(verbose_name='text')),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                ('read_at', models.DateTimeField(null=True, verbose_name='read')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='automation.outgoingmessage')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'indexes': [models.Index(fields=['platform', '-sent_at', '-id'], name='notice_newest'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['recipient', 'company'], name='notice_unread')],
            },
        ),
        migrations.CreateModel(
            name='OldIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='old_identity', to='documents.document')),
                ('legacy_reference', models.CharField(max_length=100, verbose_name='AucWebID')),
            ],
            options={
                'indexes': [models.Index(fields=['company', 'legacy_reference'], name='old_identity_by_reference')],
            },
        ),
        migrations.CreateModel(
            name='OldInstallation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='old_installation', to='companies.company')),
                ('office_version', models.CharField(blank=True, max_length=30, verbose_name='version of the office')),
                ('middleware_version', models.CharField(blank=True, max_length=30, verbose_name='version of the middleware')),
                ('uses_selection_fields', models.BooleanField(default=False, verbose_name='set up with selection fields')),
                ('backed_up_on', models.DateField(blank=True, null=True, verbose_name='last backup of both sides')),
            ],
        ),
    ]
