import { DISCOVERY_OBJECTS } from './discovery.ts';
import { OBSERVABILITY_OBJECTS } from './observability.ts';
import { OCSF_CURRENT_OBJECTS } from './ocsf-current.ts';
import { OCSF_EVENT_OBJECTS } from './ocsf-events.ts';
import { OCSF_SEARCH_OBJECTS } from './ocsf-search.ts';
import { ONBOARDING_OBJECTS } from './onboarding.ts';
import { REGISTRY_OBJECTS } from './registry.ts';
import { TELEMETRY_OBJECTS } from './telemetry.ts';

export type { ProtonObject, ProtonTtl, ProtonType, SeedRow } from './proton-object.ts';

/** Every object of a Proton installation by its name, in the order of the mapping document. */
export const PROTON_OBJECTS = Object.freeze({
  ...TELEMETRY_OBJECTS,
  ...DISCOVERY_OBJECTS,
  ...REGISTRY_OBJECTS,
  ...ONBOARDING_OBJECTS,
  ...OBSERVABILITY_OBJECTS,
  ...OCSF_EVENT_OBJECTS,
  ...OCSF_CURRENT_OBJECTS,
  ...OCSF_SEARCH_OBJECTS,
});

export type ProtonObjectName = keyof typeof PROTON_OBJECTS;
