import type { Instant } from '../../core/index.ts';

/** What a format knows of a message beside its bytes. */
export interface MessageSource {
  readonly subject: string;
  /** Receipt time, the same at each delivery. */
  readonly receivedAt: Instant;
}
