/** A part of the page of a device: `part` in the address, nothing for the first. */
export interface DevicePart {
  readonly name: 'overview' | 'explanation' | 'changes' | 'network' | 'services';
  readonly title: string;
}

export const DEVICE_PARTS: readonly DevicePart[] = [
  { name: 'overview', title: 'Overview' },
  { name: 'explanation', title: 'Explanation' },
  { name: 'changes', title: 'Changes' },
  { name: 'network', title: 'Network' },
  { name: 'services', title: 'Services' },
];

/** The part that the address names; the first for none and for any other word. */
export function readPart(text: string | undefined): DevicePart['name'] {
  return DEVICE_PARTS.find(({ name }) => name === text)?.name ?? 'overview';
}

/** The part as the address has it; null for the first. */
export function writePart(name: DevicePart['name']): string | null {
  return name === 'overview' ? null : name;
}
