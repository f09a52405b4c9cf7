import { readFile, writeFile } from 'node:fs/promises';

const BEGIN = '<!-- figures: written by bench/ingest.mjs -->';
const END = '<!-- end of the figures -->';

/** Puts the figures of a report between the marks of a page. */
export async function writePage(path, report) {
  const text = await readFile(path, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${path} has no marks for figures`);
  const figures = [BEGIN, '', ...figuresOf(report), END].join('\n');
  await writeFile(path, text.slice(0, begin) + figures + text.slice(end + END.length));
}

function* figuresOf({ machine, options, engines }) {
  const { cores, cpu, memory_gib, node, load_before } = machine;
  yield `Measured on ${cores} cores (${cpu}), ${memory_gib} GiB, Node ${node}: ${count(options.rows)} rows`;
  yield `of ${options.devices} devices in batches of ${count(options.batch)}, ${options.rounds} rounds, seed ${options.seed}. The`;
  yield `load of the machine was ${load_before} before; beyond its cores it means that others disturbed.`;
  yield '';
  for (const engine of engines) {
    const versions = engine.server === undefined ? '' : `, PostgreSQL ${engine.server}`;
    const extension = engine.timescaledb ? `, TimescaleDB ${engine.timescaledb}` : '';
    yield `### Engine \`${engine.engine}\`${versions}${extension}`;
    yield '';
    if (engine.measured !== undefined) {
      yield `${engine.measured[0].toUpperCase()}${engine.measured.slice(1)}.`;
      yield '';
      continue;
    }
    yield* waysOf(engine.ways);
    if (engine.samples !== undefined) yield* storesOf('Samples by remote write', engine.samples);
    for (const [dataset, stores] of Object.entries(engine.rows ?? {})) {
      yield* storesOf(`Rows of \`${dataset}\` as JSON`, stores);
    }
  }
}

function* waysOf(ways) {
  yield '| dataset | way | rows/s | ratio (least–greatest) | p50 ms | p95 ms | p99 ms | client CPU | serve CPU | database s per million rows | serve RSS MiB | WAL bytes per row |';
  yield '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |';
  for (const one of ways) {
    const ratio =
      one.ratio === null
        ? '1'
        : `${one.ratio.median.toFixed(2)} (${one.ratio.least.toFixed(2)}–${one.ratio.greatest.toFixed(2)})`;
    const { p50, p95, p99 } = one.latency_ms;
    const serve = one.peak_serve_bytes;
    yield row([
      `\`${one.dataset}\``,
      one.way.replace('\\', '\\\\'),
      count(one.rows_per_second),
      ratio,
      ...[p50, p95, p99].map((ms) => (ms === null ? '–' : Math.round(ms))),
      `${one.client_cpu_percent} %`,
      one.serve_cpu_percent === null ? '–' : `${one.serve_cpu_percent} %`,
      one.database_cpu_seconds_per_million_rows ?? '–',
      serve === null ? '–' : Math.round(serve / 1_048_576),
      one.wal_bytes_per_row ?? '–',
    ]);
  }
  yield '';
}

function* storesOf(title, stores) {
  yield `${title}:`;
  yield '';
  yield '| store | a success answer means | rows/s | against radarstore (least–greatest) | CPU s per million rows | peak MiB |';
  yield '| --- | --- | ---: | ---: | ---: | ---: |';
  for (const one of stores) {
    yield row([
      one.store,
      one.success,
      count(one.rows_per_second),
      `${one.ratio.toFixed(2)} (${one.ratio_least.toFixed(2)}–${one.ratio_greatest.toFixed(2)})`,
      one.cpu_seconds_per_million_rows,
      one.peak_mib,
    ]);
  }
  yield '';
}

const row = (cells) => `| ${cells.join(' | ')} |`;
const count = (value) => value.toLocaleString('en-US');
