import type { ByteBudget } from '../../../ingest/index.ts';
import type { Limits } from '../../limits.ts';
import type { ServerParts } from '../../parts.ts';
import type { Receipts } from './receipts.ts';

/** What the routes that take telemetry share. */
export interface Intake {
  readonly parts: ServerParts;
  readonly limits: Limits;
  readonly budget: ByteBudget;
  readonly receipts: Receipts;
}
