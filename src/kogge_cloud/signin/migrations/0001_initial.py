import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cloud_accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to='cloud_accounts.registration')),
                ('state_hash', models.CharField(max_length=64, unique=True)),
                ('return_url', models.CharField(blank=True, max_length=2000)),
                ('language', models.CharField(max_length=10)),
                ('redirect_uri', models.CharField(max_length=500)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'cloud_sign_in',
            },
        ),
    ]
