import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { type Instant, instantToMillis, messageOf, RadarError } from '../../../core/index.ts';
import type { PackageMetadata } from '../create/index.ts';
import type { DeliveredPackage } from '../deliver.ts';
import { cannotMake, environmentFile } from './environment.ts';
import { descriptionFile, readmeFile } from './texts.ts';

/** A package as one file (EO-30). */
export interface PackageArchive {
  readonly name: string;
  /** tar, packed with gzip. */
  readonly bytes: Buffer;
}

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

const squeeze = promisify(gzip);

/** Makes the archive of a package. Throws ARCHIVE_FAILED. */
export async function packArchive(
  { package: told, joinToken, bundlePem }: DeliveredPackage,
  now: Instant,
): Promise<PackageArchive> {
  try {
    const metadata = textsOf(told.metadata_json);
    const bytes = await tarOf(now, {
      'README.txt': readmeFile(told, metadata),
      'metadata.json': descriptionFile(told, metadata),
      'edge-poller.env': environmentFile(told, metadata),
      'spire/upstream-join-token': `${joinToken}\n`,
      'spire/upstream-bundle.pem': bundlePem === '' ? '' : `${bundlePem.trimEnd()}\n`,
    });
    return { name: archiveName(told.poller_id), bytes: await squeeze(bytes) };
  } catch (fault) {
    if (fault instanceof RadarError) throw fault;
    throw cannotMake(told, messageOf(fault), fault);
  }
}

/** Metadata of older programs may hold other values than text. */
function textsOf(metadata: unknown): PackageMetadata {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return {};
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([key, value]) =>
      value === null ? [] : [[key, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  );
}

/** Ids of older programs may hold anything. */
function archiveName(pollerId: string | null): string {
  const safe = (pollerId ?? '').replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll('..', '');
  return `edge-package-${safe || 'edge-poller'}.tar.gz`;
}

async function tarOf(now: Instant, files: { readonly [name: string]: string }): Promise<Buffer> {
  const tar = pack();
  const mtime = new Date(instantToMillis(now));
  tar.entry({ name: 'spire/', type: 'directory', mode: FOLDER_MODE, mtime });
  for (const [name, text] of Object.entries(files))
    tar.entry({ name, mode: FILE_MODE, mtime }, text);
  tar.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of tar) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}
