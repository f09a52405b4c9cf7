import { useRef } from 'react';
import type { DeviceItem } from '../../../../src/contract/index.ts';

/** The selected devices, also those whose page is no longer known. */
export function useChosen(
  known: readonly DeviceItem[],
  selected: ReadonlySet<string>,
): readonly DeviceItem[] {
  const seen = useRef<ReadonlyMap<string, DeviceItem>>(new Map());
  const here = new Map(known.map((device) => [device.device_id, device]));
  const chosen = [...selected].flatMap((id) => here.get(id) ?? seen.current.get(id) ?? []);
  seen.current = new Map(chosen.map((device) => [device.device_id, device]));
  return chosen;
}
