--! The index from which a year of a device is read holds all that its series show.
--
-- Without sample counts and clock rates in it, each hour cost a page of the table. The new index is
-- built while readers go on; only the refresh of this rollup waits. The old one goes last, since
-- readers wait from then until the end.
create index idx_cpu_metrics_hourly_series on :schema.cpu_metrics_hourly (device_id, core_id, bucket, sample_count, usage_percent_count, usage_percent_sum, usage_percent_min, usage_percent_max, frequency_hz_count, frequency_hz_sum);
drop index :schema.idx_cpu_metrics_hourly_device;
