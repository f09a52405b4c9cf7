import { RadarError } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import {
  absentObservation,
  type Component,
  holdComponents,
  observeComponents,
} from '../components/index.ts';
import { moveInSession, REGISTRY_APPENDS, registerInSession } from '../registry/index.ts';
import type { OnboardedService, OnboardingRegistry } from './parts.ts';

/** How the registry names what came by onboarding (SR-2). */
const SOURCE = 'edge_onboarding';

/**
 * The components of packages in the service registry. One that reports already is taken over with what
 * is known of its reports; one that was revoked waits for its first report again.
 */
export function onboardedServices(database: Database): OnboardingRegistry {
  return {
    appendsTo: [...REGISTRY_APPENDS, 'device_updates'],
    async register(session, service) {
      const { type, id, parentId, pollerId, checkerKind, spiffeId, packageId } = service;
      await registerInSession(
        database,
        session,
        {
          type,
          id,
          pollerId: type === 'poller' ? null : pollerId,
          agentId: type === 'checker' ? parentId : null,
          checkerKind,
          componentId: id,
          source: SOURCE,
          spiffeId,
          metadata: { edge_package_id: packageId },
        },
        { actor: service.actor, now: service.now, existing: 'adopt' },
      );
    },
    async revoke(session, service) {
      // Devices before services, as reports lock them.
      const held = await holdComponents(database, session, [service]);
      const { type, id, actor, now } = service;
      const change = { action: 'revoke', actor, now, reason: reasonOf(service) } as const;
      try {
        await moveInSession(database, session, { type, id }, change);
      } catch (fault) {
        // A component that the registry no longer has, or has as deleted, is trusted by nobody.
        const { code } = fault instanceof RadarError ? fault : { code: null };
        if (code !== 'NOT_FOUND' && code !== 'CONFLICT') throw fault;
      }
      const gone = absentObservation(componentOf(service), { at: now, absence: 'revoked' });
      await observeComponents(database, session, held, [gone]);
    },
  };
}

const componentOf = ({
  type,
  id,
  parentId,
  pollerId,
  checkerKind,
}: OnboardedService): Component => ({
  type,
  id,
  pollerId,
  agentId: { poller: null, agent: id, checker: parentId }[type],
  checkerKind,
});

const reasonOf = ({ packageId }: OnboardedService) => `onboarding package ${packageId} was revoked`;
