import type { FastifyRequest } from 'fastify';
import type { DatasetName } from '../../../catalogue/index.ts';
import type { ByteBudget } from '../../../ingest/index.ts';
import { accessOf, confinedFault } from '../../auth/index.ts';
import type { Limits } from '../../limits.ts';
import type { ServerParts } from '../../parts.ts';
import { namesPartitions } from './confine.ts';
import type { Receipts } from './receipts.ts';

/** What the routes that take telemetry share. */
export interface Intake {
  readonly parts: ServerParts;
  readonly limits: Limits;
  readonly budget: ByteBudget;
  readonly receipts: Receipts;
  /** Network partitions to which the sender is confined; absent or null: all. */
  readonly partitions?: readonly string[] | null;
}

/** The same for one request, whose sender may be confined to partitions. */
export function intakeOf(intake: Intake, request: FastifyRequest): Intake {
  const { partitions } = accessOf(request);
  return partitions === null ? intake : { ...intake, partitions };
}

/** Refuses whoever is confined to partitions, where rows say nothing of them. Throws ACCESS_DENIED. */
export function requirePartitions({ partitions }: Intake, dataset: DatasetName): void {
  if (partitions === undefined || partitions === null || namesPartitions(dataset)) return;
  throw confinedFault(`A row of ${dataset}`, partitions);
}
