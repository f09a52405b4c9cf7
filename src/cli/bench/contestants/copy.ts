import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionTarget } from '../../../database/index.ts';
import { copyColumnsOf, copyTextOf, type LoadDataset } from '../../../ingest/index.ts';
import { COPY_APPLICATION, type Contestant } from '../contest.ts';
import type { Scratch } from '../scratch.ts';

const PIECE_BYTES = 65_536;

/** The yardstick: `\copy` of psql, from a file of the same rows into the same table. */
export function psqlContestant(scratch: Scratch): Contestant {
  return {
    name: 'psql \\copy',
    async prepare(dataset, batches) {
      const file = await writeText(scratch, dataset, batches);
      return {
        whole: () => runPsql(scratch, `\\copy ${target(scratch, dataset)} from '${file}'`),
      };
    },
  };
}

/** The same without psql: the bytes of the file by our connection, unread. */
export function passThroughContestant(scratch: Scratch): Contestant {
  return {
    name: 'COPY of the text',
    async prepare(dataset, batches) {
      const text = await readFile(await writeText(scratch, dataset, batches));
      return { whole: () => passThrough(scratch, dataset, text) };
    },
  };
}

async function passThrough(scratch: Scratch, dataset: LoadDataset, text: Buffer): Promise<number> {
  const { copyIn, sql, trusted } = await import('../../../database/index.ts');
  const statement = sql`copy ${trusted(target(scratch, dataset))} from stdin`;
  return scratch.database.transaction('bench.copy', (session) =>
    copyIn(session, 'bench.copy', { statement, pieces: piecesOf(text) }),
  );
}

function* piecesOf(text: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < text.length; at += PIECE_BYTES) yield text.subarray(at, at + PIECE_BYTES);
}

async function writeText(
  { folder }: Scratch,
  dataset: LoadDataset,
  batches: readonly (readonly object[])[],
): Promise<string> {
  const file = join(folder, `${dataset}.copy`);
  await writeFile(file, '');
  for (const batch of batches) await writeFile(file, copyTextOf(dataset, batch), { flag: 'a' });
  return file;
}

function target({ schema }: Scratch, dataset: LoadDataset): string {
  const columns = copyColumnsOf(dataset).map((name) => `"${name}"`);
  return `"${schema}"."${dataset}" (${columns.join(', ')})`;
}

/** Whether psql is on this machine. */
export function hasPsql(): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('psql', ['--version'], { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

function runPsql(scratch: Scratch, command: string): Promise<number> {
  const environment = {
    ...process.env,
    ...connectionVariables(scratch.target),
    PGAPPNAME: COPY_APPLICATION,
  };
  const child = spawn('psql', ['-X', '-v', 'ON_ERROR_STOP=1', '-c', command], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [answer, faults] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    faults += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const rows = /^COPY (\d+)$/m.exec(answer)?.[1];
      if (code === 0 && rows !== undefined) resolve(Number(rows));
      else reject(new Error(`psql ended with code ${code}: ${faults.trim()}`));
    });
  });
}

/** By variables, since arguments show in the list of processes. */
function connectionVariables(target: ConnectionTarget): { [name: string]: string } {
  if (!('url' in target)) {
    return {
      PGHOST: target.host,
      PGPORT: String(target.port),
      PGUSER: target.user,
      PGPASSWORD: target.password,
      PGDATABASE: target.database,
    };
  }
  const url = new URL(target.url);
  const told = {
    PGHOST: url.searchParams.get('host') ?? url.hostname,
    PGPORT: url.searchParams.get('port') ?? url.port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    PGSSLMODE: url.searchParams.get('sslmode') ?? '',
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ''));
}
