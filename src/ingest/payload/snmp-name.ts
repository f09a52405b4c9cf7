/** Name and interface that the configured name of an OID holds. */
export interface MetricName {
  readonly name: string;
  /** Null where the name tells none. */
  readonly ifIndex: number | null;
}

const MOST_INT32 = 2 ** 31 - 1;

/**
 * Reads an OID's configured name (telemetry §1.2): what follows the last underscore, or the last dot
 * of a name without underscores, is the interface, where it is a whole number of 32 bits.
 *
 *     ifInOctets_4              ifInOctets, 4
 *     ifInOctets.7              ifInOctets, 7
 *     foo_bar, a_b.5            as they are
 *     .1.3.6.1.2.1.1.3.0        .1.3.6.1.2.1.1.3, 0
 */
export function readMetricName(configured: string): MetricName {
  const at = configured.includes('_') ? configured.lastIndexOf('_') : configured.lastIndexOf('.');
  const name = configured.slice(0, Math.max(at, 0));
  const index = configured.slice(at + 1);
  if (name.trim() === '' || !/^[+-]?\d{1,20}$/.test(index)) return whole(configured);
  const ifIndex = Number(index);
  if (ifIndex > MOST_INT32 || ifIndex < -MOST_INT32 - 1) return whole(configured);
  return { name, ifIndex: ifIndex === 0 ? 0 : ifIndex };
}

const whole = (name: string): MetricName => ({ name, ifIndex: null });
