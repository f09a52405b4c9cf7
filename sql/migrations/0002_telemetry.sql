--! Polled metrics, network flows and throughput tests.
--
-- A row_key is a 16-byte hash of what tells two rows of one instant apart: too wide, and partly
-- NULL, to stand in a key itself. The same row sent twice has the same hash, so it is one row.

-- Led by the device, by which readers filter. The hash covers the whole series (names, tags,
-- interface), since one poll of a device yields hundreds of values at one instant. The value is
-- absent where nothing answered.
create table :schema.timeseries_metrics (
  "timestamp" timestamptz not null,
  poller_id text collate "C",
  agent_id text collate "C",
  metric_name text not null,
  metric_type text not null,
  device_id text collate "C",
  value double precision,
  unit text,
  tags jsonb,
  partition text collate "C",
  scale double precision,
  is_delta boolean not null default false,
  target_device_ip text collate "C",
  if_index integer,
  metadata jsonb,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- A flow has no identity: two between the same ports in one instant are two. So the hash covers the
-- whole record, and time leads, as there is no device that every reader names. Counters and AS
-- numbers are unsigned at the source and need bigint.
create table :schema.netflow_metrics (
  "timestamp" timestamptz not null,
  poller_id text collate "C",
  agent_id text collate "C",
  device_id text collate "C",
  flow_direction text,
  src_addr text,
  dst_addr text,
  src_port integer,
  dst_port integer,
  protocol integer,
  packets bigint,
  octets bigint,
  sampler_address text,
  input_snmp bigint,
  output_snmp bigint,
  metadata jsonb,
  duration_ms bigint,
  tcp_flags integer,
  tos integer,
  partition text collate "C",
  sampling_rate bigint,
  flow_type text,
  sequence_num bigint,
  time_flow_start_ns bigint,
  time_flow_end_ns bigint,
  etype integer,
  src_mac text,
  dst_mac text,
  src_vlan integer,
  dst_vlan integer,
  ip_ttl integer,
  icmp_type integer,
  icmp_code integer,
  forwarding_status integer,
  src_as bigint,
  dst_as bigint,
  as_path bigint[],
  next_hop text,
  bgp_next_hop text,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

-- One poller reports the tests of several checkers and targets at one instant; the hash covers
-- these.
create table :schema.rperf_metrics (
  "timestamp" timestamptz not null,
  poller_id text collate "C" not null,
  service_name text not null,
  message text,
  agent_id text collate "C",
  device_id text collate "C",
  partition text collate "C",
  target text,
  success boolean,
  error text,
  bits_per_second double precision,
  bytes_sent bigint,
  bytes_received bigint,
  duration_seconds double precision,
  jitter_ms double precision,
  loss_percent double precision,
  packets_sent bigint,
  packets_received bigint,
  packets_lost bigint,
  response_time_ns bigint,
  metadata jsonb,
  row_key bytea not null,
  created_at timestamptz not null default now()
)
--! if partitions
partition by range ("timestamp")
--! end
;

--! if hypertables
select :extension.create_hypertable(':schema.timeseries_metrics', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.netflow_metrics', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
select :extension.create_hypertable(':schema.rperf_metrics', 'timestamp', chunk_time_interval => interval '12 hours', create_default_indexes => false);
--! end

create unique index timeseries_metrics_key on :schema.timeseries_metrics (device_id, "timestamp", row_key) nulls not distinct;
create unique index netflow_metrics_key on :schema.netflow_metrics ("timestamp", row_key) nulls not distinct;
create unique index rperf_metrics_key on :schema.rperf_metrics (poller_id, "timestamp", row_key) nulls not distinct;

create index idx_timeseries_metrics_time on :schema.timeseries_metrics ("timestamp" desc, poller_id);
create index idx_timeseries_metrics_type_time on :schema.timeseries_metrics (metric_type, "timestamp" desc);
create index idx_netflow_metrics_src_time on :schema.netflow_metrics (src_addr, "timestamp" desc);
create index idx_netflow_metrics_dst_time on :schema.netflow_metrics (dst_addr, "timestamp" desc);
create index idx_rperf_metrics_time on :schema.rperf_metrics ("timestamp" desc);
create index idx_rperf_metrics_service on :schema.rperf_metrics (service_name, "timestamp" desc);
