import type { RoomPart } from '../../controls/index.ts';

export const SERVICES_PART: RoomPart = {
  path: '/registry',
  title: 'Services',
  needs: { permission: 'registry:read' },
};
export const ONBOARDING_PART: RoomPart = {
  path: '/registry/onboarding',
  title: 'Onboarding',
  needs: { permission: 'onboarding:read', whole: true },
};
export const CAPABILITIES_PART: RoomPart = {
  path: '/registry/capabilities',
  title: 'Capabilities',
  needs: { permission: 'devices:read' },
};

export const REGISTRY_PARTS: readonly RoomPart[] = [
  SERVICES_PART,
  ONBOARDING_PART,
  CAPABILITIES_PART,
];
