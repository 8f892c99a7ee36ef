import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='article_aliases', to='companies.company')),
                ('sku', models.CharField(max_length=200, verbose_name='SKU at the platform')),
            ],
            options={
                'verbose_name': 'mapping of a SKU',
                'verbose_name_plural': 'mapping of SKUs',
                'constraints': [models.UniqueConstraint(fields=('company', 'sku'), name='article_alias_once')],
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='articles', to='companies.company')),
                ('number', models.CharField(max_length=200, verbose_name='article number')),
                ('name', models.TextField(verbose_name='name')),
                ('kind', models.CharField(choices=[('goods', 'Goods'), ('freight', 'Freight'), ('service', 'Service'), ('discount', 'Discount'), ('placeholder', 'Placeholder')], default='goods', max_length=20, verbose_name='kind')),
                ('ean', models.CharField(blank=True, max_length=14, verbose_name='EAN')),
                ('tax_level', models.CharField(choices=[('standard', 'standard rate'), ('reduced', 'reduced rate'), ('second_reduced', 'second reduced rate'), ('super_reduced', 'super-reduced rate'), ('zero', 'zero rate')], default='standard', max_length=20, verbose_name='tax rate')),
                ('tax_levels_abroad', models.JSONField(blank=True, default=dict, verbose_name='tax rates abroad')),
                ('price_minor', models.BigIntegerField(null=True, verbose_name='price')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency')),
                ('stock', models.IntegerField(blank=True, null=True, verbose_name='stock')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'indexes': [models.Index(fields=['company', 'ean'], name='article_by_ean')],
                'constraints': [models.UniqueConstraint(fields=('company', 'number'), name='article_number_once')],
            },
        ),
        migrations.CreateModel(
            name='AliasPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alias', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='articles.articlealias')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article', verbose_name='article')),
                ('quantity', models.PositiveIntegerField(default=1, verbose_name='quantity')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('alias', 'article'), name='alias_part_once'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='alias_part_quantity')],
            },
        ),
    ]
