import { expectTypeOf, test } from 'vitest';
import type { Integer64, NewRow, Row } from '../../src/catalogue/index.ts';
import type { Instant, JsonValue } from '../../src/core/index.ts';

test('a stored row has every column, NULL only where the column may be', () => {
  type Memory = Row<'memory_metrics'>;
  expectTypeOf<Memory['timestamp']>().toEqualTypeOf<Instant>();
  expectTypeOf<Memory['device_id']>().toEqualTypeOf<string>();
  expectTypeOf<Memory['total_bytes']>().toEqualTypeOf<Integer64 | null>();
  expectTypeOf<Memory['created_at']>().toEqualTypeOf<Instant>();
  // A key column in which '' stands for absence.
  expectTypeOf<Memory['poller_id']>().toEqualTypeOf<string>();
  expectTypeOf<Row<'discovered_interfaces'>['ip_addresses']>().toEqualTypeOf<
    readonly string[] | null
  >();
  expectTypeOf<Row<'unified_devices'>['metadata']>().toEqualTypeOf<JsonValue | null>();
});

test('a new row must have what is required, and cannot have what the server fills in', () => {
  type Memory = NewRow<'memory_metrics'>;
  expectTypeOf<{ timestamp: Instant; device_id: string }>().toExtend<Memory>();
  expectTypeOf<{ timestamp: Instant }>().not.toExtend<Memory>();
  expectTypeOf<{ timestamp: string; device_id: string }>().not.toExtend<Memory>();
  expectTypeOf<Memory>().not.toHaveProperty('created_at');
  expectTypeOf<Memory['poller_id']>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<Memory['total_bytes']>().toEqualTypeOf<Integer64 | null | undefined>();
});
