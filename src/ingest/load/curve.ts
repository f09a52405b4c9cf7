import { type Instant, MICROS_PER_SECOND } from '../../core/index.ts';
import type { MadeUpDevice } from './fleet.ts';

const HOUR = 3_600 * MICROS_PER_SECOND;

/** Share of all that it can which a device does at an instant: calm at night, busy around its peak. */
export function loadOf(device: MadeUpDevice, at: Instant): number {
  const hour = (at / HOUR) % 24;
  const day = (1 + Math.cos(((hour - device.peakHour) / 24) * 2 * Math.PI)) / 2;
  return device.calm + device.swing * day;
}

/** A share made a percentage of two decimals, from 0 to 100. */
export function percent(share: number): number {
  return Math.round(Math.max(0, Math.min(1, share)) * 10_000) / 100;
}
