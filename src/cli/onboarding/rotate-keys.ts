import type { RotationReport } from '../../inventory/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import { ONBOARDING_SETTINGS, WHICH_DATABASE, withOnboarding } from './open.ts';

export const onboardingRotateKeys: Command = {
  name: 'onboarding rotate-keys',
  summary: 'encrypt the secrets of all packages with the current key',
  description: `Put the new key in front of the old one in the key file, restart the servers, and run this; then
the old key can go. It may be interrupted, repeated, and run while radarstore serves. Exit code 1
when no key opens some secrets; those stay as they were.\n\n${WHICH_DATABASE}`,
  settings: ONBOARDING_SETTINGS,
  json: true,
  examples: [
    {
      line: 'radarstore onboarding rotate-keys --onboarding-encryption-key-file keys',
      meaning: 'after the new key became the first of the file',
    },
  ],
  run: (call) =>
    withOnboarding(call, async (onboarding) => {
      const report = await onboarding.rotateKeys();
      call.answer(reportText(report), {
        key_id: report.keyId,
        rotated: report.rotated,
        unreadable: report.unreadable.map(({ packageId: package_id, message }) => ({
          package_id,
          message,
        })),
        packages_by_key: report.packagesByKey.map(({ keyId: key_id, packages }) => ({
          key_id,
          packages,
        })),
      });
      return report.unreadable.length === 0 ? EXIT.done : EXIT.failed;
    }),
};

function reportText({ keyId, rotated, unreadable, packagesByKey }: RotationReport): string {
  const head = `The secrets of ${rotated} packages are encrypted anew, with key ${keyId}.\n`;
  const keys = packagesByKey.map(({ keyId: id, packages }) => [
    id ?? 'of an older program',
    String(packages),
    id === keyId ? 'current' : 'needed as long as these packages are',
  ]);
  const list = keys.length === 0 ? '' : `\n${table(['KEY', 'PACKAGES', ''], keys)}`;
  const lost = unreadable.map(({ message }) => `${message}\n`).join('');
  return `${head}${list}${lost === '' ? '' : `\n${lost}`}`;
}
