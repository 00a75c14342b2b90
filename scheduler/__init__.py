"""What is due and under which lease; composes crawl, gate and publish for one cron line."""
