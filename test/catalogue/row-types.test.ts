import { expectTypeOf, test } from 'vitest';
import type { Integer64, NewRowOf, RowOf } from '../../src/catalogue/index.ts';
import type { Instant, JsonObject } from '../../src/core/index.ts';

test('a stored row has every column, NULL only where the column may be', () => {
  type Row = RowOf<'memory_metrics'>;
  expectTypeOf<Row['timestamp']>().toEqualTypeOf<Instant>();
  expectTypeOf<Row['device_id']>().toEqualTypeOf<string>();
  expectTypeOf<Row['total_bytes']>().toEqualTypeOf<Integer64 | null>();
  expectTypeOf<Row['created_at']>().toEqualTypeOf<Instant>();
  expectTypeOf<RowOf<'discovered_interfaces'>['ip_addresses']>().toEqualTypeOf<
    readonly string[] | null
  >();
  expectTypeOf<RowOf<'unified_devices'>['metadata']>().toEqualTypeOf<JsonObject | null>();
});

test('a new row must have what is required, and cannot have what the server fills in', () => {
  type Row = NewRowOf<'memory_metrics'>;
  expectTypeOf<{ timestamp: Instant; device_id: string }>().toExtend<Row>();
  expectTypeOf<{ timestamp: Instant }>().not.toExtend<Row>();
  expectTypeOf<{ timestamp: string; device_id: string }>().not.toExtend<Row>();
  expectTypeOf<Row>().not.toHaveProperty('created_at');
  expectTypeOf<Row['total_bytes']>().toEqualTypeOf<Integer64 | null | undefined>();
});
