import type { Needs } from '../../data/index.ts';

/** A part of the registry room, with an address of its own. */
export interface RegistryPart {
  readonly path: string;
  readonly title: string;
  /** What one must be allowed to find anything there. */
  readonly needs: Needs;
}

export const SERVICES_PART: RegistryPart = {
  path: '/registry',
  title: 'Services',
  needs: { permission: 'registry:read' },
};
export const ONBOARDING_PART: RegistryPart = {
  path: '/registry/onboarding',
  title: 'Onboarding',
  needs: { permission: 'onboarding:read', whole: true },
};
export const CAPABILITIES_PART: RegistryPart = {
  path: '/registry/capabilities',
  title: 'Capabilities',
  needs: { permission: 'devices:read' },
};

export const REGISTRY_PARTS: readonly RegistryPart[] = [
  SERVICES_PART,
  ONBOARDING_PART,
  CAPABILITIES_PART,
];
