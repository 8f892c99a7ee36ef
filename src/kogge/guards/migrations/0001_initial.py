import django.db.models.deletion
import uuid
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
            name='OrderOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='order_owner', to='platforms.platform')),
                ('identity', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('way', models.CharField(choices=[('old', 'Middleware'), ('new', 'Cloud')], default='new', max_length=10, verbose_name='orders come by')),
                ('earlier_way', models.CharField(blank=True, choices=[('old', 'Middleware'), ('new', 'Cloud')], max_length=10, verbose_name='earlier orders come by')),
                ('fence_at', models.DateTimeField(null=True, verbose_name='orders placed from')),
                ('epoch', models.PositiveBigIntegerField(default=1)),
                ('changed_at', models.DateTimeField(null=True, verbose_name='changed')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RejectedOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.company')),
                ('platform', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rejected_orders', to='platforms.platform')),
                ('way', models.CharField(choices=[('old', 'Middleware'), ('new', 'Cloud')], max_length=10, verbose_name='delivered by')),
                ('platform_reference', models.CharField(max_length=100, verbose_name='order number')),
                ('reason', models.CharField(choices=[('other_way', 'belongs to the other way'), ('already_there', 'has its document already'), ('outdated', 'began before the changeover')], max_length=20, verbose_name='reason')),
                ('epoch', models.PositiveBigIntegerField()),
                ('placed_at', models.DateTimeField(verbose_name='ordered')),
                ('times', models.PositiveIntegerField(default=0, verbose_name='times delivered')),
                ('first_at', models.DateTimeField(verbose_name='first delivered')),
                ('last_at', models.DateTimeField(verbose_name='last delivered')),
            ],
            options={
                'verbose_name': 'rejected order',
                'verbose_name_plural': 'rejected orders',
                'indexes': [models.Index(fields=['company', '-last_at', '-id'], name='rejected_order_newest')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'way', 'platform_reference'), name='rejected_order_once')],
            },
        ),
    ]
