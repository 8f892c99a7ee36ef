import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('articles', '0001_initial'),
        ('companies', '0001_initial'),
        ('companies', '__first__'),
        ('documents', '0001_initial'),
        ('platforms', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentCreation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='document_creation', to='platforms.platform')),
                ('document_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.documenttype', verbose_name='document type')),
                ('warehouse', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.warehouse', verbose_name='warehouse')),
                ('shipping_payment_term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.shippingpaymentterm', verbose_name='shipping payment term')),
                ('payment_method', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.paymentmethod', verbose_name='payment method')),
                ('shipping_method', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.shippingmethod', verbose_name='shipping method')),
                ('freight_article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article', verbose_name='freight article')),
                ('service_article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article', verbose_name='service article')),
                ('discount_article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article', verbose_name='discount article')),
                ('placeholder_article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article', verbose_name='placeholder article')),
                ('takes_platform_fulfilled', models.BooleanField(default=False, verbose_name='take orders the platform ships itself')),
                ('platform_document_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.documenttype', verbose_name='document type of orders the platform ships')),
                ('platform_warehouse', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.warehouse', verbose_name='warehouse of orders the platform ships')),
                ('discount_handling', models.CharField(choices=[('line', 'Own negative line'), ('lowers_line', 'Discount of the line it is given on')], default='line', max_length=20, verbose_name='discounts')),
                ('unknown_article_handling', models.CharField(choices=[('placeholder', 'Book the line on the placeholder article, with a warning'), ('park', 'Park the order until the SKU is known')], default='placeholder', max_length=20, verbose_name='unknown articles')),
                ('change_handling', models.CharField(choices=[('take', 'Take changes over, as long as nobody has changed the document'), ('ask', 'Show every change, to be accepted or refused')], default='take', max_length=20, verbose_name='later changes')),
            ],
        ),
        migrations.CreateModel(
            name='FeedCursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feed_cursor', to='platforms.platform')),
                ('sequence', models.BigIntegerField(default=0)),
                ('owner_epoch', models.PositiveBigIntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.CreateModel(
            name='OrderChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='order_changes', to='documents.document')),
                ('kind', models.CharField(choices=[('change', 'Change of the order'), ('cancellation', 'Cancellation at the platform'), ('cancellation_request', 'The buyer asks to cancel'), ('remapping', "Mapped again with today's settings")], max_length=30, verbose_name='kind')),
                ('state', models.CharField(choices=[('open', 'to be decided'), ('taken', 'taken over'), ('accepted', 'accepted'), ('refused', 'refused'), ('obsolete', 'overtaken by a later one')], max_length=10, verbose_name='state')),
                ('feed_sequence', models.BigIntegerField()),
                ('differences', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('note', models.TextField(blank=True, verbose_name='reason')),
                ('noticed_at', models.DateTimeField(verbose_name='noticed')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change of an order',
                'verbose_name_plural': 'changes of orders',
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['company', '-noticed_at'], name='order_change_open')],
            },
        ),
        migrations.CreateModel(
            name='PaymentMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platforms.platform')),
                ('word', models.CharField(max_length=200, verbose_name='at the platform')),
                ('folded_word', models.CharField(max_length=200)),
                ('method', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.paymentmethod', verbose_name='payment method')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('platform', 'folded_word'), name='paymentmapping_word_once')],
            },
        ),
        migrations.CreateModel(
            name='PlatformOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='platform_orders', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='platforms.platform')),
                ('platform_reference', models.CharField(max_length=100, verbose_name='order number')),
                ('legacy_reference', models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='AucWebID')),
                ('state', models.CharField(choices=[('created', 'created'), ('skipped', 'skipped'), ('parked', 'parked')], max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=40, verbose_name='reason')),
                ('problem', models.TextField(blank=True, verbose_name='problem')),
                ('waits_for_sku', models.TextField(blank=True, default='')),
                ('waits_for_ean', models.TextField(blank=True, default='')),
                ('repair_tried_at', models.DateTimeField(null=True)),
                ('platform_status', models.CharField(blank=True, max_length=30, verbose_name='status at the platform')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('total_minor', models.BigIntegerField(null=True, verbose_name='total at the platform')),
                ('feed_sequence', models.BigIntegerField()),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('document', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='platform_order', to='documents.document')),
                ('first_seen_at', models.DateTimeField(verbose_name='first seen')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
            ],
            options={
                'verbose_name': 'platform order',
                'verbose_name_plural': 'platform orders',
                'indexes': [models.Index(fields=['company', 'platform', 'state', '-changed_at'], name='platform_order_by_state'), models.Index(condition=models.Q(('state', 'parked')), fields=['repair_tried_at', 'id'], name='platform_order_to_repair')],
                'constraints': [models.UniqueConstraint(fields=('company', 'platform', 'platform_reference'), name='platform_order_once'), models.UniqueConstraint(condition=models.Q(('legacy_reference', ''), _negated=True), fields=('platform', 'legacy_reference'), name='platform_order_legacy_once'), models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('state', 'created')), models.Q(('document__isnull', True), ('state', 'skipped')), ('state', 'parked'), _connector='OR'), name='platform_order_state_fits_document')],
            },
        ),
        migrations.CreateModel(
            name='RetrievalRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='retrieval_runs', to='companies.company')),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='retrieval_runs', to='platforms.platform')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('running', 'running'), ('done', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='running', max_length=10, verbose_name='state')),
                ('since', models.DateTimeField(null=True)),
                ('until', models.DateTimeField(null=True)),
                ('order_reference', models.CharField(blank=True, max_length=100)),
                ('is_backfill', models.BooleanField(default=False)),
                ('hinted_only', models.BooleanField(default=False)),
                ('position', models.BigIntegerField(default=0)),
                ('owner_epoch', models.PositiveBigIntegerField(db_default=0, default=0)),
                ('page', models.PositiveIntegerField(default=0)),
                ('fetch_is_done', models.BooleanField(default=False)),
                ('orders_listed', models.PositiveIntegerField(default=0, verbose_name='listed')),
                ('created', models.PositiveIntegerField(default=0, verbose_name='created')),
                ('updated', models.PositiveIntegerField(default=0, verbose_name='updated')),
                ('unchanged', models.PositiveIntegerField(default=0, verbose_name='unchanged')),
                ('parked', models.PositiveIntegerField(default=0, verbose_name='parked')),
                ('skipped', models.JSONField(default=dict, verbose_name='skipped')),
                ('waiting_until_at', models.DateTimeField(null=True)),
                ('problem', models.TextField(blank=True)),
                ('problem_code', models.CharField(blank=True, max_length=60)),
                ('problem_is_permanent', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('changed_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
            ],
            options={
                'verbose_name': 'retrieval',
                'verbose_name_plural': 'retrievals',
                'indexes': [models.Index(fields=['platform', '-started_at'], name='retrieval_newest')],
            },
        ),
        migrations.CreateModel(
            name='ShippingMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platforms.platform')),
                ('word', models.CharField(max_length=200, verbose_name='at the platform')),
                ('folded_word', models.CharField(max_length=200)),
                ('method', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.shippingmethod', verbose_name='shipping method')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('platform', 'folded_word'), name='shippingmapping_word_once')],
            },
        ),
    ]
