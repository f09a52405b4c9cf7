import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { loadRows, packSnappy } from '../../dist/ingest/index.js';

/** Senders side by side; the series of each are its own, as Prometheus shards them. */
const SHARDS = 2;

/**
 * Requests of remote write 1.0 with the made-up samples of `timeseries_metrics`, for each of two
 * senders a list of `{ body, samples }`. Samples without a value are left out, since they have no
 * form there.
 */
export function sampleRequests({ rows, devices, batch, seed, from }) {
  const shards = Array.from({ length: SHARDS }, () => ({ open: [], requests: [] }));
  let made = 0;
  for (const row of loadRows('timeseries_metrics', { seed, devices, from })) {
    if (row.value === null) continue;
    const shard = shards[hash(row.device_id) % SHARDS];
    shard.open.push(row);
    if (shard.open.length === batch) flush(shard);
    if (++made === rows) break;
  }
  shards.forEach(flush);
  return shards.map((shard) => shard.requests);
}

function flush(shard) {
  if (shard.open.length === 0) return;
  shard.requests.push({ body: packSnappy(encodeRequest(shard.open)), samples: shard.open.length });
  shard.open = [];
}

function encodeRequest(rows) {
  const writer = new BinaryWriter();
  for (const row of rows) {
    writer.tag(1, WireType.LengthDelimited).fork();
    for (const [name, value] of labelsOf(row)) {
      writer.tag(1, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).string(name);
      writer.tag(2, WireType.LengthDelimited).string(value);
      writer.join();
    }
    writer.tag(2, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Bit64).double(row.value);
    writer.tag(2, WireType.Varint).int64(Math.floor(row.timestamp / 1_000));
    writer.join();
    writer.join();
  }
  return writer.finish();
}

/** Labels in the order of their names, as the protocol wants them. */
function labelsOf(row) {
  const interface_ = row.if_index === undefined ? [] : [['ifIndex', String(row.if_index)]];
  return [
    ['__name__', row.metric_name],
    ['agent', row.agent_id],
    ...interface_,
    ['instance', `${row.target_device_ip}:9116`],
    ['job', row.metric_type],
  ];
}

function hash(text) {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) >>> 0;
  return sum;
}
