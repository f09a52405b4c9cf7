import type { EdgePackageCreated } from '../../../../src/contract/index.ts';

import { shellWord } from '../../format/index.ts';

/** Name of the file in which a package lies. */
export const archiveName = (componentId: string): string =>
  `${componentId.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '') || 'package'}.tar.gz`;

/** What fetches and opens a package on the machine of its component. */
export function fetchCommand(
  { package: told, download_token }: Pick<EdgePackageCreated, 'package' | 'download_token'>,
  origin: string,
): string {
  const file = archiveName(told.component_id);
  const address = `${origin}/api/admin/edge-packages/${told.package_id}/download`;
  const body = JSON.stringify({ download_token });
  return [
    `curl -fX POST ${shellWord(address)} -H 'content-type: application/json' -d ${shellWord(body)} -o ${file}`,
    `tar -xzf ${file}`,
  ].join(' && ');
}
