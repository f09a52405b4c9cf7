import { Empty } from '../../controls/index.ts';
import type { Fault } from '../../data/index.ts';

/** Whether the server says that there is no onboarding, which is no failure. */
export const isOff = (fault: Fault | undefined): boolean => fault?.code === 'ONBOARDING_OFF';

/** What is missing before packages can be made. */
export function OnboardingOff() {
  return (
    <Empty
      title="Onboarding is off"
      command="radarstore serve --onboarding-encryption-key-file onboarding.keys"
    >
      There is no key that encrypts the secrets of packages. Write 32 random bytes in base64 into a
      file that only the server may read, and start with it:
    </Empty>
  );
}
